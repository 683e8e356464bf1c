package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.isa.FlatAddress;
import ksim.core.isa.Immediate;
import ksim.core.isa.Memory;
import ksim.core.isa.Operand;
import ksim.core.isa.Registers;
import ksim.mmu.Mmu;

/** Writes the reads and writes of operands. */
final class OperandWriter {
  private final CodeBuilder code;
  private final ClassConstants constants;
  private final Cpu cpu;
  private final GuestRegisters registers;

  /** Linear address of the memory operand that is being updated. */
  private final int address;

  private final int value;

  OperandWriter(CodeBuilder code, ClassConstants constants, Cpu cpu, GuestRegisters registers) {
    this.code = code;
    this.constants = constants;
    this.cpu = cpu;
    this.registers = registers;
    this.address = code.allocateLocal(TypeKind.LONG);
    this.value = code.allocateLocal(TypeKind.LONG);
  }

  /** Whether an operand lies in memory. */
  static boolean isMemory(Operand operand) {
    return switch (operand) {
      case Memory.Memory8 _, Memory.Memory16 _, Memory.Memory32 _, Memory.Memory64 _ -> true;
      default -> false;
    };
  }

  /** Adds the registers that an operand names. */
  static void collect(Operand operand, BitSet used) {
    switch (operand) {
      case Registers.Register8(int number) -> used.set(number);
      case Registers.Register16(int number) -> used.set(number);
      case Registers.Register32(int number) -> used.set(number);
      case Registers.Register64(int number) -> used.set(number);
      case Registers.HighByte(int number) -> used.set(number);
      case Memory.Memory8(var at) -> collect(at, used);
      case Memory.Memory16(var at) -> collect(at, used);
      case Memory.Memory32(var at) -> collect(at, used);
      case Memory.Memory64(var at) -> collect(at, used);
      default -> {}
    }
  }

  /** Adds the registers of an address. */
  static void collect(FlatAddress at, BitSet used) {
    used.set(at.base());
    used.set(at.index());
    used.clear(Cpu.ZERO);
  }

  /** Pushes the value of an operand. */
  void read(Operand operand) {
    switch (operand) {
      case Immediate(long constant) -> code.loadConstant(constant);
      case Registers.Register64(int number) -> registers.push(number);
      case Registers.Register32(int number) -> low(number, Calls.LOW_32);
      case Registers.Register16(int number) -> low(number, Calls.LOW_16);
      case Registers.Register8(int number) -> low(number, Calls.LOW_8);
      case Registers.HighByte(int number) -> low(number, Calls.HIGH_8);
      case Memory.Memory8(var at) -> readMemory(8, at);
      case Memory.Memory16(var at) -> readMemory(16, at);
      case Memory.Memory32(var at) -> readMemory(32, at);
      case Memory.Memory64(var at) -> readMemory(64, at);
      default -> throw new IllegalStateException("no simple operand: " + operand);
    }
  }

  /** Pushes the value of an operand that {@link #update} will write. */
  void readForUpdate(Operand operand) {
    switch (operand) {
      case Memory.Memory8(var at) -> readForUpdate(8, at);
      case Memory.Memory16(var at) -> readForUpdate(16, at);
      case Memory.Memory32(var at) -> readForUpdate(32, at);
      case Memory.Memory64(var at) -> readForUpdate(64, at);
      default -> read(operand);
    }
  }

  /** Pops the new value of an operand that {@link #readForUpdate} has read. */
  void update(Operand operand) {
    switch (operand) {
      case Memory.Memory8 _ -> writeMemory(8);
      case Memory.Memory16 _ -> writeMemory(16);
      case Memory.Memory32 _ -> writeMemory(32);
      case Memory.Memory64 _ -> writeMemory(64);
      default -> writeRegister(operand);
    }
  }

  /** Pops the new value of an operand. */
  void write(Operand operand) {
    switch (operand) {
      case Memory.Memory8(var at) -> writeMemory(8, at);
      case Memory.Memory16(var at) -> writeMemory(16, at);
      case Memory.Memory32(var at) -> writeMemory(32, at);
      case Memory.Memory64(var at) -> writeMemory(64, at);
      default -> writeRegister(operand);
    }
  }

  /** Pushes an effective address. */
  void effective(FlatAddress at) {
    registers.push(at.base());
    registers.push(at.index());
    code.loadConstant(at.shift()).loadConstant(at.displacement()).loadConstant(at.mask());
    Calls.EFFECTIVE.write(code);
  }

  /** Pushes the MMU. */
  void pushMmu() {
    constants.push(code, cpu.mmu, Mmu.class);
  }

  /** In 64-bit mode ES, CS, SS and DS have the base zero, see {@link Segments#base}. */
  private void linear(FlatAddress at) {
    effective(at);
    if (at.segment() > Segments.DS) {
      constants.push(code, cpu.segmentBase, long[].class);
      code.loadConstant(at.segment()).laload().ladd();
    }
  }

  private void low(int number, Call call) {
    registers.push(number);
    call.write(code);
  }

  private void writeRegister(Operand operand) {
    switch (operand) {
      case Registers.Register64(int number) -> registers.pop(number);
      case Registers.Register32(int number) -> {
        Calls.LOW_32.write(code);
        registers.pop(number);
      }
      case Registers.Register16(int number) -> merge(number, Calls.WITH_LOW_16);
      case Registers.Register8(int number) -> merge(number, Calls.WITH_LOW_8);
      case Registers.HighByte(int number) -> merge(number, Calls.WITH_HIGH_8);
      default -> throw new IllegalStateException("no simple destination: " + operand);
    }
  }

  private void merge(int number, Call call) {
    code.lstore(value);
    registers.push(number);
    code.lload(value);
    call.write(code);
    registers.pop(number);
  }

  private void readMemory(int bits, FlatAddress at) {
    pushMmu();
    linear(at);
    Calls.read(bits).write(code);
  }

  private void readForUpdate(int bits, FlatAddress at) {
    linear(at);
    code.lstore(address);
    pushMmu();
    code.lload(address);
    Calls.readForUpdate(bits).write(code);
  }

  private void writeMemory(int bits, FlatAddress at) {
    code.lstore(value);
    linear(at);
    code.lstore(address).lload(value);
    writeMemory(bits);
  }

  private void writeMemory(int bits) {
    code.lstore(value);
    pushMmu();
    code.lload(address).lload(value);
    Calls.write(bits).write(code);
  }
}
