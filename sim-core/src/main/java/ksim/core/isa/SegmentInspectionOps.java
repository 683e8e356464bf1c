package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;

/** LAR, LSL, VERR and VERW: look at a descriptor without loading it; ZF says whether one may. */
public final class SegmentInspectionOps {
  private static final int CALL_GATE = 12;

  private SegmentInspectionOps() {}

  private static boolean isReachable(Cpu cpu, int selector) {
    return !Descriptors.isNull(selector) && Descriptors.address(cpu, selector, 8) != -1;
  }

  private static boolean isVisible(Cpu cpu, int selector, Segment segment) {
    return segment.isConforming()
        || (cpu.cpl() <= segment.dpl() && (selector & 3) <= segment.dpl());
  }

  /** LDT, available and busy TSS; for LAR also call gates. */
  private static boolean isInspectable(Segment segment, boolean gates) {
    return segment.isCodeOrData()
        || switch (segment.type()) {
          case 2, 9, 11 -> true;
          case CALL_GATE -> gates;
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
        legal = isInspectable(segment, true) && isVisible(cpu, selector, segment);
        if (legal) {
          long upper = cpu.mmu.readSupervisor(Descriptors.address(cpu, selector, 8) + 4, 4);
          destination.write(cpu, upper & 0x00f0_ff00L);
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
        legal = isInspectable(segment, false) && isVisible(cpu, selector, segment);
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
}
