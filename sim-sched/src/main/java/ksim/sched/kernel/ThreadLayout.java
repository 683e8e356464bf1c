package ksim.sched.kernel;

/**
 * Offsets in bytes into a thread structure. FS_BASE of a running thread is the structure's address,
 * so its first fields are the thread-local variables.
 */
public final class ThreadLayout {
  /** Address of the structure itself, as the ABI wants at %fs:0; 64 bits. */
  public static final int SELF = 0;

  /** How many times preemption has been disabled; 32 bits; a new thread starts with 1. */
  public static final int PREEMPT_COUNTER = 8;

  /** Nonzero where a reschedule has been asked for; 32 bits. */
  public static final int NEED_RESCHED = 12;

  /** Address of the structure of the CPU that the thread runs on. */
  public static final int CPU = 16;

  /** Number of the thread, from 1 in order of creation; idle threads and init have their own. */
  public static final int ID = 24;

  /** Index into the table of descriptors; {@link #INDEX_INIT} and below for the kernel's own. */
  public static final int INDEX = 32;

  /** One of the {@code STATE_} values. */
  public static final int STATE = 40;

  /** Saved stack pointer while the thread does not run. */
  public static final int RSP = 48;

  /** Lowest usable address of the stack. */
  public static final int STACK_LOW = 56;

  /** Address just above the stack. */
  public static final int STACK_HIGH = 64;

  /** Where the stack comes from: one of the {@code STACK_} values at the end. */
  public static final int STACK_SOURCE = 72;

  /** Next thread in a run queue. */
  public static final int RUN_NEXT = 80;

  /** Next thread in a wait queue. */
  public static final int WAIT_NEXT = 88;

  /** Address just above the exception stack (IST1). */
  public static final int EXCEPTION_STACK = 96;

  /** Address just above the interrupt stack (IST2). */
  public static final int INTERRUPT_STACK = 104;

  /** Nonzero while the thread handles a page fault. */
  public static final int IN_FAULT = 112;

  /** Function that it runs. */
  public static final int ENTRY = 120;

  /** Pages of the stack, its guard area included. */
  public static final int STACK_PAGES = 128;

  /** Head of the program's own list of allocated blocks. */
  public static final int BLOCKS = 136;

  /** One where the scenario waits for the thread's end. */
  public static final int TERMINATES = 144;

  /** Next in the list of all threads that have been created, newest first. */
  public static final int ALL_NEXT = 152;

  /** Kind of access a thread waits for at a read-write lock: 0 read, 1 write. */
  public static final int WAIT_KIND = 160;

  /** Lowest address of what was allocated for the stack: the guard area's, if there is one. */
  public static final int STACK_BASE = 168;

  /** Where it continues when it is switched to. */
  public static final int RIP = 176;

  /** Saved frame pointer while the thread does not run: where its call chain starts. */
  public static final int RBP = 184;

  /**
   * {@code stack_page_read_counter} of OSv issue 143, 32 bits: 0 where the thread's stack may
   * fault; only the design {@code probe-counter} uses it.
   */
  public static final int READ_COUNTER = 192;

  /** One where the stack is a mapping whose pages come on demand. */
  public static final int STACK_LAZY = 200;

  /** Event that the thread's end wakes once: {@code thread_join} waits for it; 32 bytes. */
  public static final int EXIT_EVENT = 208;

  /** One from the switch to the thread until its CPU has left its stack. */
  public static final int ON_CPU = 240;

  /** Oldest thread that this one has spawned and not yet joined. */
  public static final int CHILDREN = 248;

  /** Address of the link at the end of that list. */
  public static final int CHILDREN_END = 256;

  /** Next in the list of its parent's children. */
  public static final int SIBLING = 264;

  /** Value of the time-stamp counter at which a sleeping thread is woken. */
  public static final int DEADLINE = 272;

  /** Next in its CPU's list of sleeping threads, by deadline. */
  public static final int SLEEP_NEXT = 280;

  /** Address of the link that points to this thread in the list of all threads. */
  public static final int ALL_LINK = 288;

  /** One where a program spawned the thread, zero where init created it. */
  public static final int SPAWNED = 296;

  /**
   * One where the thread may access anonymous mappings, so that its CPU's translations must be
   * flushed while it runs: application threads, init, and whoever has a mapped stack.
   */
  public static final int USES_MAPPINGS = 304;

  /** Where a thunk continues on the thread's kernel stack; 0 where the thread has none. */
  public static final int KERNEL_STACK_POINTER = 320;

  /** Lowest address of the kernel stack; 0 where the thread has none. */
  public static final int KERNEL_STACK_LOW = 328;

  /** Lowest stack pointer that prologues of split-stack code accept; 0 accepts any. */
  public static final int STACK_LIMIT = 336;

  /** The stack segment in use, a {@link SegmentLayout}; 0 where the stack has none. */
  public static final int SEGMENT = 344;

  /** Address just above the stack that the next system call runs on. */
  public static final int SYSCALL_STACK = 352;

  /** Lowest address of the thread's own system call stack; 0 before its first system call. */
  public static final int SYSCALL_STACK_BASE = 360;

  /** Head of the program's own list of mappings. */
  public static final int MAPPINGS = 368;

  /** What the thread waits on while it is waiting: address of an object, 0 for nothing. */
  public static final int WAITS_ON = 376;

  /** Size of the structure. */
  public static final int SIZE = 384;

  /** Size of an exception stack: the page-fault handler sleeps on it, deep in the scheduler. */
  public static final int EXCEPTION_STACK_SIZE = 4096;

  /** Size of an interrupt stack. */
  public static final int INTERRUPT_STACK_SIZE = 4096;

  /**
   * Size of the stack of a thread's first system call, the lower part of its interrupt stack: deep
   * enough for the allocator to sleep on, which is all that happens there.
   */
  public static final int FIRST_SYSCALL_STACK_SIZE = 2048;

  /** Size of a system call stack, as in OSv. */
  public static final int SYSCALL_STACK_SIZE = 16 << 10;

  /** Size of a kernel stack, as in Linux on x86-64. */
  public static final int KERNEL_STACK_SIZE = 16 << 10;

  /** The index of the init thread. */
  public static final long INDEX_INIT = -1;

  /** The index of the reclaimer. */
  public static final long INDEX_RECLAIMER = -2;

  /** The index of each idle thread. */
  public static final long INDEX_IDLE = -3;

  /** Stack from the allocator. */
  public static final int STACK_MALLOC = 0;

  /** Stack from mmap. */
  public static final int STACK_MMAP = 1;

  /** Stack of linked segments, each from the allocator. */
  public static final int STACK_SEGMENTS = 2;

  /** Created, not started. */
  public static final int STATE_NEW = 0;

  /** In a run queue. */
  public static final int STATE_QUEUED = 1;

  /** On a CPU. */
  public static final int STATE_RUNNING = 2;

  /** Asleep, or about to be. */
  public static final int STATE_WAITING = 3;

  /** Ended. */
  public static final int STATE_TERMINATED = 4;

  private ThreadLayout() {}
}
