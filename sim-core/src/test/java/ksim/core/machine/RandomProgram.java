package ksim.core.machine;

import static ksim.core.encoding.asm.Assembler.imm;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.R14D;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RDX;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.core.encoding.asm.Registers;

/**
 * A random program of integer instructions in all widths and forms, with loops, calls and stack
 * traffic. R15 points to its data, R14 and R13 count loops; nothing random writes to these or to
 * RSP. It halts in the end.
 */
final class RandomProgram {
  private static final int[] FREE = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11};
  private static final int[] WIDTHS = {8, 16, 32, 64};
  private static final String[] BINARY = {
    "add", "adc", "sub", "sbb", "and", "or", "xor", "cmp", "mov", "test"
  };
  private static final String[] UNARY = {"inc", "dec", "neg", "not"};
  private static final String[] SHIFTS = {"shl", "shr", "sar", "rol", "ror", "rcl", "rcr"};
  private static final String[] BIT_TESTS = {"bt", "bts", "btr", "btc"};
  private static final String[] WHOLE = {
    "clc", "stc", "cmc", "lahf", "sahf", "cbw", "cwde", "cdqe", "cwd", "cdq", "cqo", "nop"
  };

  private final SplittableRandom random;
  private final List<Label> functions = new ArrayList<>();
  private final AssembledCode code;
  private final long seed;

  RandomProgram(long seed, int rounds) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    code = Guest.assemble(a -> program(a, rounds));
  }

  /** A machine that is about to run it. */
  Machine machine(MachineConfiguration configuration) {
    Machine machine = Guest.start(configuration, code);
    SplittableRandom values = new SplittableRandom(~seed);
    for (int number : FREE) {
      machine.cpus().getFirst().gpr[number] = values.nextLong();
    }
    for (int i = 0; i < 1024; i++) {
      machine.memory().write(Guest.DATA + 8L * i, 8, values.nextLong());
    }
    return machine;
  }

  private void program(Assembler a, int rounds) {
    Label main = a.label("main");
    a.jmp(main);
    for (int i = 0; i < 6; i++) {
      Label function = a.here("function" + i);
      items(a, 1 + random.nextInt(10));
      a.ret();
      functions.add(function); // which later ones may call
    }
    a.bind(main);
    a.mov(R15, Guest.DATA + 0x1000);
    a.mov(R14D, rounds);
    Label again = a.here("again");
    items(a, 10 + random.nextInt(30));
    loop(a);
    a.emit("sub", R14D, imm(1));
    a.jcc(Condition.NE, again);
    a.hlt();
  }

  private void items(Assembler a, int count) {
    for (int i = 0; i < count; i++) {
      item(a);
    }
  }

  private void loop(Assembler a) {
    a.mov(R13D, 2 + random.nextInt(5));
    Label step = a.fresh("step");
    a.bind(step);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      simple(a);
    }
    a.emit("dec", R13D);
    a.jcc(Condition.NE, step);
  }

  private void item(Assembler a) {
    switch (random.nextInt(14)) {
      case 0 -> {
        Label over = a.fresh("over");
        a.jcc(condition(), over);
        simple(a);
        simple(a);
        a.bind(over);
      }
      case 1 -> {
        if (!functions.isEmpty()) {
          a.call(functions.get(random.nextInt(functions.size())));
        }
      }
      case 2 -> {
        if (!functions.isEmpty()) {
          a.movAddress(R12, functions.get(random.nextInt(functions.size())));
          a.call(R12);
        }
      }
      case 3 -> {
        a.push(register(64));
        simple(a);
        a.pop(register(64));
      }
      case 4 -> divide(a);
      default -> simple(a);
    }
  }

  private void divide(Assembler a) {
    a.emit("xor", EDX, EDX);
    a.emit("or", ECX, imm(1));
    a.emit("div", ECX);
    a.emit("mul", register(64));
    a.emit("imul", register(32));
  }

  private void simple(Assembler a) {
    int bits = WIDTHS[random.nextInt(WIDTHS.length)];
    int wide = bits == 8 ? 32 : bits;
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> a.emit(pick(BINARY), place(bits), source(bits));
      case 3 -> a.emit(pick(BINARY), register(bits), register(bits));
      case 4 -> a.emit(pick(BINARY), register(bits), memory(bits));
      case 5 -> a.emit(pick(UNARY), place(bits));
      case 6 -> a.emit(pick(SHIFTS), place(bits), imm(random.nextInt(bits + 3)));
      case 7 -> a.emit(pick(SHIFTS), place(bits), Registers.CL);
      case 8 -> a.emit(pick(BIT_TESTS), place(wide), imm(random.nextInt(wide)));
      case 9 -> a.emit("lea", register(wide), memory(0));
      case 10 -> a.emit("movzx", register(32), place(random.nextBoolean() ? 8 : 16));
      case 11 -> a.emit("movsx", register(64), place(random.nextBoolean() ? 8 : 16));
      case 12 -> a.cmovcc(condition(), register(wide), place(wide));
      case 13 -> a.setcc(condition(), place(8));
      case 14 -> a.emit("imul", register(wide), place(wide));
      case 15 -> a.emit(pick(WHOLE));
      case 16 -> a.emit(random.nextBoolean() ? "xchg" : "xadd", place(bits), register(bits));
      case 17 -> a.emit(pick(BINARY), highByte(), lowByte());
      case 18 -> a.emit(pick(BINARY), lowByte(), highByte());
      default -> {
        switch (random.nextInt(4)) {
          case 0 -> a.emit("bswap", register(wide == 16 ? 32 : wide));
          case 1 -> a.emit("bsf", register(wide), place(wide));
          case 2 -> a.emit("shld", place(wide), register(wide), imm(random.nextInt(wide)));
          default -> {
            a.emit("and", EAX, imm(0x7f8));
            a.emit("add", Memory.of(64, R15, RAX, 1, -0x400), RDX);
          }
        }
      }
    }
  }

  private String pick(String[] names) {
    return names[random.nextInt(names.length)];
  }

  private Condition condition() {
    Condition[] all = Condition.values();
    return all[random.nextInt(all.length)];
  }

  private RegisterOperand register(int bits) {
    int number = FREE[random.nextInt(FREE.length)];
    return new RegisterOperand(RegisterKind.GENERAL, number, bits);
  }

  /** AH and its like, which cannot be named beside R8 to R15. */
  private RegisterOperand highByte() {
    return new RegisterOperand(RegisterKind.HIGH_BYTE, random.nextInt(4), 8);
  }

  private RegisterOperand lowByte() {
    return new RegisterOperand(RegisterKind.GENERAL, random.nextInt(4), 8);
  }

  private Operand memory(int bits) {
    return Memory.of(bits, R15, random.nextInt(-0x800, 0x800));
  }

  private Operand place(int bits) {
    return random.nextInt(3) == 0 ? memory(bits) : register(bits);
  }

  private Operand source(int bits) {
    return random.nextBoolean() ? imm(random.nextInt(-128, 128)) : register(bits);
  }
}
