package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.word;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Registers;
import ksim.core.platform.LocalApic;

/**
 * A random guest that does what makes caches inside the simulator matter: page tables changed with
 * and without invalidation, page faults, code that rewrites code, indirect calls, repeated strings,
 * time, random numbers, timer interrupts and messages between CPUs. It halts in the end.
 */
final class RandomKernel {
  /** Where 512 pages of 4 KiB are mapped onto 64 frames. */
  private static final long WINDOW = 0x80_0000_0000L;

  private static final long FRAMES = 0x40_0000;
  private static final long TABLES = 0x90_0000;
  private static final long PAGE_TABLE = TABLES + 0x2000;
  private static final long COUNTERS = 0x5f_0000;
  private static final int PAGES = 512;
  private static final int FUNCTIONS = 24;
  private static final int TIMER = 0x40;
  private static final int MESSAGE = 0x50;
  private static final int PAGE_FAULT = 14;
  private static final List<RegisterOperand> VALUES = List.of(RAX, RDX, RSI, R8, R9, R10, R11);

  private final SplittableRandom random;
  private final AssembledCode code;

  RandomKernel(long seed, int rounds) {
    random = new SplittableRandom(seed);
    code = Guest.assemble(a -> program(a, rounds));
  }

  /** A machine that is about to run it. */
  Machine machine(MachineConfiguration configuration, IntConsumer console) {
    return machine(configuration, new SerialBoard(console));
  }

  /** A machine with a board of its own that is about to run it. */
  Machine machine(MachineConfiguration configuration, Board board) {
    Machine machine = new Machine(configuration, board);
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code.bytes())),
        LongModeStart.IMAGE_LINEAR);
    Guest.install(
        machine,
        Map.of(
            TIMER, code.addressOf("timer"),
            MESSAGE, code.addressOf("message"),
            PAGE_FAULT, code.addressOf("fault")));
    long root = machine.cpus().getFirst().control.cr3;
    machine.memory().write(root + 8, 8, TABLES | 3);
    machine.memory().write(TABLES, 8, TABLES + 0x1003);
    machine.memory().write(TABLES + 0x1000, 8, PAGE_TABLE | 3);
    for (int page = 0; page < PAGES; page++) {
      machine.memory().write(PAGE_TABLE + 8L * page, 8, FRAMES + 4096L * (page % 64) | 3);
    }
    for (Cpu cpu : machine.cpus()) {
      cpu.gpr[Cpu.RSP] = Guest.STACK_TOP - 0x1_0000L * cpu.id;
      cpu.gpr[Cpu.RBP] = WINDOW;
      cpu.gpr[15] = 0x1234_5678_9abcL * (cpu.id + 1) + 1;
    }
    return machine;
  }

  private void program(Assembler a, int rounds) {
    Label table = a.label("table");
    a.mov(R14, LocalApic.BASE);
    a.mov(dword(R14, 0xf0), 0x1ff);
    a.mov(dword(R14, 0x3e0), 0xb); // divide by 1
    a.mov(dword(R14, 0x320), 0x2_0000 | TIMER); // periodic
    a.mov(dword(R14, 0x380), 700);
    a.sti();
    a.mov(R12, rounds);
    Label loop = a.here("loop");
    nextRandom(a);
    a.mov(RCX, R15);
    a.shr(RCX, 20);
    a.emit("and", ECX, Assembler.imm(FUNCTIONS - 1 & 15));
    a.movAddress(RDI, table);
    a.call(qword(RDI, RCX, 8));
    a.sub(R12, 1);
    a.jcc(Condition.NE, loop);
    a.mov(dword(R14, 0x380), 0);
    a.cli();
    a.hlt();
    handlers(a);
    List<Label> functions = new ArrayList<>();
    for (int i = 0; i < FUNCTIONS; i++) {
      Label function = a.label("function" + i);
      a.bind(function);
      function(a, i, functions);
      functions.add(function);
    }
    a.align(8);
    a.bind(table);
    functions.forEach(a::dq);
  }

  /** Xorshift in R15. */
  private static void nextRandom(Assembler a) {
    a.mov(R13, R15);
    a.shl(R13, 13);
    a.xor(R15, R13);
    a.mov(R13, R15);
    a.shr(R13, 7);
    a.xor(R15, R13);
    a.mov(R13, R15);
    a.shl(R13, 17);
    a.xor(R15, R13);
  }

  private static void handlers(Assembler a) {
    a.bind(a.label("timer"));
    a.lock("add", qword(RSP, -256), Assembler.imm(1));
    a.mov(dword(R14, 0xb0), 0);
    a.iretq();
    a.bind(a.label("message"));
    a.push(RDI);
    a.mov(RDI, COUNTERS);
    a.lock("add", qword(RDI), Assembler.imm(1));
    a.mov(dword(R14, 0xb0), 0);
    a.pop(RDI);
    a.iretq();
    a.bind(a.label("fault")); // makes the page present again
    a.push(RDI);
    a.push(RAX);
    a.emit("mov", RAX, Registers.CR2);
    a.mov(RDI, WINDOW);
    a.sub(RAX, RDI);
    a.shr(RAX, 12);
    a.mov(RDI, PAGE_TABLE);
    a.or(qword(RDI, RAX, 8), 3);
    a.pop(RAX);
    a.pop(RDI);
    a.add(RSP, 8); // the error code
    a.iretq();
  }

  private void function(Assembler a, int number, List<Label> callable) {
    int steps = random.nextInt(3, 25);
    for (int i = 0; i < steps; i++) {
      step(a, number, callable);
    }
    a.ret();
  }

  private RegisterOperand value() {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private long offset() {
    return 8L * random.nextInt(PAGES * 512);
  }

  private void step(Assembler a, int number, List<Label> callable) {
    switch (random.nextInt(22)) {
      case 0, 1 -> a.mov(value(), qword(RBP, offset()));
      case 2, 3 -> a.mov(qword(RBP, offset()), value());
      case 4 -> a.add(qword(RBP, offset()), value());
      case 5 -> a.lock("xadd", qword(RBP, offset()), value());
      case 6 -> remap(a);
      case 7 -> a.invlpg(address(RBP, offset()));
      case 8 -> reloadTables(a);
      case 9 -> patch(a);
      case 10 -> skip(a);
      case 11 -> fill(a);
      case 12 -> {
        a.pushfq();
        a.popfq();
      }
      case 13 -> {
        a.cli();
        a.add(value(), 7);
        a.sti();
      }
      case 14 -> {
        a.rdtsc();
        a.add(R8, RAX);
      }
      case 15 -> a.emit("rdrand", value());
      case 16 -> {
        if (!callable.isEmpty() && number < 20) {
          a.call(callable.get(random.nextInt(callable.size())));
        }
      }
      case 17 -> {
        a.mov(DX, 0x3f8);
        a.out(DX, AL);
      }
      case 18 -> {
        a.mov(dword(R14, 0x310), random.nextInt(2) << 24);
        a.mov(dword(R14, 0x300), 0x4000 | MESSAGE);
      }
      case 19 -> a.imul(value(), value());
      case 20 -> a.xor(value(), R15);
      default -> a.add(value(), random.nextInt(1 << 20));
    }
  }

  /** Another frame, or none, for a page; the old translation may stay in use. */
  private void remap(Assembler a) {
    a.mov(RDI, PAGE_TABLE + 8L * random.nextInt(PAGES));
    int present = random.nextInt(3) == 0 ? 2 : 3;
    a.mov(dword(RDI), (int) FRAMES + 4096 * random.nextInt(64) + present);
  }

  private static void reloadTables(Assembler a) {
    a.emit("mov", RDI, Registers.CR3);
    a.emit("mov", Registers.CR3, RDI);
  }

  /** Turns an instruction that reads the time into others or back, now or earlier in time. */
  private void patch(Assembler a) {
    Label target = a.fresh("patched");
    a.add(value(), 1);
    a.bind(target);
    a.rdtsc();
    a.add(value(), 3);
    a.movAddress(RDI, target);
    a.mov(ECX, random.nextBoolean() ? 0x310f : 0x9090);
    a.emit("mov", word(RDI), Registers.CX);
  }

  private void skip(Assembler a) {
    Label over = a.fresh("over");
    a.test(R15, 1 << random.nextInt(20));
    a.jcc(random.nextBoolean() ? Condition.E : Condition.NE, over);
    a.add(value(), value());
    a.mov(value(), qword(RBP, offset()));
    a.bind(over);
    nextRandom(a);
  }

  private void fill(Assembler a) {
    a.lea(RDI, address(RBP, 8L * random.nextInt(PAGES * 512 - 2048)));
    a.mov(ECX, random.nextInt(1, 2048));
    a.mov(EAX, random.nextInt());
    a.rep("stosq");
  }
}
