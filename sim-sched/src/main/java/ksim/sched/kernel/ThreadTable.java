package ksim.sched.kernel;

import java.util.List;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.stack.StackPopulation;

/** The table of threads that the init thread creates, laid out before boot. */
final class ThreadTable {
  /** Offset of the start function in an entry. */
  static final int ENTRY = 0;

  /** Offset of the usable size of the stack. */
  static final int STACK_BYTES = 8;

  /** Offset of the size of the guard area. */
  static final int GUARD_BYTES = 16;

  /** Offset of the stack's source, a {@link ThreadLayout} value. */
  static final int SOURCE = 24;

  /** Offset of one where the scenario waits for the thread. */
  static final int TERMINATES = 32;

  /** Offset of the flags for mmap. */
  static final int MMAP_FLAGS = 40;

  /** Offset of the thread's index. */
  static final int INDEX = 48;

  /** Offset of one where the stack's pages come on demand. */
  static final int LAZY = 56;
  /** Offset of one where the thread runs application code, on a stack that is not the kernel's. */
  static final int RUNS_APPLICATION_CODE = 64;

  /** Size of an entry. */
  static final int SIZE = 128;

  private static final long KERNEL_STACK = 64 << 10;

  /** Mappings that programs may have at a time, beside the stacks. */
  private static final long SPARE_MAPPINGS = 1024;

  private ThreadTable() {}

  /** The entries of init and the reclaimer, whose stacks are resident whatever the design. */
  static void reserveKernelThreads(KernelCode k) {
    kernelThread(k, "init_descriptor", "init_main", ThreadLayout.INDEX_INIT);
    kernelThread(k, "reclaimer_descriptor", "reclaimer_main", ThreadLayout.INDEX_RECLAIMER);
  }

  private static void kernelThread(KernelCode k, String name, String entry, long index) {
    long at = k.data().reserve(name, SIZE, 64);
    k.data().set(at + ENTRY, k.label(entry));
    k.data().set(at + STACK_BYTES, KERNEL_STACK);
    k.data().set(at + SOURCE, ThreadLayout.STACK_MALLOC);
    k.data().set(at + INDEX, index);
  }

  /** Lays out the scenario's threads, and what depends on their number. */
  static void reserve(KernelCode k, List<ThreadDescriptor> threads) {
    DataSegment data = k.data();
    long table = data.reserve("thread_table", (long) SIZE * Math.max(1, threads.size()), 64);
    long terminating = 0;
    for (int i = 0; i < threads.size(); i++) {
      ThreadDescriptor thread = threads.get(i);
      long at = table + (long) i * SIZE;
      data.set(at + ENTRY, thread.program());
      data.set(at + STACK_BYTES, thread.stackBytes());
      data.set(at + GUARD_BYTES, thread.guardBytes());
      int source = sourceValue(k, thread);
      long flags = mmapFlags(k, thread);
      boolean onDemand = (flags & VmaLayout.FLAG_POPULATE) == 0;
      data.set(at + SOURCE, source);
      data.set(at + RUNS_APPLICATION_CODE, runsApplicationCode(k, thread) ? 1 : 0);
      data.set(at + TERMINATES, thread.terminates() ? 1 : 0);
      data.set(at + MMAP_FLAGS, flags);
      data.set(at + LAZY, source == ThreadLayout.STACK_MMAP && onDemand ? 1 : 0);
      data.set(at + INDEX, i);
      terminating += thread.terminates() ? 1 : 0;
    }
    data.variable("threads_remaining", terminating);
    long mappings = k.design().kernelStacksForApplications() ? 2 : 1;
    long capacity = mappings * threads.size() + SPARE_MAPPINGS;
    data.variable("vma_capacity", capacity);
    data.reserve("vmas", capacity * VmaLayout.SIZE, 64);
  }

  /** A stack that the caller has mapped without MAP_STACK is a mapping like any other. */
  private static long mmapFlags(KernelCode k, ThreadDescriptor thread) {
    if (thread.supply() == StackSupply.CALLER_PLAIN) {
      return 0;
    }
    boolean populate = k.design().population() == StackPopulation.AT_MMAP;
    return VmaLayout.FLAG_STACK | (populate ? VmaLayout.FLAG_POPULATE : 0);
  }

  private static int sourceValue(KernelCode k, ThreadDescriptor thread) {
    if (k.design().segmentedStacks() && runsApplicationCode(k, thread)) {
      return ThreadLayout.STACK_SEGMENTS;
    }
    return source(k, thread) == StackSource.MMAP
        ? ThreadLayout.STACK_MMAP
        : ThreadLayout.STACK_MALLOC;
  }

  /** All threads but kernel threads with a resident stack. */
  private static boolean runsApplicationCode(KernelCode k, ThreadDescriptor thread) {
    return thread.kind() == ThreadKind.APPLICATION || source(k, thread) == StackSource.MMAP;
  }

  private static StackSource source(KernelCode k, ThreadDescriptor thread) {
    return thread.kind() == ThreadKind.KERNEL && thread.source() == StackSource.MALLOC
        ? k.design().kernelStacks()
        : thread.source();
  }
}
