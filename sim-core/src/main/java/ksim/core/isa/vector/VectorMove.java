package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;
import ksim.core.isa.Op;

/** Moves of whole vectors: MOVAPS MOVUPS MOVDQA MOVDQU MOVQ MOVNTDQ LDDQU and their kin. */
public final class VectorMove {
  private VectorMove() {}

  /**
   * A move of any operands.
   *
   * @param lanes number of 64-bit lanes that the destination has
   */
  public record Move(int lanes, VectorDestination destination, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.at(cpu), lanes);
    }
  }

  /** MOVQ of a register, MOVQ2DQ, MOVDQ2Q: the low lane, and zero above it. */
  public record MoveLow(VectorDestination destination, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      v[Scratch.RESULT] = v[source.at(cpu)];
      v[Scratch.RESULT + 1] = 0;
      destination.write(cpu, Scratch.RESULT, 2);
    }
  }

  /** A load of 128 bits into a register. */
  public record Load128(VectorDestination.ToRegister register, Address address, int alignmentMask)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.aligned(address.linear(cpu), alignmentMask);
      cpu.mmu.read128(linear, cpu.vectors.lanes, register.at());
      register.done(cpu);
    }
  }

  /** A store of 128 bits from a register. */
  public record Store128(Address address, int alignmentMask, VectorSource.Register register)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.aligned(address.linearForWrite(cpu), alignmentMask);
      long[] v = cpu.vectors.lanes;
      cpu.mmu.write128(linear, v[register.first()], v[register.first() + 1]);
    }
  }
}
