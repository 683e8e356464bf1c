package ksim.sched.scenario;

import java.util.List;

/**
 * A thread that waits and will not be woken, and who keeps it waiting.
 *
 * @param waiter name of the thread that waits
 * @param waiterMode how it wants it: {@code for reading}, {@code for writing}, or empty
 * @param waiterChain its functions, from the innermost to its start
 * @param object what it waits for, such as {@code vma_lock} or {@code mutex 'm'}
 * @param holder name of the thread that holds it; empty where nobody does, as with an event
 * @param holderMode how it holds it: {@code for reading}, {@code for writing}, or empty
 * @param holderChain the holder's functions; empty where there is no holder
 */
public record LockWait(
    String waiter,
    String waiterMode,
    List<String> waiterChain,
    String object,
    String holder,
    String holderMode,
    List<String> holderChain) {}
