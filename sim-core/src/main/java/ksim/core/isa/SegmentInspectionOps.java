package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.RealMode;

/**
 * LAR, LSL, VERR and VERW: look at a descriptor without loading it; ZF says whether one may. ARPL
 * looks at a selector alone. None of them exists in real and virtual-8086 mode.
 */
public final class SegmentInspectionOps {
  /** What LAR answers. The manual leaves bits 19-16 undefined; processors answer the limit's. */
  private static final long ACCESS_RIGHTS = 0x00ff_ff00L;

  private SegmentInspectionOps() {}

  private static boolean isReachable(Cpu cpu, int selector) {
    requireProtectedMode(cpu);
    return !Descriptors.isNull(selector) && Descriptors.address(cpu, selector, 8) != -1;
  }

  private static boolean isVisible(Cpu cpu, int selector, Segment segment) {
    return segment.isConforming()
        || (cpu.cpl() <= segment.dpl() && (selector & 3) <= segment.dpl());
  }

  private static void requireProtectedMode(Cpu cpu) {
    if (RealMode.isOn(cpu)) {
      throw GuestException.invalidOpcode();
    }
  }

  /** LDT, available and busy TSS; for LAR also gates. 16-bit ones only outside IA-32e mode. */
  private static boolean isInspectable(Cpu cpu, Segment segment, boolean gates) {
    boolean narrow = !CodeSegments.isLongModeActive(cpu);
    return segment.isCodeOrData()
        || switch (segment.type()) {
          case 2, 9, 11 -> true;
          case 1, 3 -> narrow;
          case 12 -> gates;
          case 4, 5 -> gates && narrow;
          default -> false;
        };
  }

  /** LAR: access rights, bits 23-8 of the descriptor's upper half. */
  public record Lar(Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int selector = (int) source.read(cpu) & 0xffff;
      boolean legal = false;
      if (isReachable(cpu, selector)) {
        Segment segment = Descriptors.read(cpu, selector, 0);
        legal = isInspectable(cpu, segment, true) && isVisible(cpu, selector, segment);
        if (legal) {
          long upper = cpu.mmu.readSupervisor(Descriptors.address(cpu, selector, 8) + 4, 4);
          destination.write(cpu, upper & ACCESS_RIGHTS);
        }
      }
      cpu.flags.setZero(legal);
    }
  }

  /** LSL: the limit in bytes. */
  public record Lsl(Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int selector = (int) source.read(cpu) & 0xffff;
      boolean legal = false;
      if (isReachable(cpu, selector)) {
        Segment segment = Descriptors.read(cpu, selector, 0);
        legal = isInspectable(cpu, segment, false) && isVisible(cpu, selector, segment);
        if (legal) {
          destination.write(cpu, segment.limit());
        }
      }
      cpu.flags.setZero(legal);
    }
  }

  /**
   * VERR and VERW.
   *
   * @param write VERW
   */
  public record Verify(Operand source, boolean write) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int selector = (int) source.read(cpu) & 0xffff;
      boolean legal = false;
      if (isReachable(cpu, selector)) {
        Segment segment = Descriptors.read(cpu, selector, 0);
        legal =
            isVisible(cpu, selector, segment)
                && (write ? segment.isWritableData() : segment.isReadable());
      }
      cpu.flags.setZero(legal);
    }
  }

  /** ARPL: raises the RPL of a selector to that of another; ZF says whether it did. */
  public record Arpl(Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireProtectedMode(cpu);
      long selector = destination.read(cpu); // written only if it has to change
      long level = source.read(cpu) & 3;
      boolean raised = (selector & 3) < level;
      if (raised) {
        destination.write(cpu, (selector & ~3L) | level);
      }
      cpu.flags.setZero(raised);
    }
  }
}
