/** The model kernel, stack designs, workloads and the scenario runner. */
module ksim.sched {
  requires static org.jspecify;
  requires transitive ksim.core;

  exports ksim.sched.audit;
  exports ksim.sched.kernel;
  exports ksim.sched.scenario;
  exports ksim.sched.stack;
  exports ksim.sched.workload;
}
