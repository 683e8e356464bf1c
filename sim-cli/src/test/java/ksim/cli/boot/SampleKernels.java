package ksim.cli.boot;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.dwordAt;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Memory.wordAt;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/** The kernels that {@code ksim boot} is tested with. */
public final class SampleKernels {
  private static final long STACK = 0x200_0000;
  private static final long IDT = 0x180_0000;
  private static final long IDT_POINTER = 0x180_1000;
  private static final long APIC = 0xfee0_0000L;
  private static final int INTERRUPT_GATE = 0x8e00;
  private static final int CODE_SELECTOR = 0x10;
  private static final int SERIAL = 0x3f8;
  private static final int LINE_STATUS = 0x3fd;
  private static final RegisterOperand CR2 = new RegisterOperand(RegisterKind.CONTROL, 2, 64);

  private SampleKernels() {}

  private static Assembler started() {
    Assembler code = TinyKernel.assembler();
    code.here("start");
    code.mov(RSP, STACK);
    return code;
  }

  private static void print(Assembler code, String text) {
    code.mov(DX, SERIAL);
    for (int i = 0; i < text.length(); i++) {
      code.mov(AL, text.charAt(i));
      code.out(DX, AL);
    }
  }

  private static byte[] leave(Assembler code, int value) {
    code.mov(AL, value);
    code.out(0xf4, AL);
    code.here("stuck");
    code.hlt();
    return TinyKernel.file(code.finish());
  }

  /** Prints a text and leaves through the debug-exit port. */
  public static byte[] printing(String text, int value) {
    Assembler code = started();
    print(code, text);
    return leave(code, value);
  }

  /** Prints each byte that it receives, with the number of times that it had to ask, to the end. */
  public static byte[] echo() {
    Assembler code = started();
    Label ask = code.here("ask");
    code.mov(DX, LINE_STATUS);
    code.in(AL, DX);
    code.test(AL, 1);
    code.jcc(Condition.E, ask);
    code.here("take");
    code.mov(DX, SERIAL);
    code.in(AL, DX);
    code.out(DX, AL);
    code.cmp(AL, '.');
    code.jcc(Condition.NE, ask);
    return leave(code, 0);
  }

  /** Calls three deep and writes to an address that is not mapped, without an interrupt table. */
  public static byte[] crashing() {
    Assembler code = started();
    code.xor(RBP, RBP);
    Label outer = code.label("outer");
    Label inner = code.label("inner");
    print(code, "crash\n");
    code.call(outer);
    code.hlt();
    code.bind(outer);
    frame(code);
    code.mov(RBX, 0x7777);
    code.call(inner);
    code.leave();
    code.ret();
    code.bind(inner);
    frame(code);
    code.movabs(RAX, 0xffff_8000_0000_1234L);
    code.nop();
    code.mov(qword(RAX), RBX);
    code.leave();
    code.ret();
    return TinyKernel.file(code.finish());
  }

  private static void frame(Assembler code) {
    code.push(RBP);
    code.mov(RBP, RSP);
  }

  /** Halts with interrupts off. */
  public static byte[] halting() {
    Assembler code = started();
    code.cli();
    code.hlt();
    return TinyKernel.file(code.finish());
  }

  /** Loops for ever. */
  public static byte[] looping() {
    Assembler code = started();
    Label loop = code.here("loop");
    code.inc(RBX);
    code.jmp(loop);
    return TinyKernel.file(code.finish());
  }

  /** Prints for ever. */
  public static byte[] talking() {
    Assembler code = started();
    Label loop = code.here("loop");
    print(code, "talk ");
    code.jmp(loop);
    return TinyKernel.file(code.finish());
  }

  /** Raises #UD, sends itself an interrupt, writes CR2 and an MSR, and leaves. */
  public static byte[] eventful() {
    Assembler code = started();
    Label undefined = code.label("undefined");
    Label interrupted = code.label("interrupted");
    gate(code, 6, undefined);
    gate(code, 0x30, interrupted);
    code.mov(wordAt(IDT_POINTER), 0xfff);
    code.mov(qwordAt(IDT_POINTER + 2), IDT);
    code.lidt(qwordAt(IDT_POINTER));
    code.ud2();
    code.mov(ECX, 0xc000_0102);
    code.mov(EAX, 0x55);
    code.wrmsr();
    code.mov(CR2, RAX);
    code.mov(RAX, APIC);
    code.mov(dword(RAX, 0xf0), 0x1ff);
    code.mov(dword(RAX, 0x300), 0x4_0030);
    code.sti();
    code.nop();
    code.nop();
    code.hlt();
    code.here("after");
    code.cli();
    leaveThrough(code);
    code.bind(undefined);
    code.add(qword(RSP), 2);
    code.iretq();
    code.bind(interrupted);
    code.mov(dword(RAX, 0xb0), 0);
    leaveThrough(code);
    return TinyKernel.file(code.finish());
  }

  private static void leaveThrough(Assembler code) {
    code.mov(AL, 0x10);
    code.out(0xf4, AL);
  }

  private static void gate(Assembler code, int vector, Label handler) {
    long at = IDT + 16L * vector;
    code.movAddress(RAX, handler);
    code.mov(wordAt(at), AX);
    code.mov(wordAt(at + 2), CODE_SELECTOR);
    code.mov(wordAt(at + 4), INTERRUPT_GATE);
    code.shr(RAX, 16);
    code.mov(wordAt(at + 6), AX);
    code.mov(dwordAt(at + 8), 0);
  }
}
