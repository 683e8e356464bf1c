package ksim.sched.workload;

import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.kernel.CodeStack;

/**
 * What is known, where a program is compiled, of the context that its code runs in. A function is
 * compiled for each place that calls it, so nesting and the stack are known exactly.
 *
 * @param program name of the program
 * @param kernelThreadsOnly whether none but kernel threads run it
 * @param stack the stack that the code runs on
 * @param depth number of atomic sections around the code
 */
record CodeContext(String program, boolean kernelThreadsOnly, CodeStack stack, int depth) {
  /** The context of a program's start. */
  static CodeContext outside(String program, boolean kernelThreadsOnly) {
    CodeStack stack = kernelThreadsOnly ? CodeStack.KERNEL : CodeStack.APPLICATION;
    return new CodeContext(program, kernelThreadsOnly, stack, 0);
  }

  /** The context inside one more section. */
  CodeContext inside() {
    return new CodeContext(program, kernelThreadsOnly, stack, depth + 1);
  }

  /** The same context on another stack. */
  CodeContext on(CodeStack other) {
    return new CodeContext(program, kernelThreadsOnly, other, depth);
  }

  /** A site in this context, classified by Rules 1 to 4. */
  AtomicSite site(String name, String function, SiteKind kind) {
    if (kernelThreadsOnly) {
      return new AtomicSite(
          name, function, kind, Rule.KERNEL_THREAD, "only kernel threads run this program");
    }
    if (depth > 0) {
      return new AtomicSite(
          name, function, kind, Rule.ALREADY_DISABLED, "inside another section of the program");
    }
    return switch (stack) {
      case APPLICATION ->
          new AtomicSite(
              name, function, kind, Rule.BOTH_ENABLED, "application code outside any section");
      case KERNEL ->
          new AtomicSite(
              name, function, kind, Rule.POPULATED_STACK, "on the thread's resident kernel stack");
      case SYSCALL ->
          new AtomicSite(
              name, function, kind, Rule.POPULATED_STACK, "on the resident system call stack");
    };
  }
}
