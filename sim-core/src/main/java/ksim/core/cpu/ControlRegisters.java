package ksim.core.cpu;

/**
 * Control and debug registers: their values. Whoever changes CR0, CR3, CR4 or EFER tells the MMU.
 * CR8 is the task priority of the {@link InterruptController}.
 */
public final class ControlRegisters {
  /** CR0.PE: protected mode. */
  public static final long CR0_PE = 1;

  /** CR0.TS: x87 and vector state belongs to another task. */
  public static final long CR0_TS = 1 << 3;

  /** CR0.AM: alignment is checked at CPL 3 while RFLAGS.AC is set. */
  public static final long CR0_AM = 1 << 18;

  /** CR0.PG: paging. */
  public static final long CR0_PG = 1L << 31;

  /** CR0. */
  public long cr0;

  /** CR2: linear address of the last page fault. */
  public long cr2;

  /** CR3. */
  public long cr3;

  /** CR4. */
  public long cr4;

  /** XCR0: state components that XSAVE and its kin manage; bit 0 (x87) is always set. */
  public long xcr0 = 1;

  /** PKRU: rights of protection keys; two bits a key, access disable and write disable. */
  public int pkru;

  /** DR0 to DR7; 4 and 5 are unused. */
  public final long[] debug = {0, 0, 0, 0, 0, 0, 0xffff0ff0L, 0x400};
}
