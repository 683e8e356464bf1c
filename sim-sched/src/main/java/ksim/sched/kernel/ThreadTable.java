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

  /** Offset of one for a thread that may access anonymous mappings. */
  static final int USES_MAPPINGS = 72;

  /** Size of an entry. */
  static final int SIZE = 128;

  /** How many mappings there can be for spawned threads, if memory allows so many. */
  private static final long MOST_SPAWNED = 32_768;

  /** Pages that a thread needs at least: of its stack, for exceptions, for interrupts. */
  private static final long PAGES_PER_THREAD = 3;

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
    // Init reads the top page of each stack that it maps.
    k.data().set(at + USES_MAPPINGS, index == ThreadLayout.INDEX_INIT ? 1 : 0);
  }

  /**
   * Lays out the scenario's threads, and what depends on their number.
   *
   * @param threads those that init creates: symbol {@code thread_table}
   * @param spawned the kinds that programs spawn: symbol {@code spawn_table}
   */
  static void reserve(
      KernelCode k, List<ThreadDescriptor> threads, List<ThreadDescriptor> spawned) {
    DataSegment data = k.data();
    table(k, "thread_table", threads, 0);
    table(k, "spawn_table", spawned, threads.size());
    data.variable(
        "threads_remaining", threads.stream().filter(ThreadDescriptor::terminates).count());
    long spawnable =
        spawned.isEmpty()
            ? 0
            : Math.min(
                MOST_SPAWNED, k.parameters().memoryBytes() / MemoryMap.PAGE / PAGES_PER_THREAD);
    long mappings = k.design().kernelStacksForApplications() ? 2 : 1;
    long capacity = mappings * (threads.size() + spawnable) + SPARE_MAPPINGS;
    data.variable("vma_capacity", capacity);
    data.reserve("vmas", capacity * VmaLayout.SIZE, 64);
  }

  private static void table(
      KernelCode k, String name, List<ThreadDescriptor> threads, int firstIndex) {
    long table = k.data().reserve(name, (long) SIZE * Math.max(1, threads.size()), 64);
    for (int i = 0; i < threads.size(); i++) {
      entry(k, table + (long) i * SIZE, threads.get(i), firstIndex + i);
    }
  }

  private static void entry(KernelCode k, long at, ThreadDescriptor thread, int index) {
    DataSegment data = k.data();
    int source = sourceValue(k, thread);
    long flags = mmapFlags(k, thread);
    boolean onDemand = (flags & VmaLayout.FLAG_POPULATE) == 0;
    boolean mapped = source == ThreadLayout.STACK_MMAP;
    data.set(at + ENTRY, thread.program());
    data.set(at + STACK_BYTES, thread.stackBytes());
    data.set(at + GUARD_BYTES, thread.guardBytes());
    data.set(at + SOURCE, source);
    data.set(at + TERMINATES, thread.terminates() ? 1 : 0);
    data.set(at + MMAP_FLAGS, flags);
    data.set(at + LAZY, mapped && onDemand ? 1 : 0);
    data.set(at + RUNS_APPLICATION_CODE, runsApplicationCode(k, thread) ? 1 : 0);
    data.set(at + USES_MAPPINGS, thread.kind() == ThreadKind.APPLICATION || mapped ? 1 : 0);
    data.set(at + INDEX, index);
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
