package ksim.core.host;

import java.util.SortedMap;

/**
 * How a case ended.
 *
 * @param vector the exception that ended it; 3 if it ran into an INT3
 * @param errorCode its error code; zero if it has none
 * @param cr2 the faulting address if it is a page fault, else zero
 * @param after the state that the exception's handler saw
 * @param memory the aligned eight bytes of writable data that changed, by offset
 */
record Outcome(
    int vector, long errorCode, long cr2, UserState after, SortedMap<Integer, Long> memory) {}
