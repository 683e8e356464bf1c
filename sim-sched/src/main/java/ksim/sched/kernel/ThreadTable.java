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

  /** Offset of one for a thread that may access anonymous mappings. */
  static final int USES_MAPPINGS = 72;

  /** Size of an entry. */
  static final int SIZE = 128;

  /** How many mappings there can be for spawned threads, if memory allows so many. */
  private static final long MOST_SPAWNED = 32_768;

  /** Pages that a thread needs at least: of its stack, for exceptions, for interrupts. */
  private static final long PAGES_PER_THREAD = 3;

  private static final long KERNEL_STACK = 64 << 10;

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
    long capacity = threads.size() + 64L + spawnable;
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
    StackSource source = source(k, thread);
    boolean mapped = source == StackSource.MMAP;
    data.set(at + ENTRY, thread.program());
    data.set(at + STACK_BYTES, thread.stackBytes());
    data.set(at + GUARD_BYTES, thread.guardBytes());
    data.set(at + SOURCE, mapped ? ThreadLayout.STACK_MMAP : ThreadLayout.STACK_MALLOC);
    data.set(at + TERMINATES, thread.terminates() ? 1 : 0);
    boolean populate = k.design().population() == StackPopulation.AT_MMAP;
    data.set(at + MMAP_FLAGS, VmaLayout.FLAG_STACK | (populate ? VmaLayout.FLAG_POPULATE : 0));
    data.set(at + INDEX, index);
    data.set(at + USES_MAPPINGS, thread.kind() == ThreadKind.APPLICATION || mapped ? 1 : 0);
  }

  private static StackSource source(KernelCode k, ThreadDescriptor thread) {
    return thread.kind() == ThreadKind.KERNEL && thread.source() == StackSource.MALLOC
        ? k.design().kernelStacks()
        : thread.source();
  }
}
