package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/** What IRET and far RET share: checks of the segments returned to, and the return itself. */
final class FarReturn {
  private FarReturn() {}

  /** The code segment a return goes to, checked in the manual's order. */
  static Segment codeSegment(Cpu cpu, int selector) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection();
    }
    Segment code = Descriptors.read(cpu, selector, 0);
    int level = selector & 3;
    boolean usable =
        code.isCode()
            && level >= cpu.cpl()
            && (code.isConforming() ? code.dpl() <= level : code.dpl() == level)
            && !(code.isLong() && code.isBig());
    if (!usable) {
      throw GuestException.generalProtection(Descriptors.errorCode(selector, 0));
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(Descriptors.errorCode(selector, 0));
    }
    if (!code.isLong()) {
      throw new UnimplementedException("return to compatibility mode");
    }
    return code;
  }

  /**
   * The stack segment a return to 64-bit code goes to. Null is a stack segment in rings 0 to 2.
   *
   * @param level privilege level returned to
   */
  static Segment stackSegment(Cpu cpu, int selector, int level) {
    if (Descriptors.isNull(selector)) {
      if (level == 3 || (selector & 3) != level) {
        throw GuestException.generalProtection();
      }
      return new Segment(selector, 0, 0, 0);
    }
    int errorCode = Descriptors.errorCode(selector, 0);
    if ((selector & 3) != level) {
      throw GuestException.generalProtection(errorCode);
    }
    Segment stack = Descriptors.read(cpu, selector, 0);
    if (!stack.isWritableData() || stack.dpl() != level) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!stack.isPresent()) {
      throw GuestException.stackFault(errorCode);
    }
    return stack;
  }

  /** #GP(0) where the return address is not canonical. */
  static void checkTarget(Cpu cpu, long rip) {
    if (!cpu.mmu.isCanonical(rip)) {
      throw GuestException.generalProtection();
    }
  }

  /** Enters the code segment; a return to an outer ring takes data segments away. */
  static void enter(Cpu cpu, Segment code, long rip) {
    Descriptors.markAccessed(cpu, code);
    int level = code.selector() & 3;
    boolean outer = level > cpu.cpl();
    cpu.segments.register[Segments.CS] = code;
    cpu.rip = rip;
    if (outer) {
      cpu.setCpl(level);
      for (int number : new int[] {Segments.ES, Segments.DS, Segments.FS, Segments.GS}) {
        Segment data = cpu.segments.register[number];
        if (data.dpl() < level && !data.isConforming()) {
          // The base stays: that of FS and GS belongs to the MSRs.
          cpu.segments.register[number] = Segment.NULL;
        }
      }
    }
  }
}
