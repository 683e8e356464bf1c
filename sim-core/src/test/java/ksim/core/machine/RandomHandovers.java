package ksim.core.machine;

import static ksim.core.encoding.asm.Assembler.imm;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDX;

import java.util.SplittableRandom;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.core.encoding.asm.Registers;
import ksim.core.platform.LocalApic;

/**
 * A random guest of short loops in which blocks that can be repeated take turns with some that
 * never are, since they load 16 bytes: what the former leave behind the latter have to find. R15
 * points to data, R13 counts. It halts in the end.
 */
final class RandomHandovers {
  private static final int[] FREE = {0, 1, 2, 3};
  private static final int ROUNDS = 30;
  private static final int PAGE = 4096;

  private final SplittableRandom random;
  private final AssembledCode code;

  RandomHandovers(long seed, int loops) {
    random = new SplittableRandom(seed);
    code = Guest.assemble(a -> program(a, loops));
  }

  Machine machine(MachineConfiguration configuration) {
    return Guest.start(configuration, code);
  }

  private void program(Assembler a, int loops) {
    a.emit("mov", RAX, Registers.CR4);
    a.or(RAX, 0x600);
    a.emit("mov", Registers.CR4, RAX);
    a.emit("mov", RAX, Registers.CR0);
    a.emit("and", EAX, imm(-13));
    a.emit("mov", Registers.CR0, RAX);
    a.mov(R15, Guest.DATA);
    for (int i = 0; i < loops; i++) {
      loop(a);
    }
    a.hlt();
  }

  private void loop(Assembler a) {
    a.mov(R13D, ROUNDS);
    boolean atPage = random.nextInt(3) == 0;
    if (atPage) { // where a block ends without a branch
      Label start = a.fresh("start");
      a.jmp(start);
      a.align(PAGE);
      a.zero(PAGE - 12 - random.nextInt(12));
      a.bind(start);
    } else {
      a.align(1 << random.nextInt(6));
    }
    Label loop = a.fresh("loop");
    a.bind(loop);
    int turns = 1 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      items(a, atPage ? 12 + random.nextInt(8) : random.nextInt(20));
      if (!atPage) {
        next(a);
      }
      items(a, random.nextInt(4));
      a.emit("movaps", vector(), Memory.of(128, R15, 16L * random.nextInt(4)));
      items(a, random.nextInt(6));
      if (random.nextBoolean()) {
        next(a);
      }
    }
    a.emit("sub", R13D, imm(1));
    a.jcc(Condition.NE, loop);
  }

  /** A block ends. */
  private void next(Assembler a) {
    Label next = a.fresh("next");
    switch (random.nextInt(3)) {
      case 0 -> a.jmp(next);
      case 1 -> a.jcc(Condition.S, next);
      default -> {
        a.test(R13D, 1);
        a.jcc(Condition.E, next);
        items(a, 1);
      }
    }
    a.bind(next);
  }

  private void items(Assembler a, int count) {
    int kind = random.nextInt(16);
    for (int i = 0; i < count; i++) {
      item(a, random.nextInt(3) == 0 ? random.nextInt(16) : kind);
    }
  }

  private void item(Assembler a, int kind) {
    switch (kind) {
      case 0, 1, 2 -> a.emit("nop");
      case 3, 4 -> a.mov(register(), register());
      case 5 -> a.db(0x66, 0x05, 0x34, 0x12); // add ax, imm16: a length-changing prefix
      case 6 -> a.emit("xchg", register(), register());
      case 7 -> a.emit("movaps", vector(), vector());
      case 8 -> a.mov(register(), Memory.of(64, R15, 8L * random.nextInt(16)));
      case 9 -> a.mov(Memory.of(64, R15, 8L * random.nextInt(16)), register());
      case 10 -> a.imul(register(), register());
      case 11 -> {
        RegisterOperand high = new RegisterOperand(RegisterKind.HIGH_BYTE, random.nextInt(4), 8);
        a.emit("add", high, imm(1));
      }
      case 12 -> {
        switch (random.nextInt(8)) {
          case 0, 1 -> a.emit("lfence");
          case 2 -> a.emit("sfence");
          case 3 -> a.lock("add", Memory.of(64, R15, 512), imm(1));
          case 4 -> a.emit("xchg", register(), Memory.of(64, R15, 520));
          case 5 -> a.mov(register(), Memory.of(64, R15, 64 * random.nextInt(8) + 61));
          default -> {
            a.push(register());
            a.pop(register());
          }
        }
      }
      case 13 -> {
        a.mov(RAX, 1000);
        a.mov(RDX, 0);
        a.mov(RCX, 7);
        a.emit("div", RCX);
      }
      case 14 -> late(a);
      default -> a.add(register(), register());
    }
  }

  /** Loads that come late: across the border of a line, or from a device. */
  private void late(Assembler a) {
    if (random.nextInt(4) == 0) {
      a.mov(RDX, LocalApic.BASE);
      a.mov(EAX, Memory.dword(RDX, 0x30)); // its version
      return;
    }
    a.imul(RCX, RCX);
    a.imul(RCX, RCX);
    a.emit("and", RCX, imm(0));
    a.mov(register(), Memory.of(64, R15, RCX, 1, 61));
  }

  private RegisterOperand vector() {
    return new RegisterOperand(RegisterKind.VECTOR, random.nextInt(4), 128);
  }

  private RegisterOperand register() {
    return new RegisterOperand(RegisterKind.GENERAL, FREE[random.nextInt(FREE.length)], 64);
  }
}
