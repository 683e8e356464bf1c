package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/**
 * Single bits and bit counts: BT BTS BTR BTC BSF BSR POPCNT LZCNT TZCNT.
 *
 * <p>The four bit tests set CF alone. Undefined flags of the others follow the result, as on Intel
 * processors.
 */
public final class Bits {
  private Bits() {}

  /** BT. */
  public record Bt(int bits, Operand string, Operand offset) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long bit = offset.read(cpu);
      Alu.BT.apply(cpu.flags, bits, string.read(cpu), bit);
    }
  }

  /** BTS. */
  public record Bts(int bits, Operand string, Operand offset) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long bit = offset.read(cpu);
      long value = string.readForUpdate(cpu);
      string.write(cpu, Alu.BTS.apply(cpu.flags, bits, value, bit));
    }
  }

  /** BTR. */
  public record Btr(int bits, Operand string, Operand offset) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long bit = offset.read(cpu);
      long value = string.readForUpdate(cpu);
      string.write(cpu, Alu.BTR.apply(cpu.flags, bits, value, bit));
    }
  }

  /** BTC. */
  public record Btc(int bits, Operand string, Operand offset) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long bit = offset.read(cpu);
      long value = string.readForUpdate(cpu);
      string.write(cpu, Alu.BTC.apply(cpu.flags, bits, value, bit));
    }
  }

  /** BSF; of zero it leaves the destination and sets ZF. Undefined flags follow the index. */
  public record Bsf(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      scanned(cpu, bits, destination, value, Long.numberOfTrailingZeros(value));
    }
  }

  /** BSR; of zero it leaves the destination and sets ZF. */
  public record Bsr(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      scanned(cpu, bits, destination, value, 63 - Long.numberOfLeadingZeros(value));
    }
  }

  private static void scanned(Cpu cpu, int bits, Operand destination, long value, int position) {
    if (value != 0) {
      destination.write(cpu, position);
      cpu.flags.setProduct(bits, position, 0);
    } else {
      cpu.flags.setLogic(bits, 0);
    }
  }

  /** POPCNT: clears all status flags but ZF. */
  public record Popcnt(Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int count = Long.bitCount(source.read(cpu));
      destination.write(cpu, count);
      cpu.flags.setStatus(count == 0 ? Flags.ZF : 0);
    }
  }

  /** LZCNT: CF says that the source is zero. */
  public record Lzcnt(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long r = (long) Long.numberOfLeadingZeros(value) - (64 - bits);
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, value == 0 ? 1 : 0);
    }
  }

  /** TZCNT: CF says that the source is zero. */
  public record Tzcnt(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long r = Math.min(bits, Long.numberOfTrailingZeros(value));
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, value == 0 ? 1 : 0);
    }
  }
}
