package ksim.core.bench;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.DL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.boot.LongModeStart;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;

/** Guest programs that run for ever, each busy with one kind of work. */
enum BenchmarkGuest {
  /** Arithmetic and logic in registers, with two conditional branches in a round. */
  INTEGER_LOOPS("integer loops"),
  /** Recursive calls with registers saved on the stack. */
  CALLS("calls"),
  /** Reads and writes over 64 KiB, and a chase through a linked list in it. */
  MEMORY_WALKS("memory walks"),
  /** Bytes looked at one by one, with branches that depend on them. */
  BYTE_SCANS("byte scans");

  private static final long DATA = LongModeStart.LINEAR_MAP + 0x100_0000;
  private static final long STACK_TOP = LongModeStart.LINEAR_MAP + 0x200_0000;
  private static final int WORDS = 8192;
  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  private final String title;

  BenchmarkGuest(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  AssembledCode assemble() {
    Assembler a = new Assembler(LongModeStart.IMAGE_LINEAR);
    a.mov(RSP, STACK_TOP);
    switch (this) {
      case INTEGER_LOOPS -> integerLoops(a);
      case CALLS -> calls(a);
      case MEMORY_WALKS -> memoryWalks(a);
      case BYTE_SCANS -> byteScans(a);
    }
    return a.finish();
  }

  private static void integerLoops(Assembler a) {
    a.mov(RAX, 1);
    a.mov(RBX, GOLDEN_RATIO);
    Label round = a.here("round");
    a.mov(ECX, 100);
    Label step = a.here("step");
    a.mov(RDX, RAX);
    a.shl(RDX, 13);
    a.xor(RAX, RDX);
    a.mov(RDX, RAX);
    a.shr(RDX, 7);
    a.xor(RAX, RDX);
    a.imul(RAX, RBX);
    a.test(EAX, 0x10);
    Label even = a.fresh("even");
    a.jcc(Condition.E, even);
    a.add(RSI, RAX);
    a.lea(RDI, address(RSI, RAX, 4, 8));
    a.bind(even);
    a.sub(ECX, 1);
    a.jcc(Condition.NE, step);
    a.jmp(round);
  }

  private static void calls(Assembler a) {
    Label fibonacci = a.label("fibonacci");
    Label round = a.here("round");
    a.mov(EDX, 18);
    a.call(fibonacci);
    a.jmp(round);
    a.align(16);
    a.bind(fibonacci);
    Label deeper = a.fresh("deeper");
    a.cmp(EDX, 2);
    a.jcc(Condition.AE, deeper);
    a.mov(RAX, RDX);
    a.ret();
    a.bind(deeper);
    a.push(RBX);
    a.push(RDX);
    a.sub(EDX, 1);
    a.call(fibonacci);
    a.mov(RBX, RAX);
    a.pop(RDX);
    a.sub(EDX, 2);
    a.call(fibonacci);
    a.add(RAX, RBX);
    a.pop(RBX);
    a.ret();
  }

  private static void memoryWalks(Assembler a) {
    a.mov(RDI, DATA);
    buildList(a);
    Label round = a.here("round");
    a.xor(ECX, ECX);
    Label sum = a.here("sum");
    a.mov(RAX, qword(RDI, RCX, 8));
    a.add(RSI, RAX);
    a.add(qword(RDI, RCX, 8, WORDS * 8L), RSI);
    a.add(RCX, 1);
    a.cmp(RCX, 1024);
    a.jcc(Condition.NE, sum);
    a.mov(ECX, 1024);
    a.mov(RDX, RDI);
    Label chase = a.here("chase");
    a.mov(RDX, qword(RDX));
    a.sub(ECX, 1);
    a.jcc(Condition.NE, chase);
    a.mov(qword(RDI, WORDS * 16L), RDX);
    a.jmp(round);
  }

  /** Each word holds the address of another one, 40 bytes on and round the end. */
  private static void buildList(Assembler a) {
    a.xor(ECX, ECX);
    Label build = a.here("build");
    a.lea(RAX, address(RCX, 5));
    a.and(EAX, WORDS - 1);
    a.lea(RAX, address(RDI, RAX, 8));
    a.mov(qword(RDI, RCX, 8), RAX);
    a.add(RCX, 1);
    a.cmp(RCX, WORDS);
    a.jcc(Condition.NE, build);
  }

  private static void byteScans(Assembler a) {
    a.mov(RDI, DATA);
    a.mov(RAX, GOLDEN_RATIO);
    a.mov(ECX, 512);
    Label fill = a.here("fill");
    a.mov(qword(RDI, RCX, 8), RAX);
    a.imul(RAX, RAX, 31);
    a.sub(ECX, 1);
    a.jcc(Condition.NE, fill);
    Label round = a.here("round");
    a.xor(ECX, ECX);
    a.xor(EDX, EDX);
    Label next = a.here("next");
    a.movzx(EAX, byte_(RDI, RCX, 1));
    a.cmp(EAX, 0x80);
    Label low = a.fresh("low");
    a.jcc(Condition.B, low);
    a.add(R8, 1);
    a.xor(EDX, EAX);
    a.bind(low);
    a.mov(byte_(RDI, RCX, 1, 8192), DL);
    a.add(R9, RAX);
    a.add(RCX, 1);
    a.cmp(RCX, 4096);
    a.jcc(Condition.NE, next);
    a.jmp(round);
  }
}
