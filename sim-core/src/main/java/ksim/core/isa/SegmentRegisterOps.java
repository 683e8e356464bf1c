package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.segment.SegmentLoad;

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
   * PUSH of a segment register. With an operand of 32 bits it writes only the low 16 and leaves the
   * others in memory, as recent processors do.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record PushSegment(int bits, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu) - bits / 8;
      StackPointer.write(cpu, bits == 64 ? 64 : 16, top, cpu.segments.selector(segment));
      StackPointer.set(cpu, top);
    }
  }

  /**
   * POP of a segment register other than CS; of SS it opens an interrupt shadow.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record PopSegment(int bits, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      long value = StackPointer.read(cpu, 16, top); // processors read no more of the slot
      long next = top + bits / 8;
      SegmentLoad.load(cpu, segment, (int) value & 0xffff);
      StackPointer.set(cpu, next);
      if (segment == Segments.SS) {
        cpu.interrupts.shadow = true;
        cpu.interrupts.stackSwitch = true;
      }
    }
  }

  /** LDS, LES, LSS, LFS and LGS: offset, then selector, from memory. */
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
