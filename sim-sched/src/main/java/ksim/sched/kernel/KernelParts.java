package ksim.sched.kernel;

import java.util.List;

/** The parts of the kernel, in the order of the image. */
final class KernelParts {
  private KernelParts() {}

  static void reserveData(KernelCode code) {
    KernelParameters p = code.parameters();
    code.data().reserve("mutexes", (long) p.mutexes() * WaitQueueLayout.OBJECT_SIZE, 64);
    code.data().reserve("events", (long) p.events() * WaitQueueLayout.OBJECT_SIZE, 64);
    code.data().reserve("pipes", (long) p.pipes() * PipeLayout.SIZE, 64);
  }

  static void emitAll(KernelCode code, List<ThreadDescriptor> threads) {
    code.observable("start");
    code.data().reserve("thread_table", 64L * threads.size(), 64);
  }
}
