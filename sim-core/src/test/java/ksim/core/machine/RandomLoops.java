package ksim.core.machine;

import static ksim.core.encoding.asm.Assembler.imm;
import static ksim.core.encoding.asm.Registers.CL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.R14D;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.core.encoding.asm.Registers;
import ksim.core.platform.LocalApic;

/**
 * A random guest of loops that run long enough for a core to do the same again and again, but for
 * what disturbs it now and then: other paths, misses, interrupts, exceptions, stores under loads.
 * R15 points to its data, R14 and R13 count loops, R12, RSI and RDI walk on. It halts in the end.
 */
final class RandomLoops {
  private static final int[] FREE = {0, 1, 2, 3, 5, 8, 9};
  private static final int TIMER = 0x40;
  private static final int BREAKPOINT = 3;
  private static final String[] FENCES = {"mfence", "lfence", "sfence"};
  private static final String[] STRINGS = {
    "cmpsb", "cmpsq", "movsb", "movsq", "lodsq", "stosq", "scasb"
  };
  private static final int[] STEPS = {8, 64, 72, 128, 4096};

  private final SplittableRandom random;
  private final List<Label> functions = new ArrayList<>();
  private final AssembledCode code;
  private final long seed;

  RandomLoops(long seed, int loops) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    code = Guest.assemble(a -> program(a, loops));
  }

  /** A machine that is about to run it. */
  Machine machine(MachineConfiguration configuration) {
    Machine machine = Guest.start(configuration, code);
    Guest.install(
        machine, Map.of(BREAKPOINT, code.addressOf("breakpoint"), TIMER, code.addressOf("timer")));
    SplittableRandom values = new SplittableRandom(~seed);
    for (int number : FREE) {
      machine.cpus().getFirst().gpr[number] = values.nextLong();
    }
    for (int i = 0; i < 1024; i++) {
      machine.memory().write(Guest.DATA + 8L * i, 8, values.nextLong());
    }
    return machine;
  }

  private void program(Assembler a, int loops) {
    Label main = a.label("main");
    a.jmp(main);
    for (int i = 0; i < 5; i++) {
      Label function = a.here("function" + i);
      items(a, 1 + random.nextInt(4));
      a.ret();
      functions.add(function); // which later ones may call
    }
    a.here("breakpoint");
    a.iretq();
    a.here("timer");
    a.push(RAX);
    a.mov(RAX, LocalApic.BASE);
    a.mov(Memory.dword(RAX, 0xb0), 0);
    a.pop(RAX);
    a.iretq();
    a.bind(main);
    setUp(a);
    for (int i = 0; i < loops; i++) {
      loop(a, R14D, 60 + random.nextInt(200), 1 + random.nextInt(7));
    }
    a.cli();
    a.hlt();
  }

  /** Switches SSE on and, in some guests, a timer that interrupts them again and again. */
  private void setUp(Assembler a) {
    a.emit("mov", RAX, Registers.CR4);
    a.or(RAX, 0x600);
    a.emit("mov", Registers.CR4, RAX);
    a.emit("mov", RAX, Registers.CR0);
    a.emit("and", EAX, imm(-13));
    a.emit("mov", Registers.CR0, RAX);
    a.mov(RAX, LocalApic.BASE);
    a.mov(Memory.dword(RAX, 0xf0), 0x1ff);
    if (random.nextInt(5) == 0) {
      a.mov(Memory.dword(RAX, 0x3e0), 0xb);
      a.mov(Memory.dword(RAX, 0x320), 0x2_0000 | TIMER);
      a.mov(Memory.dword(RAX, 0x380), 20_000 + random.nextInt(20_000));
    }
    a.sti();
    a.mov(R15, Guest.DATA + 0x1000);
    a.mov(R11, 0x1234_5678_9abcL + seed);
  }

  private void items(Assembler a, int count) {
    for (int i = 0; i < count; i++) {
      item(a);
    }
  }

  private void loop(Assembler a, RegisterOperand counter, int times, int items) {
    a.mov(counter, times);
    a.mov(R12, Guest.DATA + 4096L * random.nextInt(40) + random.nextInt(4096));
    a.mov(RSI, Guest.DATA + random.nextInt(4096));
    a.mov(RDI, Guest.DATA + random.nextInt(4096));
    if (random.nextInt(3) == 0) {
      a.align(64);
    }
    Label step = a.fresh("step");
    a.bind(step);
    items(a, items);
    if (counter.equals(R14D) && random.nextInt(3) == 0) {
      loop(a, R13D, 2 + random.nextInt(12), 1 + random.nextInt(4));
      items(a, random.nextInt(3));
    }
    a.emit("sub", counter, imm(1));
    a.jcc(Condition.NE, step);
  }

  private void item(Assembler a) {
    switch (random.nextInt(36)) {
      case 0, 1 -> skip(a);
      case 2 -> call(a);
      case 3 -> {
        if (!functions.isEmpty()) {
          a.movAddress(R10, functions.get(random.nextInt(functions.size())));
          a.call(R10);
        }
      }
      case 4, 5 -> stack(a);
      case 6 -> {
        a.emit("xor", EDX, EDX);
        a.emit("or", ECX, imm(1));
        a.emit("div", ECX);
      }
      case 7, 8, 9 -> loads(a, 2 + random.nextInt(20));
      case 10, 11 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          a.mov(data(64), register(64));
        }
      }
      case 12 -> a.add(data(64), register(64));
      case 13 -> highBytes(a);
      case 14, 15 -> {
        for (int i = random.nextInt(5); i >= 0; i--) {
          int bits = random.nextBoolean() ? 64 : 32;
          a.mov(register(bits), register(bits));
        }
      }
      case 16 -> a.lock("add", data(64), imm(1));
      case 17 -> a.emit(FENCES[random.nextInt(FENCES.length)]);
      case 18, 19 -> a.emit(STRINGS[random.nextInt(STRINGS.length)]);
      case 20 -> {
        a.mov(register(64), Memory.of(64, R12, 0));
        a.add(R12, STEPS[random.nextInt(STEPS.length)]);
      }
      case 21 -> a.mov(register(64), Memory.of(64, R15, 64 * random.nextInt(30) + 61));
      case 22, 23 -> forward(a);
      case 24 -> lateAddress(a);
      case 25 -> vector(a);
      case 26 -> floatingPoint(a);
      case 27 -> a.db(0x66, 0x05, 0x34, 0x12); // add ax, imm16: a length-changing prefix
      case 28 -> seldom(a);
      case 29 -> a.rdtsc();
      case 30 -> a.emit("xchg", register(64), register(64));
      case 31 -> {
        for (int i = random.nextInt(12); i >= 0; i--) {
          a.emit("nop");
        }
      }
      default -> simple(a);
    }
  }

  private void skip(Assembler a) {
    Label over = a.fresh("over");
    if (random.nextInt(5) == 0) {
      nextRandom(a);
      a.test(R11, 1 << random.nextInt(8));
    } else {
      a.test(R14D, 1 << random.nextInt(3));
    }
    a.jcc(random.nextBoolean() ? Condition.E : Condition.NE, over);
    simple(a);
    a.bind(over);
  }

  /** Xorshift, nearly, in R11. */
  private static void nextRandom(Assembler a) {
    a.mov(R10, R11);
    a.shl(R10, 13);
    a.xor(R11, R10);
    a.mov(R10, R11);
    a.shr(R10, 7);
    a.xor(R11, R10);
  }

  private void call(Assembler a) {
    if (!functions.isEmpty()) {
      a.call(functions.get(random.nextInt(functions.size())));
    }
  }

  private void stack(Assembler a) {
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      a.push(register(64));
    }
    if (random.nextBoolean()) {
      a.add(RAX, RSP);
    }
    for (int i = 0; i < count; i++) {
      a.pop(register(64));
    }
  }

  private void loads(Assembler a, int count) {
    for (int i = 0; i < count; i++) {
      a.mov(register(64), data(64));
    }
  }

  private void highBytes(Assembler a) {
    RegisterOperand high = new RegisterOperand(RegisterKind.HIGH_BYTE, random.nextInt(4), 8);
    a.emit("add", high, register(8));
    if (random.nextBoolean()) {
      a.emit("add", register(8), high);
    }
    if (random.nextBoolean()) {
      a.add(register(64), register(64));
    }
  }

  /** A load of what was stored: all of it, only some of it, or from another page. */
  private void forward(Assembler a) {
    int at = 8 * random.nextInt(64);
    int bits = random.nextInt(3) == 0 ? 8 : 64;
    a.mov(Memory.of(bits, R15, at), register(bits));
    switch (random.nextInt(4)) {
      case 0 -> call(a);
      case 1 -> simple(a);
      default -> {}
    }
    a.mov(register(64), Memory.of(64, R15, at + (random.nextInt(3) == 0 ? 4096 : 0)));
  }

  /** A store whose address is late, before a load that may be of the same place. */
  private void lateAddress(Assembler a) {
    a.imul(RAX, RCX);
    a.emit("and", EAX, imm(0x38));
    a.mov(Memory.of(64, R15, RAX, 1, 0), RDX);
    a.mov(register(64), Memory.of(64, R15, 8L * random.nextInt(8)));
  }

  private void vector(Assembler a) {
    RegisterOperand x = new RegisterOperand(RegisterKind.VECTOR, random.nextInt(8), 128);
    RegisterOperand y = new RegisterOperand(RegisterKind.VECTOR, random.nextInt(8), 128);
    a.emit("movaps", x, y);
    a.emit("paddq", x, y);
    if (random.nextBoolean()) {
      a.emit("movq", x, data(64));
    }
    if (random.nextInt(3) == 0) {
      a.emit("mulpd", y, x);
    }
  }

  private void floatingPoint(Assembler a) {
    a.emit("fld", Memory.of(64, R15, 8L * random.nextInt(64)));
    if (random.nextBoolean()) {
      a.emit("fld1");
      a.db(0xde, 0xc1); // faddp
    }
    a.emit("fstp", Memory.of(64, R15, 8L * random.nextInt(64)));
  }

  private void seldom(Assembler a) {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        a.mov(ECX, 1 + random.nextInt(40));
        a.mov(RDI, Guest.DATA + random.nextInt(4096));
        a.rep("stosb");
      }
      case 2 -> a.db(0xcc); // int3
      case 3 -> {
        nextRandom(a);
        a.mov(RAX, R11);
        a.emit("and", EAX, imm(0x7_fff8));
        a.mov(RAX, Memory.of(64, R15, RAX, 1, 0));
      }
      default -> {}
    }
  }

  private void simple(Assembler a) {
    switch (random.nextInt(8)) {
      case 0 -> a.add(register(64), data(64));
      case 1 -> a.imul(register(64), register(64));
      case 2 -> a.lea(register(64), Memory.of(0, R15, RAX, 1, 8));
      case 3 -> a.emit("xor", register(32), register(32));
      case 4 -> a.emit("adc", register(64), register(64));
      case 5 -> a.cmovcc(Condition.B, register(64), register(64));
      case 6 -> a.emit("shl", register(64), CL);
      default -> a.add(register(64), random.nextInt(1 << random.nextInt(1, 31)));
    }
  }

  private RegisterOperand register(int bits) {
    int number = FREE[random.nextInt(bits == 8 ? 4 : FREE.length)];
    return new RegisterOperand(RegisterKind.GENERAL, number, bits);
  }

  private MemoryOperand data(int bits) {
    return Memory.of(bits, R15, 8L * random.nextInt(-0x80, 0x80));
  }
}
