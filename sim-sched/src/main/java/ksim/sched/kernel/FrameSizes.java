package ksim.sched.kernel;

/**
 * Sizes of stack frames in bytes, without return address and saved RBP.
 *
 * <p>They follow what a C++ compiler makes of OSv's functions: small for leaves, a few hundred
 * bytes where a layer of the file system keeps a {@code uio}, an {@code iovec} or a lock guard with
 * its wait record on the stack, and the largest in the scheduler, whose reschedule function inlines
 * most of what it calls. A thread that writes to a pipe is about 3,000 bytes deep before its wait
 * begins, and the wait takes about 1.1 KiB more.
 *
 * <p>None of them is measured: they are chosen, within what is plausible, so that a pipe's wait
 * crosses the first page of a stack, as the crash of OSv issue 143 needs.
 */
final class FrameSizes {
  /** A function that saves a few registers and little else. */
  static final int SMALL = 48;

  /** {@code thread_main_c}: exception frame of the catch-all and a few locals. */
  static final int THREAD_MAIN = 96;

  /** The pthread start routine: cleanup handlers and the cancellation record. */
  static final int PTHREAD_START = 224;

  /** {@code write}/{@code read} of the C library, with the trace of errno. */
  static final int LIBC_IO = 160;

  /** {@code sys_write}: uio, iovec, file reference. */
  static final int SYS_IO = 464;

  /** {@code vfs_file::write}. */
  static final int VFS_IO = 400;

  /** {@code pipe_file::write}. */
  static final int PIPE_FILE_IO = 416;

  /** {@code pipe_buffer::write}: a lock guard and iterators over both buffers. */
  static final int PIPE_BUFFER_IO = 592;

  /** {@code condvar::wait}: wait record, timer, lock guards. */
  static final int CONDITION_WAIT = 464;

  /** Lock functions: a wait record and a few registers. */
  static final int LOCK = 80;

  /** {@code thread::wake}: two guards. */
  static final int WAKE = 96;

  /** {@code thread::wait}. */
  static final int WAIT = 80;

  /** {@code cpu::schedule}. */
  static final int SCHEDULE = 64;

  /** {@code cpu::reschedule_from_interrupt}, which inlines the run-queue operations. */
  static final int RESCHEDULE = 848;

  /** Paths of the memory allocator. */
  static final int ALLOCATOR = 112;

  /** mmap and its helpers: a vma on the stack. */
  static final int MMAP = 208;

  /** The page-fault handler's C++ part. */
  static final int PAGE_FAULT = 160;

  private FrameSizes() {}
}
