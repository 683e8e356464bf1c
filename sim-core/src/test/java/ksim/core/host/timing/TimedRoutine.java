package ksim.core.host.timing;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Registers.*;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * The function around a block: {@code long ticks(long memory, long iterations)} in the calling
 * convention of Linux. The same bytes run on the host and in ksim, at any address that is a
 * multiple of 4096.
 */
final class TimedRoutine {
  /** Size of the memory that it is given. */
  static final int MEMORY_BYTES = 64 << 10;

  private static final int MIDDLE = 32 << 10;
  private static final int STACK = 52 << 10;
  private static final int LOOP_ALIGNMENT = 64;
  private static final RegisterOperand[] SAVED = {RBX, RBP, R12, R13, R14, R15};
  private static final RegisterOperand[] ONES = {
    RAX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13
  };

  private TimedRoutine() {}

  /** The bytes of the routine. */
  static byte[] of(TimedBlock block) {
    Assembler code = new Assembler(0);
    for (RegisterOperand register : SAVED) {
      code.push(register);
    }
    code.lea(R14, address(RDI, MIDDLE));
    code.mov(R15, RSI);
    code.mov(RAX, RSP);
    code.lea(RSP, address(RDI, STACK));
    code.push(RAX); // the caller's stack
    for (RegisterOperand register : ONES) {
      code.mov(register, 1);
    }
    code.xor(EBX, EBX);
    code.mov(ECX, 3);
    block.setup().accept(code);
    readClock(code);
    code.push(RAX);
    code.sub(RSP, 8); // aligned as code usually finds it
    code.mov(EAX, 1);
    code.mov(EDX, 1);
    Label loop = code.label("loop");
    code.align(LOOP_ALIGNMENT);
    code.bind(loop);
    for (int copy = 0; copy < block.copies(); copy++) {
      block.body().accept(code, copy);
    }
    code.dec(R15);
    code.jcc(Condition.NE, loop);
    code.add(RSP, 8);
    readClock(code);
    code.pop(RCX);
    code.sub(RAX, RCX);
    code.pop(RSP);
    for (int i = SAVED.length - 1; i >= 0; i--) {
      code.pop(SAVED[i]);
    }
    code.ret();
    block.after().accept(code);
    return code.finish().bytes();
  }

  /** RAX is the time stamp, read when all before is done and before anything behind begins. */
  private static void readClock(Assembler code) {
    code.lfence();
    code.rdtsc();
    code.lfence();
    code.shl(RDX, 32);
    code.or(RAX, RDX);
  }
}
