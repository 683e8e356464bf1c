package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Control and debug registers: their values. Whoever changes CR0, CR3, CR4 or EFER tells the MMU.
 * CR8 is the task priority of the {@link InterruptController}.
 */
public final class ControlRegisters implements Persistent {
  /** CR0.PE: protected mode. */
  public static final long CR0_PE = 1;

  /** CR0.TS: x87 and vector state belongs to another task. */
  public static final long CR0_TS = 1 << 3;

  /** CR0.AM: alignment is checked at CPL 3 while RFLAGS.AC is set. */
  public static final long CR0_AM = 1 << 18;

  /** CR0.PG: paging. */
  public static final long CR0_PG = 1L << 31;

  /** CR4.DE: breakpoints on ports exist, DR4 and DR5 do not. */
  public static final long CR4_DE = 1 << 3;

  /** DR7.GD: every access to a debug register raises #DB. */
  public static final long DR7_GENERAL_DETECT = 1 << 13;

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

  /**
   * PKRU: rights of protection keys of user-mode pages; two bits a key, access disable and write
   * disable.
   */
  public int pkru;

  /** IA32_PKRS: the same of supervisor-mode pages. */
  public int pkrs;

  /** DR0 to DR7; 4 and 5 are unused. */
  public final long[] debug = {0, 0, 0, 0, 0, 0, 0xffff0ff0L, 0x400};

  /**
   * Notes in DR6 why #DB is raised. Reasons of earlier ones go if they were breakpoints; software
   * clears the others. General detect is switched off, so that the handler can use the registers.
   *
   * @param reasons bits of DR6
   */
  public void raiseDebugStatus(long reasons) {
    debug[7] &= ~DR7_GENERAL_DETECT;
    debug[6] = (debug[6] & ~0xfL) | reasons;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(cr0);
    out.writeLong(cr2);
    out.writeLong(cr3);
    out.writeLong(cr4);
    out.writeLong(xcr0);
    out.writeInt(pkru);
    out.writeInt(pkrs);
    SavedArrays.save(out, debug);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    cr0 = in.readLong();
    cr2 = in.readLong();
    cr3 = in.readLong();
    cr4 = in.readLong();
    xcr0 = in.readLong();
    pkru = in.readInt();
    pkrs = in.readInt();
    SavedArrays.restore(in, debug);
  }
}
