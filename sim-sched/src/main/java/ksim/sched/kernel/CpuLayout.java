package ksim.sched.kernel;

import ksim.sched.stack.Modifiers;

/**
 * Offsets in bytes into a CPU's structure. The structures stand one behind the other at symbol
 * {@code cpus}, by CPU number; fields have 64 bits unless said otherwise.
 */
public final class CpuLayout {
  /** Number of the CPU, which is also its local APIC's. */
  public static final int NUMBER = 0;

  /** The thread that runs. */
  public static final int CURRENT = 8;

  /** The CPU's idle thread. */
  public static final int IDLE = 16;

  /** Spinlock of the run queue, 32 bits; taken only with interrupts off. */
  public static final int RUN_LOCK = 24;

  /** First runnable thread. */
  public static final int RUN_HEAD = 32;

  /** Last runnable thread; meaningless while there is none. */
  public static final int RUN_TAIL = 40;

  /** One while the local APIC's timer is counting. */
  public static final int TIMER_ARMED = 48;

  /** Context switches so far: each one is a quiescent state in the sense of RCU. */
  public static final int SWITCHES = 56;

  /** Records written to the trace buffer so far. */
  public static final int TRACE_COUNT = 64;

  /** Pages in the page pool. */
  public static final int POOL_COUNT = 72;

  /** Flushes of the TLB that other CPUs have asked for and that are not done, 32 bits: 0 or 1. */
  public static final int FLUSH_REQUESTED = 80;

  /** One when the CPU can take interrupts. */
  public static final int ONLINE = 88;

  /** Sleeping threads, the next one to be woken first; touched by the CPU itself only. */
  public static final int SLEEPERS = 96;

  /** Value of the time-stamp counter at which the time slice ends; 0 where none is counted. */
  public static final int SLICE_END = 104;

  /** One while a thread runs that may access anonymous mappings, 32 bits. */
  public static final int APPLICATION = 112;

  /** One where the TLB is to be flushed before such a thread runs, 32 bits. */
  public static final int FLUSH_PENDING = 116;

  /** Newest request to the CPU's scheduler ({@link RequestLayout}), under the run queue's lock. */
  public static final int REQUESTS = 120;

  /** Task state segment, 104 bytes; its IST1 is the current thread's exception stack. */
  public static final int TSS = 128;

  /** IST1 in the TSS. */
  public static final int TSS_IST1 = TSS + 0x24;

  /** IST2 in the TSS. */
  public static final int TSS_IST2 = TSS + 0x2c;

  /** Descriptor table: null, code, data, TSS (two entries). */
  public static final int GDT = 256;

  /** Limit and base of the descriptor table, 10 bytes. */
  public static final int GDT_POINTER = 304;

  /** Pages in the reserve for stack faults; changed only with interrupts off. */
  public static final int RESERVE_COUNT = 320;

  /**
   * Heap magazines: for each size class the one in use and the one before, each the head of a list
   * and its length; {@link #MAGAZINES_STRIDE} bytes.
   */
  public static final int MAGAZINES = 384;

  /** Bytes of magazines for each size class. */
  public static final int MAGAZINES_STRIDE = 32;

  /** Page pool: addresses of free pages in the linear map. */
  public static final int POOL = 640;

  /** Pages that the pool can hold. */
  public static final int POOL_CAPACITY = 64;

  /** Trace buffer: pairs of time stamp and argument. */
  public static final int TRACE = 1152;

  /** Records in the trace buffer, a power of two. */
  public static final int TRACE_CAPACITY = 64;

  /** Reserve for stack faults: addresses of zeroed pages in the linear map. */
  public static final int RESERVE = 2176;

  /** Size of a structure. */
  public static final int SIZE = RESERVE + 8 * Modifiers.MAXIMUM_RESERVE_PAGES;

  private CpuLayout() {}
}
