package ksim.core.fault;

/** Numbers of the exceptions that the processor itself raises (Intel SDM volume 3, table 6-1). */
public final class Vector {
  /** Divide error, a fault. */
  public static final int DIVIDE_ERROR = 0;

  /** Debug exception, a fault or a trap. */
  public static final int DEBUG = 1;

  /** Non-maskable interrupt. */
  public static final int NON_MASKABLE_INTERRUPT = 2;

  /** INT3, a trap. */
  public static final int BREAKPOINT = 3;

  /** INTO, a trap; cannot be raised in 64-bit mode. */
  public static final int OVERFLOW = 4;

  /** BOUND, a fault; cannot be raised in 64-bit mode. */
  public static final int BOUND_RANGE = 5;

  /** Invalid opcode, a fault. */
  public static final int INVALID_OPCODE = 6;

  /** x87 or SSE instruction while CR0.TS or CR0.EM forbids it, a fault. */
  public static final int DEVICE_NOT_AVAILABLE = 7;

  /** Double fault, an abort with error code zero. */
  public static final int DOUBLE_FAULT = 8;

  /** Invalid task state segment, a fault with a selector as error code. */
  public static final int INVALID_TSS = 10;

  /** Descriptor not present, a fault with a selector as error code. */
  public static final int SEGMENT_NOT_PRESENT = 11;

  /** Stack segment fault; error code zero or a selector. */
  public static final int STACK_FAULT = 12;

  /** General protection; error code zero or a selector. */
  public static final int GENERAL_PROTECTION = 13;

  /** Page fault; error code as in {@link ksim.mmu.paging.PageFault}, address in CR2. */
  public static final int PAGE_FAULT = 14;

  /** x87 floating-point error, a fault. */
  public static final int FLOATING_POINT_ERROR = 16;

  /** Misaligned access at CPL 3 with CR0.AM and RFLAGS.AC set, a fault with error code zero. */
  public static final int ALIGNMENT_CHECK = 17;

  /** Machine check, an abort. */
  public static final int MACHINE_CHECK = 18;

  /** SSE floating-point error, a fault. */
  public static final int SIMD_EXCEPTION = 19;

  /** Virtualization exception, a fault. */
  public static final int VIRTUALIZATION = 20;

  /** Control protection exception (CET), a fault with an error code. */
  public static final int CONTROL_PROTECTION = 21;

  private static final String[] NAMES = {
    "#DE",
    "#DB",
    "NMI",
    "#BP",
    "#OF",
    "#BR",
    "#UD",
    "#NM",
    "#DF",
    "vector 9",
    "#TS",
    "#NP",
    "#SS",
    "#GP",
    "#PF",
    "vector 15",
    "#MF",
    "#AC",
    "#MC",
    "#XM",
    "#VE",
    "#CP"
  };

  private Vector() {}

  /**
   * The manual's mnemonic of a vector, {@code vector N} where it has none.
   *
   * @param vector 0 to 255
   */
  public static String name(int vector) {
    return vector < NAMES.length ? NAMES[vector] : "vector " + vector;
  }
}
