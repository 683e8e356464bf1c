package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;

/** Moves to and from segment registers. */
public final class SegmentRegisterOps {
  private SegmentRegisterOps() {}

  /** MOV from a segment register: the selector, zero-extended. */
  public record MovFromSegment(Operand destination, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.segments.selector(segment));
    }
  }

  /** MOV to a segment register other than CS; a load of SS opens an interrupt shadow. */
  public record MovToSegment(int segment, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      SegmentLoad.load(cpu, segment, (int) source.read(cpu) & 0xffff);
      if (segment == Segments.SS) {
        cpu.interrupts.shadow = true;
        cpu.interrupts.stackSwitch = true;
      }
    }
  }

  /**
   * PUSH FS and PUSH GS.
   *
   * @param bits operand size, 64 or 16
   */
  public record PushSegment(int bits, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP] - bits / 8;
      int selector = cpu.segments.selector(segment);
      if (bits == 64) {
        cpu.mmu.write64(top, selector);
      } else {
        cpu.mmu.write16(top, selector);
      }
      cpu.gpr[Cpu.RSP] = top;
    }
  }

  /**
   * POP FS and POP GS.
   *
   * @param bits operand size, 64 or 16
   */
  public record PopSegment(int bits, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      long value = bits == 64 ? cpu.mmu.read64(top) : cpu.mmu.read16(top);
      SegmentLoad.load(cpu, segment, (int) value & 0xffff);
      cpu.gpr[Cpu.RSP] = top + bits / 8;
    }
  }

  /** LSS, LFS and LGS: offset, then selector, from memory. */
  public record LoadFarPointer(int segment, Operand destination, Operand offset, Operand selector)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long pointer = offset.read(cpu);
      SegmentLoad.load(cpu, segment, (int) selector.read(cpu));
      destination.write(cpu, pointer);
    }
  }
}
