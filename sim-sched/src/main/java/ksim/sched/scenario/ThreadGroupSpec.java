package ksim.sched.scenario;

/**
 * Threads that are alike.
 *
 * @param name name of the group; threads are called {@code name-0}, {@code name-1}, ... or {@code
 *     name} where there is one
 * @param kind application or kernel thread
 * @param count number of threads that init starts, at least 1; 1, and without meaning, where
 *     programs spawn them
 * @param stack their stacks
 * @param program name of the program that they run
 */
public record ThreadGroupSpec(
    String name, ThreadKind kind, int count, StackSpec stack, String program) {}
