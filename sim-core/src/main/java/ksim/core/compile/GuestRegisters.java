package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/**
 * The guest's general registers and status flags as local variables. The CPU's own copies are up to
 * date only between {@link #spill} and the next write of a local; they are read by {@link #reload}.
 */
final class GuestRegisters {
  private static final int COUNT = Cpu.ZERO;

  private final CodeBuilder code;
  private final ClassConstants constants;
  private final Cpu cpu;
  private final RegisterUse use;
  private final int[] locals = new int[COUNT];

  /** The local of {@link Flags#result}. */
  final int result;

  /** The local of {@link Flags#auxiliary}. */
  final int auxiliary;

  /**
   * @param use registers that the code names; the others stay in the CPU
   */
  GuestRegisters(CodeBuilder code, ClassConstants constants, Cpu cpu, RegisterUse use) {
    this.code = code;
    this.constants = constants;
    this.cpu = cpu;
    this.use = use;
    for (int number = 0; number < COUNT; number++) {
      locals[number] = code.allocateLocal(TypeKind.LONG);
    }
    result = code.allocateLocal(TypeKind.LONG);
    auxiliary = code.allocateLocal(TypeKind.LONG);
  }

  /** Pushes a register; {@link Cpu#ZERO} is zero. */
  void push(int number) {
    if (number == Cpu.ZERO) {
      code.lconst_0();
    } else {
      code.lload(locals[number]);
    }
  }

  /** Pops into a register. */
  void pop(int number) {
    code.lstore(locals[number]);
  }

  /** Brings the CPU's copies up to date. */
  void spill() {
    for (int number : use.written().stream().toArray()) {
      constants.push(code, cpu.gpr, long[].class);
      code.bipush(number).lload(locals[number]).lastore();
    }
    constants.push(code, cpu.flags, Flags.class);
    code.lload(result).lload(auxiliary);
    Calls.SET_FLAGS.write(code);
  }

  /** Takes up the CPU's copies. */
  void reload() {
    for (int number : use.used().stream().toArray()) {
      constants.push(code, cpu.gpr, long[].class);
      code.bipush(number).laload().lstore(locals[number]);
    }
    constants.push(code, cpu.flags, Flags.class);
    Calls.RESULT.write(code);
    code.lstore(result);
    constants.push(code, cpu.flags, Flags.class);
    Calls.AUXILIARY.write(code);
    code.lstore(auxiliary);
  }
}
