package ksim.sched.workload;

import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * What is known, where a program is compiled, of the context that its code runs in. A function is
 * compiled for each place that calls it, so nesting is known exactly.
 *
 * @param program name of the program
 * @param kernelThreadsOnly whether none but kernel threads run it
 * @param depth number of atomic sections around the code
 */
record AtomicContext(String program, boolean kernelThreadsOnly, int depth) {
  /** The context of a program's start. */
  static AtomicContext outside(String program, boolean kernelThreadsOnly) {
    return new AtomicContext(program, kernelThreadsOnly, 0);
  }

  /** The context inside one more section. */
  AtomicContext inside() {
    return new AtomicContext(program, kernelThreadsOnly, depth + 1);
  }

  /** A site in this context, classified by Rules 1, 3 and 4. */
  AtomicSite site(String name, String function, SiteKind kind) {
    if (kernelThreadsOnly) {
      return new AtomicSite(
          name, function, kind, Rule.KERNEL_THREAD, "only kernel threads run this program");
    }
    return depth > 0
        ? new AtomicSite(
            name, function, kind, Rule.ALREADY_DISABLED, "inside another section of the program")
        : new AtomicSite(
            name, function, kind, Rule.BOTH_ENABLED, "application code outside any section");
  }
}
