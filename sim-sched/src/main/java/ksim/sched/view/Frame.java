package ksim.sched.view;

/**
 * One link of a chain of calls.
 *
 * @param address the instruction, or the return address, in the function
 * @param framePointer RBP of the function
 */
public record Frame(long address, long framePointer) {}
