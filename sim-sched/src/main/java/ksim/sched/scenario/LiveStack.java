package ksim.sched.scenario;

/**
 * A stack that a thread has.
 *
 * @param thread name of the thread
 * @param source where its memory comes from
 * @param low lowest usable address
 * @param high address just above it
 */
record LiveStack(String thread, StackSource source, long low, long high) {}
