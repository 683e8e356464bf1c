package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.ModelSpecificRegisters;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/** Checks of code segments that control is transferred to, and the transfer itself. */
public final class CodeSegments {
  private static final int[] DATA_SEGMENTS = {Segments.ES, Segments.DS, Segments.FS, Segments.GS};

  private CodeSegments() {}

  /** IA32_EFER.LMA: IA-32e mode, be it 64-bit or compatibility mode. */
  public static boolean isLongModeActive(Cpu cpu) {
    return (cpu.msrs.efer & ModelSpecificRegisters.EFER_LMA) != 0;
  }

  /** Whether a code segment is 64-bit code in the present mode. */
  public static boolean isLong(Cpu cpu, Segment code) {
    return isLongModeActive(cpu) && code.isLong();
  }

  /** A code segment cannot be both 64-bit and 32-bit code. */
  private static boolean hasLegalSize(Cpu cpu, Segment code) {
    return !(isLong(cpu, code) && code.isBig());
  }

  /**
   * The code segment that a far jump or call names, its selector's RPL set to CPL.
   *
   * @param code its descriptor, which is one of a code segment
   */
  public static Segment forJump(Cpu cpu, Segment code) {
    int selector = code.selector();
    boolean usable =
        hasLegalSize(cpu, code)
            && (code.isConforming()
                ? code.dpl() <= cpu.cpl()
                : code.dpl() == cpu.cpl() && (selector & 3) <= cpu.cpl());
    int errorCode = Descriptors.errorCode(selector, 0);
    if (!usable) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    return code.withSelector((selector & ~3) | cpu.cpl());
  }

  /** The code segment that a return goes to, checked in the manual's order. */
  public static Segment forReturn(Cpu cpu, int selector) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection();
    }
    Segment code = Descriptors.read(cpu, selector, 0);
    int level = selector & 3;
    boolean usable =
        code.isCode()
            && level >= cpu.cpl()
            && (code.isConforming() ? code.dpl() <= level : code.dpl() == level)
            && hasLegalSize(cpu, code);
    if (!usable) {
      throw GuestException.generalProtection(Descriptors.errorCode(selector, 0));
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(Descriptors.errorCode(selector, 0));
    }
    return code;
  }

  /**
   * The code segment that a gate names; in IA-32e mode it must be 64-bit code.
   *
   * @param external EXT bit of error codes
   */
  public static Segment forGate(Cpu cpu, int selector, int external) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection(external);
    }
    Segment code = Descriptors.read(cpu, selector, external);
    boolean sized = !isLongModeActive(cpu) || (code.isLong() && !code.isBig());
    int errorCode = Descriptors.errorCode(selector, external);
    if (!code.isCode() || code.dpl() > cpu.cpl() || !sized) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    return code;
  }

  /**
   * #GP where an offset is not canonical in 64-bit code, or lies beyond the limit of other code.
   *
   * @param external EXT bit of the error code
   */
  public static void checkTarget(Cpu cpu, Segment code, long rip, int external) {
    boolean reachable =
        isLong(cpu, code) ? cpu.mmu.isCanonical(rip) : offset(cpu, code, rip) <= code.limit();
    if (!reachable) {
      throw GuestException.generalProtection(external);
    }
  }

  /** Processors ignore the upper half of an offset unless they run 64-bit code. */
  private static long offset(Cpu cpu, Segment code, long rip) {
    return isLong(cpu, code) ? rip : rip & 0xffff_ffffL;
  }

  /**
   * Enters a code segment, which has been checked. The RPL of its selector becomes the privilege
   * level; a change to an outer ring takes away data segments that belong to an inner one. The
   * upper half of RSP is lost in code that is not 64-bit code, that of other registers is kept, as
   * on Intel processors; the manual leaves both undefined (volume 1, section 3.4.1.1).
   */
  public static void enter(Cpu cpu, Segment code, long rip) {
    Descriptors.markAccessed(cpu, code);
    int level = code.selector() & 3;
    boolean outer = level > cpu.cpl();
    cpu.setCpl(level);
    cpu.loadCode(code);
    cpu.rip = offset(cpu, code, rip);
    cpu.gpr[Cpu.RSP] = offset(cpu, code, cpu.gpr[Cpu.RSP]);
    if (outer) {
      dropInnerSegments(cpu, level);
    }
  }

  private static void dropInnerSegments(Cpu cpu, int level) {
    for (int number : DATA_SEGMENTS) {
      Segment data = cpu.segments.register[number];
      if (data.dpl() < level && !data.isConforming()) {
        // The base stays: that of FS and GS belongs to the MSRs.
        cpu.segments.register[number] = Segment.NULL;
      }
    }
  }
}
