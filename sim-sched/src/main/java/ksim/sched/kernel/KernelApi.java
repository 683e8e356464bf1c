package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Label;
import ksim.sched.audit.AtomicSite;

/**
 * What the kernel offers to programs: functions to call, with System V conventions (arguments in
 * RDI, RSI, RDX; result in RAX; RBX, RBP, R12-R15 survive), and instruction sequences to inline.
 */
public final class KernelApi {
  /** Cycles of the time-stamp counter in a nanosecond. */
  public static final long TSC_PER_NANOSECOND = Timer.CYCLES_PER_TICK;

  private final KernelCode code;

  KernelApi(KernelCode code) {
    this.code = code;
  }

  /** {@code write(pipe, buffer, bytes)}: blocks until all bytes are in the pipe. */
  public Label pipeWrite() {
    return code.label("write");
  }

  /** {@code read(pipe, buffer, bytes)}: blocks until so many bytes have been read. */
  public Label pipeRead() {
    return code.label("read");
  }

  /** {@code mutex_lock(mutex)}: sleeps while another thread holds it. */
  public Label mutexLock() {
    return code.label("mutex_lock");
  }

  /** {@code mutex_unlock(mutex)}. */
  public Label mutexUnlock() {
    return code.label("mutex_unlock");
  }

  /** {@code malloc(bytes)}: never returns null; sleeps while memory is short. */
  public Label malloc() {
    return code.label("malloc");
  }

  /** {@code free(pointer)}. */
  public Label free() {
    return code.label("free");
  }

  /** {@code event_wait(event)}: sleeps until the event has been woken once more than waited for. */
  public Label eventWait() {
    return code.label("event_wait");
  }

  /** {@code event_wake(event)}: wakes one waiter, now or at its next wait. */
  public Label eventWake() {
    return code.label("event_wake");
  }

  /** {@code thread_yield()}: lets other runnable threads run first. */
  public Label threadYield() {
    return code.label("thread_yield");
  }

  /** {@code thread_wait_forever()}: does not return. */
  public Label waitForever() {
    return code.label("thread_wait_forever");
  }

  /** {@code tracepoint(argument)}: appends a record to the CPU's trace buffer. */
  public Label tracepoint() {
    return code.label("tracepoint");
  }

  /**
   * A function of the kernel by its symbol, for what has no method here; a name that the kernel
   * does not define is found out when the image is built.
   */
  public Label function(String symbol) {
    return code.label(symbol);
  }

  /** Address of mutex number {@code index}, an argument of the mutex functions. */
  public long mutex(int index) {
    return element("mutexes", index, code.parameters().mutexes(), WaitQueueLayout.OBJECT_SIZE);
  }

  /** Address of event number {@code index}, an argument of the event functions. */
  public long event(int index) {
    return element("events", index, code.parameters().events(), WaitQueueLayout.OBJECT_SIZE);
  }

  /** Address of pipe number {@code index}, an argument of the pipe functions. */
  public long pipe(int index) {
    return element("pipes", index, code.parameters().pipes(), PipeLayout.SIZE);
  }

  /** Address of the current thread's structure into RDI. */
  public void currentThread() {
    code.assembler().mov(RDI, CurrentThread.self());
  }

  /** Calls a kernel function from application code, the way the stack design wants it. */
  public void call(Label kernelFunction) {
    code.design().callKernel(code, kernelFunction);
  }

  /**
   * Starts a function of a program: binds the label, and makes a frame of {@code frameBytes}
   * (rounded up to 16) whose lowest eight bytes are written. RDI and the other arguments are kept.
   */
  public void beginFunction(Label function, long frameBytes) {
    code.beginBare(function);
    code.design().functionPrologue(code, frameBytes);
    code.frame(frameBytes);
  }

  /** Removes the frame of the function begun last, returns, and ends it. Functions do not nest. */
  public void endFunction() {
    code.end();
  }

  /** Enters an atomic section of the kind that the site says. R11 and the flags are lost. */
  public void enter(AtomicSite site) {
    code.sites().enter(site);
  }

  /**
   * Leaves the innermost atomic section. R11 and the flags are lost; RSP must be what it was when
   * {@link #enter} had ended.
   */
  public void exit() {
    code.sites().exit();
  }

  private long element(String table, int index, int count, int size) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(table + ": there is no number " + index);
    }
    return code.data().addressOf(table) + (long) index * size;
  }
}
