package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * The run-time support of split stacks, with the names and the contract that it has in libgcc.
 *
 * <p>A stack is a list of segments from the page allocator. A function whose frame does not fit
 * calls {@code __morestack}, which calls the function's body on the next segment and goes back when
 * that returns. The segment left behind stays linked, so that the next call of this kind finds it.
 */
final class SplitStack {
  /** What the body may receive in registers; R10 and R11 are the prologue's. */
  private static final RegisterOperand[] ARGUMENTS = {RDI, RSI, RDX, RCX, R8, R9};

  /** Where {@code __morestack} keeps the address of the RET that it returns to. */
  private static final int RETURN = 8;

  /** Where it keeps the first of the arguments, and afterwards the result in RAX and RDX. */
  private static final int SAVED = 16;

  private static final int FRAME = 64;

  private SplitStack() {}

  static void emit(KernelCode k) {
    moreStack(k);
    enterSegment(k);
    leaveSegment(k);
  }

  /**
   * {@code __morestack}, R10 bytes wanted: called by a prologue as {@code call __morestack; ret},
   * the body behind that. Returns to the RET, so that calls and returns stay paired for the return
   * predictor. Its frame has the caller's return address above RBP, as if the caller had called it:
   * the chain of frames leads from the body through here to the caller.
   */
  private static void moreStack(KernelCode k) {
    Assembler a = k.assembler();
    k.beginBare("__morestack");
    a.pop(R11);
    a.push(RBP);
    a.mov(RBP, RSP);
    a.sub(RSP, FRAME);
    a.mov(KernelCode.local(RETURN), R11);
    for (int i = 0; i < ARGUMENTS.length; i++) {
      a.mov(KernelCode.local(SAVED + 8 * i), ARGUMENTS[i]);
    }
    a.mov(RDI, R10);
    k.call("__generic_morestack");
    for (int i = 0; i < ARGUMENTS.length; i++) {
      a.mov(ARGUMENTS[i], KernelCode.local(SAVED + 8 * i));
    }
    a.mov(R11, KernelCode.local(RETURN));
    a.inc(R11); // the RET is one byte long
    a.mov(RSP, RAX);
    a.call(R11);
    a.lea(RSP, KernelCode.localAddress(FRAME));
    a.mov(KernelCode.local(SAVED), RAX);
    a.mov(KernelCode.local(SAVED + 8), RDX);
    k.call("__generic_releasestack");
    a.mov(RAX, KernelCode.local(SAVED));
    a.mov(RDX, KernelCode.local(SAVED + 8));
    a.mov(R11, KernelCode.local(RETURN));
    a.leave();
    a.push(R11);
    a.ret();
    k.endBare();
  }

  /** In thread_release, RBX the thread: gives all segments back, if its stack has any. */
  static void releaseAll(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next_segment");
    Label done = a.fresh("segments_released");
    a.cmp(qword(RBX, ThreadLayout.STACK_SOURCE), ThreadLayout.STACK_SEGMENTS);
    a.jcc(Condition.NE, done);
    a.bind(next);
    a.mov(RDI, qword(RBX, ThreadLayout.STACK_BASE));
    a.test(RDI, RDI);
    a.jcc(Condition.E, done);
    a.mov(RAX, qword(RDI, SegmentLayout.NEXT));
    a.mov(qword(RBX, ThreadLayout.STACK_BASE), RAX);
    a.mov(RSI, qword(RDI, SegmentLayout.PAGES));
    k.call("free_pages");
    a.jmp(next);
    a.bind(done);
  }

  /**
   * {@code __generic_morestack(RDI bytes)}: makes the next segment the current one, if it is large
   * enough, or else a new one in its place; RAX is the address just above it. May sleep for memory.
   * Observation points {@code segment_allocated}: RAX holds the segment, R12 its pages; {@code
   * segment_freed}: RDI holds the segment, RSI its pages.
   */
  private static void enterSegment(KernelCode k) {
    Assembler a = k.assembler();
    Label release = a.fresh("release");
    Label allocate = a.fresh("allocate");
    Label use = a.fresh("use");
    k.begin("__generic_morestack", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.lea(R12, address(RDI, SegmentLayout.SIZE + SegmentLayout.HEAD_ROOM + MemoryMap.PAGE - 1));
    a.shr(R12, 12);
    a.mov(EAX, SegmentLayout.DEFAULT_PAGES);
    a.cmp(R12, RAX);
    a.cmovcc(Condition.B, R12, RAX);
    a.mov(RBX, qword(FS, ThreadLayout.SEGMENT));
    a.mov(RAX, qword(RBX, SegmentLayout.NEXT));
    a.test(RAX, RAX);
    a.jcc(Condition.E, allocate);
    a.cmp(R12, qword(RAX, SegmentLayout.PAGES));
    a.jcc(Condition.BE, use);

    // Too small: this one and all behind it go back.
    a.mov(qword(RBX, SegmentLayout.NEXT), 0);
    a.bind(release);
    a.mov(R13, qword(RAX, SegmentLayout.NEXT));
    a.mov(RSI, qword(RAX, SegmentLayout.PAGES));
    a.mov(RDI, RAX);
    k.observable("segment_freed");
    k.call("free_pages");
    a.mov(RAX, R13);
    a.test(RAX, RAX);
    a.jcc(Condition.NE, release);

    a.bind(allocate);
    a.mov(RDI, R12);
    k.call("alloc_pages");
    header(a, R12);
    a.mov(qword(RAX, SegmentLayout.PREVIOUS), RBX);
    k.observable("segment_allocated"); // not where the reused one arrives as well
    a.mov(qword(RBX, SegmentLayout.NEXT), RAX);
    a.bind(use);
    a.mov(qword(FS, ThreadLayout.SEGMENT), RAX);
    a.lea(RCX, address(RAX, SegmentLayout.SIZE + SegmentLayout.HEAD_ROOM));
    a.mov(qword(FS, ThreadLayout.STACK_LIMIT), RCX);
    a.mov(RCX, qword(RAX, SegmentLayout.PAGES));
    a.shl(RCX, 12);
    a.add(RAX, RCX);
    k.end();
  }

  /** {@code __generic_releasestack()}: the segment before the current one is in use again. */
  private static void leaveSegment(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("__generic_releasestack", FrameSizes.SMALL);
    a.mov(RAX, qword(FS, ThreadLayout.SEGMENT));
    a.mov(RAX, qword(RAX, SegmentLayout.PREVIOUS));
    a.mov(qword(FS, ThreadLayout.SEGMENT), RAX);
    a.add(RAX, SegmentLayout.SIZE + SegmentLayout.HEAD_ROOM);
    a.mov(qword(FS, ThreadLayout.STACK_LIMIT), RAX);
    k.end();
  }

  /**
   * In thread_allocate_stack, RBX the thread: the first segment, where the thread's stack is one of
   * segments; goes on at {@code done}.
   */
  static void allocateFirst(KernelCode k, Label done) {
    Assembler a = k.assembler();
    Label other = a.fresh("no_segments");
    a.cmp(qword(RBX, ThreadLayout.STACK_SOURCE), ThreadLayout.STACK_SEGMENTS);
    a.jcc(Condition.NE, other);
    a.mov(EDI, SegmentLayout.DEFAULT_PAGES);
    a.mov(qword(RBX, ThreadLayout.STACK_PAGES), RDI);
    k.call("alloc_pages");
    a.mov(RCX, qword(RBX, ThreadLayout.STACK_PAGES));
    header(a, RCX);
    a.mov(qword(RAX, SegmentLayout.PREVIOUS), 0);
    a.mov(qword(RBX, ThreadLayout.SEGMENT), RAX);
    a.mov(qword(RBX, ThreadLayout.STACK_BASE), RAX);
    a.lea(RCX, address(RAX, SegmentLayout.SIZE));
    a.mov(qword(RBX, ThreadLayout.STACK_LOW), RCX);
    a.add(RCX, SegmentLayout.HEAD_ROOM);
    a.mov(qword(RBX, ThreadLayout.STACK_LIMIT), RCX);
    a.add(RAX, SegmentLayout.DEFAULT_PAGES * MemoryMap.PAGE);
    a.mov(qword(RBX, ThreadLayout.STACK_HIGH), RAX);
    a.jmp(done);
    a.bind(other);
  }

  /** The header of the new segment RAX, which has so many pages and none behind it. */
  private static void header(Assembler a, RegisterOperand pages) {
    a.mov(qword(RAX, SegmentLayout.PAGES), pages);
    a.mov(qword(RAX, SegmentLayout.NEXT), 0);
  }
}
