package ksim.sched.workload;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import java.util.List;
import java.util.OptionalInt;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.SiteKind;
import ksim.sched.kernel.CodeStack;
import ksim.sched.kernel.KernelApi;
import ksim.sched.kernel.KernelBuilder;
import ksim.sched.kernel.RequestLayout;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.Give;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.Measure;
import ksim.sched.workload.Operation.Mmap;
import ksim.sched.workload.Operation.Munmap;
import ksim.sched.workload.Operation.OnStackObject;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Sleep;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Take;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Tracepoint;
import ksim.sched.workload.Operation.Unlock;
import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.WaitForever;
import ksim.sched.workload.Operation.Wake;
import ksim.sched.workload.Operation.Yield;
import ksim.sched.workload.ProgramCompiler.PendingFunction;

/**
 * Translates one function. Registers are not kept across operations: what must survive (loop
 * counters, the depth of a recursion) lives in the frame, addressed from RBP, so that a section may
 * save flags on the stack.
 */
final class FunctionCompiler {
  /** Bytes of a window of the micro-operation cache. */
  private static final int BRANCH_BORDER = 32;

  /** The link of the list, and the address. */
  private static final long MAPPING_NODE_BYTES = 16;

  private final KernelObjects objects;
  private final ProgramCompiler program;
  private final PendingFunction function;
  private final Assembler a;
  private final KernelApi api;
  private final long frameBytes;
  private int siteNumber;

  FunctionCompiler(
      KernelBuilder kernel,
      KernelObjects objects,
      ProgramCompiler program,
      PendingFunction function) {
    this.objects = objects;
    this.program = program;
    this.function = function;
    this.a = kernel.assembler();
    this.api = kernel.api();
    FrameLayout body = FrameLayout.of(function.body());
    FrameLayout needed =
        function.recursion() > 0 ? new FrameLayout(body.loopDepth() + 1, body.bufferBytes()) : body;
    this.frameBytes = needed.frameBytes(function.frameBytes());
  }

  void compile() {
    api.beginFunction(
        function.label(),
        frameBytes,
        TouchedArea.below(function.body()),
        function.context().stack());
    if (function.recursion() > 0) {
      recursiveBody();
    } else {
      emit(function.body(), function.context(), 0);
    }
    api.endFunction();
  }

  /** RDI holds how many more levels there are; the caller that starts the recursion sets it. */
  private void recursiveBody() {
    Label bottom = a.fresh("bottom");
    Label end = a.fresh("end");
    a.mov(qword(RBP, FrameLayout.counterOffset(1)), RDI);
    a.emit("dec", RDI);
    a.jcc(Condition.E, bottom);
    a.call(function.label());
    a.jmp(end);
    a.bind(bottom);
    emit(function.body(), function.context(), 1);
    a.bind(end);
  }

  private void emit(List<Operation> operations, CodeContext context, int loops) {
    for (Operation operation : operations) {
      emit(operation, context, loops);
    }
  }

  private void emit(Operation operation, CodeContext context, int loops) {
    switch (operation) {
      case Call(long frame, List<Operation> body) ->
          a.call(program.function(name("call"), frame, 0, body, context));
      case Recurse(long frame, long depth, List<Operation> body) -> {
        // An area that is touched at the bottom belongs to the bottom's frame only.
        List<Operation> bottom = TouchedArea.below(body) > 0 ? List.of(new Call(0, body)) : body;
        Label target = program.function(name("recurse"), frame, depth, bottom, context);
        a.mov(RDI, depth);
        a.call(target);
      }
      case Loop(long count, List<Operation> body) -> loop(count, body, context, loops + 1);
      case Measure(String name, long rounds, List<Operation> body) ->
          measured(name, rounds, body, context, loops + 1);
      case Mmap(long bytes) -> mmap(bytes);
      case Munmap() -> munmap();
      case VmaLock(List<Operation> body) when isInline(context) -> {
        api.call(api.mappingsLock());
        emit(body, context, loops);
        api.call(api.mappingsUnlock());
      }
      case Give(String name) -> give(api.ring(objects.rings().indexOf(name)));
      case Take(String name) -> take(api.ring(objects.rings().indexOf(name)));
      case Compute(long iterations) -> compute(iterations);
      case Touch(long bytes) -> touch(bytes);
      case Malloc(long bytes) -> malloc(bytes);
      case Free() -> free();
      case Lock(String name) ->
          callWith(api.mutex(objects.mutexes().indexOf(name)), api.mutexLock());
      case Unlock(String name) ->
          callWith(api.mutex(objects.mutexes().indexOf(name)), api.mutexUnlock());
      case Wait(String name) ->
          callWith(api.event(objects.events().indexOf(name)), api.eventWait());
      case Wake(String name) ->
          callWith(api.event(objects.events().indexOf(name)), api.eventWake());
      case WaitForever() -> api.call(api.waitForever());
      case Yield() -> api.call(api.threadYield());
      case Tracepoint() -> callWith(siteNumber, api.tracepoint());
      case PipeWrite(long bytes) -> pipe(bytes, api.pipeWrite());
      case PipeRead(long bytes) -> pipe(bytes, api.pipeRead());
      case Spawn(String group) ->
          callWith(objects.spawned().indexOf(group), api.function("thread_spawn"));
      case Join(String group) ->
          callWith(objects.spawned().indexOf(group), api.function("thread_join"));
      case Sleep(long nanos) ->
          callWith(nanos * KernelApi.TSC_PER_NANOSECOND, api.function("thread_sleep"));
      case OnStackObject(Place where, OptionalInt cpu) -> object(where, cpu.orElse(-1));
      case RcuRead(List<Operation> body) when isInline(context) ->
          section("rcu-read", SiteKind.RCU_READ_LOCK, body, context, loops);
      case PreemptOff(List<Operation> body) when isInline(context) ->
          section("preempt-off", SiteKind.PREEMPT_LOCK, body, context, loops);
      case IrqOff(List<Operation> body) when isInline(context) ->
          section("irq-off", SiteKind.IRQ_LOCK, body, context, loops);
      case VmaLock section -> kernelFunction("vma-lock", section, context);
      case RcuRead section -> kernelFunction("rcu-read", section, context);
      case PreemptOff section -> kernelFunction("preempt-off", section, context);
      case IrqOff section -> kernelFunction("irq-off", section, context);
      case Syscall(List<Operation> body) -> systemCall(body, context);
    }
  }

  private String name(String suffix) {
    return function.context().program() + "_" + suffix;
  }

  private void loop(long count, List<Operation> body, CodeContext context, int level) {
    Label again = a.fresh("loop");
    a.mov(RAX, count);
    a.mov(qword(RBP, FrameLayout.counterOffset(level)), RAX);
    a.bind(again);
    emit(body, context, level);
    a.emit("dec", qword(RBP, FrameLayout.counterOffset(level)));
    a.jcc(Condition.NE, again);
  }

  private void measured(
      String name, long rounds, List<Operation> body, CodeContext context, int level) {
    // Where its branches happen to lie must not tell designs apart, as in the allocator.
    a.align(BRANCH_BORDER);
    a.keepBranchesWithin(BRANCH_BORDER);
    Label end = api.beginMeasured(name, rounds);
    loop(rounds, body, context, level);
    a.bind(end);
    a.keepBranchesAnywhere();
  }

  /** A dependent chain as in a linear congruential generator: four instructions a round. */
  private void compute(long iterations) {
    Label again = a.fresh("compute");
    a.mov(RCX, iterations);
    a.mov(EAX, 1);
    a.bind(again);
    a.emit("imul", RAX, RAX, Assembler.imm(1_103_515_245));
    a.add(RAX, 12_345);
    a.emit("dec", RCX);
    a.jcc(Condition.NE, again);
  }

  /** Touches page after page downwards, as a large array on the stack is used. */
  private void touch(long bytes) {
    Label again = a.fresh("touch");
    long pages = TouchedArea.pages(bytes);
    a.mov(RAX, RSP);
    a.mov(ECX, pages);
    a.bind(again);
    a.sub(RAX, TouchedArea.PAGE_BYTES);
    a.emit("mov", byte_(RAX), ksim.core.encoding.asm.Registers.CL);
    a.emit("dec", RCX);
    a.jcc(Condition.NE, again);
  }

  /** The block's first word links it into the thread's list. */
  private void malloc(long bytes) {
    a.mov(RDI, Math.max(bytes, 8));
    api.call(api.malloc());
    pushBlock(ThreadLayout.BLOCKS);
  }

  private void free() {
    Label nothing = a.fresh("nothing_to_free");
    popBlock(ThreadLayout.BLOCKS, nothing);
    a.mov(RDI, RAX);
    api.call(api.free());
    a.bind(nothing);
  }

  private void give(long ring) {
    Label nothing = a.fresh("nothing_to_give");
    popBlock(ThreadLayout.BLOCKS, nothing);
    a.mov(RSI, RAX);
    a.mov(RDI, ring);
    api.call(api.ringPut());
    a.bind(nothing);
  }

  private void take(long ring) {
    callWith(ring, api.ringGet());
    pushBlock(ThreadLayout.BLOCKS);
  }

  /** The mapping is not touched, so its address is kept in a block of the heap. */
  private void mmap(long bytes) {
    a.mov(RDI, MAPPING_NODE_BYTES);
    api.call(api.malloc());
    pushBlock(ThreadLayout.MAPPINGS);
    a.mov(RDI, bytes);
    a.mov(RSI, 0);
    a.mov(RDX, 0);
    api.call(api.mmap());
    api.currentThread();
    a.mov(RCX, qword(RDI, ThreadLayout.MAPPINGS));
    a.mov(qword(RCX, 8), RAX);
  }

  private void munmap() {
    Label nothing = a.fresh("nothing_to_unmap");
    api.currentThread();
    a.mov(RAX, qword(RDI, ThreadLayout.MAPPINGS));
    a.test(RAX, RAX);
    a.jcc(Condition.E, nothing);
    a.mov(RDI, qword(RAX, 8));
    api.call(api.munmap());
    popBlock(ThreadLayout.MAPPINGS, nothing);
    a.mov(RDI, RAX);
    api.call(api.free());
    a.bind(nothing);
  }

  /** Puts the block RAX in front of one of the thread's lists. */
  private void pushBlock(int list) {
    api.currentThread();
    a.mov(RCX, qword(RDI, list));
    a.mov(qword(RAX), RCX);
    a.mov(qword(RDI, list), RAX);
  }

  /** Takes the first block of one of the thread's lists into RAX; jumps where there is none. */
  private void popBlock(int list, Label none) {
    api.currentThread();
    a.mov(RAX, qword(RDI, list));
    a.test(RAX, RAX);
    a.jcc(Condition.E, none);
    a.mov(RCX, qword(RAX));
    a.mov(qword(RDI, list), RCX);
  }

  private void callWith(long argument, Label target) {
    a.mov(RDI, argument);
    api.call(target);
  }

  private void pipe(long bytes, Label target) {
    a.mov(RDI, api.pipe(0));
    a.lea(RSI, address(RBP, -frameBytes));
    a.mov(RDX, bytes);
    api.call(target);
  }

  /** Whether an atomic section in this context stands in the function itself. */
  private boolean isInline(CodeContext context) {
    return context.stack() != CodeStack.APPLICATION || !api.sectionsRunOnKernelStack();
  }

  /** A section that is kernel code: a function of its own, called as the kernel's are. */
  private void kernelFunction(String what, Operation section, CodeContext context) {
    api.call(program.function(name(what), 0, 0, List.of(section), context.on(CodeStack.KERNEL)));
  }

  private void systemCall(List<Operation> body, CodeContext context) {
    if (context.stack() == CodeStack.SYSCALL) {
      throw new IllegalArgumentException("a system call inside a system call");
    }
    api.systemCall(program.function(name("syscall"), 0, 0, body, context.on(CodeStack.SYSCALL)));
  }

  private void object(Place where, int cpu) {
    if (where == Place.HEAP) {
      a.mov(RDI, RequestLayout.OBJECT_SIZE);
      api.call(api.malloc());
      a.mov(RDI, RAX);
    } else {
      a.lea(RDI, address(RBP, -frameBytes));
    }
    a.mov(RSI, cpu);
    api.call(api.function("scheduler_request"));
    if (where == Place.HEAP) {
      a.mov(RDI, RAX);
      api.call(api.free());
    }
  }

  private void section(
      String what, SiteKind kind, List<Operation> body, CodeContext context, int loops) {
    siteNumber++;
    String name = "%s/%s#%d".formatted(function.label().name(), what, siteNumber);
    api.enter(context.site(name, function.label().name(), kind));
    emit(body, context.inside(), loops);
    api.exit();
  }
}
