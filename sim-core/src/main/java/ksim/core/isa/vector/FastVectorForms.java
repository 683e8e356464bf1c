package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;
import ksim.core.isa.Op;
import ksim.core.isa.vector.VectorDestination.ToRegister;

/**
 * The vector instructions that compilers emit most, once more without interface calls for operands:
 * moves between registers and memory, and operations on registers only. What they compute is
 * defined where the general forms are. Sources are given by the index of their first lane.
 */
public final class FastVectorForms {
  private FastVectorForms() {}

  /** MOVAPS and its kin between XMM registers. */
  public record Move128(ToRegister destination, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      int d = destination.at();
      v[d] = v[source];
      v[d + 1] = v[source + 1];
      destination.done(cpu);
    }
  }

  /** MOVAPS and its kin from 16 bytes of memory. */
  public record Load128(ToRegister register, Address address, int alignmentMask) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.linear(cpu, address, alignmentMask);
      cpu.mmu.read128(linear, cpu.vectors.lanes, register.at());
      register.done(cpu);
    }
  }

  /** MOVAPS and its kin to 16 bytes of memory. */
  public record Store128(Address address, int alignmentMask, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.linearForWrite(cpu, address, alignmentMask);
      long[] v = cpu.vectors.lanes;
      cpu.mmu.write128(linear, v[source], v[source + 1]);
    }
  }

  /** VMOVAPS and its kin from 32 bytes of memory. */
  public record Load256(ToRegister register, Address address, int alignmentMask) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.linear(cpu, address, alignmentMask);
      VectorMemory.load256(cpu, linear, register.at());
    }
  }

  /** VMOVAPS and its kin to 32 bytes of memory. */
  public record Store256(Address address, int alignmentMask, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long linear = VectorMemory.linearForWrite(cpu, address, alignmentMask);
      VectorMemory.store256(cpu, linear, source);
    }
  }

  /** MOVQ and MOVSD from memory. */
  public record LoadLow64(ToRegister register, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = cpu.mmu.read64(address.linear(cpu));
      long[] v = cpu.vectors.lanes;
      int d = register.at();
      v[d] = value;
      v[d + 1] = 0;
      register.done(cpu);
    }
  }

  /** MOVD and MOVSS from memory. */
  public record LoadLow32(ToRegister register, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = cpu.mmu.read32(address.linear(cpu));
      long[] v = cpu.vectors.lanes;
      int d = register.at();
      v[d] = value;
      v[d + 1] = 0;
      register.done(cpu);
    }
  }

  /** MOVQ, MOVSD, MOVLPS and MOVHPS to memory: one lane. */
  public record StoreLow64(Address address, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.mmu.write64(address.linearForWrite(cpu), cpu.vectors.lanes[source]);
    }
  }

  /** MOVD and MOVSS to memory. */
  public record StoreLow32(Address address, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.mmu.write32(address.linearForWrite(cpu), cpu.vectors.lanes[source]);
    }
  }

  /**
   * {@link Lanewise} on registers.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record Registers(
      LaneOperation operation, int lanes, ToRegister destination, int first, int second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      int d = destination.at();
      v[d] = operation.apply(v[first], v[second]);
      v[d + 1] = operation.apply(v[first + 1], v[second + 1]);
      if (lanes > 2) {
        v[d + 2] = operation.apply(v[first + 2], v[second + 2]);
        v[d + 3] = operation.apply(v[first + 3], v[second + 3]);
      }
      destination.done(cpu);
    }
  }

  /** PXOR, XORPS and XORPD on XMM registers. */
  public record Xor128(ToRegister destination, int first, int second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      int d = destination.at();
      v[d] = v[first] ^ v[second];
      v[d + 1] = v[first + 1] ^ v[second + 1];
      destination.done(cpu);
    }
  }

  /** PAND, ANDPS and ANDPD on XMM registers. */
  public record And128(ToRegister destination, int first, int second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      int d = destination.at();
      v[d] = v[first] & v[second];
      v[d + 1] = v[first + 1] & v[second + 1];
      destination.done(cpu);
    }
  }
}
