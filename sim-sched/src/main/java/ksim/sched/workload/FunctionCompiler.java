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
import ksim.sched.kernel.KernelApi;
import ksim.sched.kernel.KernelBuilder;
import ksim.sched.kernel.RequestLayout;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.OnStackObject;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Sleep;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Tracepoint;
import ksim.sched.workload.Operation.Unlock;
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
  private static final long PAGE_BYTES = 4096;

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
    api.beginFunction(function.label(), frameBytes);
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

  private void emit(List<Operation> operations, AtomicContext context, int loops) {
    for (Operation operation : operations) {
      emit(operation, context, loops);
    }
  }

  private void emit(Operation operation, AtomicContext context, int loops) {
    switch (operation) {
      case Call(long frame, List<Operation> body) ->
          a.call(program.function(name("call"), frame, 0, body, context));
      case Recurse(long frame, long depth, List<Operation> body) -> {
        Label target = program.function(name("recurse"), frame, depth, body, context);
        a.mov(RDI, depth);
        a.call(target);
      }
      case Loop(long count, List<Operation> body) -> loop(count, body, context, loops + 1);
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
      case RcuRead(List<Operation> body) ->
          section("rcu-read", SiteKind.RCU_READ_LOCK, body, context, loops);
      case PreemptOff(List<Operation> body) ->
          section("preempt-off", SiteKind.PREEMPT_LOCK, body, context, loops);
      case IrqOff(List<Operation> body) ->
          section("irq-off", SiteKind.IRQ_LOCK, body, context, loops);
    }
  }

  private String name(String suffix) {
    return function.context().program() + "_" + suffix;
  }

  private void loop(long count, List<Operation> body, AtomicContext context, int level) {
    Label again = a.fresh("loop");
    a.mov(RAX, count);
    a.mov(qword(RBP, FrameLayout.counterOffset(level)), RAX);
    a.bind(again);
    emit(body, context, level);
    a.emit("dec", qword(RBP, FrameLayout.counterOffset(level)));
    a.jcc(Condition.NE, again);
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
    long pages = (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    a.mov(RAX, RSP);
    a.mov(ECX, pages);
    a.bind(again);
    a.sub(RAX, PAGE_BYTES);
    a.emit("mov", byte_(RAX), ksim.core.encoding.asm.Registers.CL);
    a.emit("dec", RCX);
    a.jcc(Condition.NE, again);
  }

  /** The block's first word links it into the thread's list. */
  private void malloc(long bytes) {
    a.mov(RDI, Math.max(bytes, 8));
    api.call(api.malloc());
    api.currentThread();
    a.mov(RCX, qword(RDI, ThreadLayout.BLOCKS));
    a.mov(qword(RAX), RCX);
    a.mov(qword(RDI, ThreadLayout.BLOCKS), RAX);
  }

  private void free() {
    Label nothing = a.fresh("nothing_to_free");
    api.currentThread();
    a.mov(RAX, qword(RDI, ThreadLayout.BLOCKS));
    a.test(RAX, RAX);
    a.jcc(Condition.E, nothing);
    a.mov(RCX, qword(RAX));
    a.mov(qword(RDI, ThreadLayout.BLOCKS), RCX);
    a.mov(RDI, RAX);
    api.call(api.free());
    a.bind(nothing);
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
      String what, SiteKind kind, List<Operation> body, AtomicContext context, int loops) {
    siteNumber++;
    String name = "%s/%s#%d".formatted(function.label().name(), what, siteNumber);
    api.enter(context.site(name, function.label().name(), kind));
    emit(body, context.inside(), loops);
    api.exit();
  }
}
