package ksim.sched.scenario;

import ksim.core.cpu.Cpu;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.SegmentLayout;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.kernel.VmaLayout;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.ThreadView;

/** Where stacks begin and end, read from a kernel that has stopped. */
final class StackBounds {
  private static final long PAGE_BYTES = 4096;

  /** More than any kernel has room for: a guest may have overwritten its count. */
  private static final long MOST_MAPPINGS = 1 << 20;

  private final KernelImage image;
  private final GuestMemory memory;
  private final Cpu cpu;

  StackBounds(KernelImage image, GuestMemory memory, Cpu cpu) {
    this.image = image;
    this.memory = memory;
    this.cpu = cpu;
  }

  /** Whether an address lies in the guard area of a mapping. */
  boolean inGuard(long address) {
    long mapping = mapping(address);
    return mapping != 0 && Long.compareUnsigned(address, read(mapping + VmaLayout.GUARD_END)) < 0;
  }

  /**
   * The thread with the bounds of that of its stacks which the stack pointer is on: its own, its
   * kernel stack, a further segment, its system call stack. One that has run into a guard area is
   * on the stack above.
   */
  ThreadView at(ThreadView thread, long rsp) {
    if (thread.stackContains(rsp)) {
      return thread;
    }
    long mapping = mapping(rsp);
    if (mapping != 0) {
      return thread.on(read(mapping + VmaLayout.GUARD_END), read(mapping + VmaLayout.END));
    }
    long segment = read(thread.address() + ThreadLayout.SEGMENT);
    if (segment != 0) {
      ThreadView there =
          thread.on(
              segment + SegmentLayout.SIZE,
              segment + read(segment + SegmentLayout.PAGES) * PAGE_BYTES);
      if (there.stackContains(rsp)) {
        return there;
      }
    }
    long base = read(thread.address() + ThreadLayout.SYSCALL_STACK_BASE);
    ThreadView there = thread.on(base, base + ThreadLayout.SYSCALL_STACK_SIZE);
    return base != 0 && there.stackContains(rsp) ? there : thread;
  }

  /** Address of the entry of the mapping that covers an address; 0 where there is none. */
  private long mapping(long address) {
    long count = Math.min(read(image.address("vma_count")), MOST_MAPPINGS);
    for (long i = 0; i < count; i++) {
      long entry = image.address("vmas") + i * VmaLayout.SIZE;
      if (Long.compareUnsigned(address, read(entry + VmaLayout.START)) >= 0
          && Long.compareUnsigned(address, read(entry + VmaLayout.END)) < 0) {
        return entry;
      }
    }
    return 0;
  }

  private long read(long linear) {
    return memory.readOrZero(cpu, linear, 8);
  }
}
