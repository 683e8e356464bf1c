package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RAX;
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
  private CodeStack stack = CodeStack.APPLICATION;

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

  /** {@code mmap(bytes, guard bytes, flags)}: the first accessible address. */
  public Label mmap() {
    return code.label("mmap");
  }

  /** {@code munmap(address)}: takes away the mapping that starts there. */
  public Label munmap() {
    return code.label("munmap");
  }

  /** {@code mappings_lock()}: takes the lock of the list of mappings for writing. */
  public Label mappingsLock() {
    return code.label("mappings_lock");
  }

  /** {@code mappings_unlock()}. */
  public Label mappingsUnlock() {
    return code.label("mappings_unlock");
  }

  /** {@code ring_put(ring, pointer)}: waits while the ring is full. */
  public Label ringPut() {
    return code.label("ring_put");
  }

  /** {@code ring_get(ring)}: waits while the ring is empty. */
  public Label ringGet() {
    return code.label("ring_get");
  }

  /** Address of ring number {@code index}, an argument of the ring functions. */
  public long ring(int index) {
    return element("rings", index, code.parameters().rings(), RingLayout.SIZE);
  }

  /**
   * Starts a measured loop of so many rounds here.
   *
   * @return the label of its end, which the caller binds behind the loop
   */
  public Label beginMeasured(String name, long rounds) {
    return code.beginMeasured(name, rounds);
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

  /**
   * Calls a kernel function: from application code the way the stack design wants it, from code on
   * a resident stack directly.
   */
  public void call(Label kernelFunction) {
    if (stack == CodeStack.APPLICATION) {
      code.design().callKernel(code, kernelFunction);
    } else {
      code.assembler().call(kernelFunction);
    }
  }

  /**
   * Makes a system call whose service is {@code body}, a function that runs on {@link
   * CodeStack#SYSCALL}. RAX, RCX, R10 and R11 are lost. System calls do not nest.
   */
  public void systemCall(Label body) {
    code.assembler().movAddress(RAX, body);
    code.assembler().syscall();
  }

  /**
   * Whether an atomic section of application code must be a function on {@link CodeStack#KERNEL},
   * called through {@link #call}.
   */
  public boolean sectionsRunOnKernelStack() {
    return code.design().kernelStacksForApplications();
  }

  /**
   * Starts a function of a program: binds the label, and makes a frame of {@code frameBytes}
   * (rounded up to 16) whose lowest eight bytes are written. RDI and the other arguments are kept.
   */
  public void beginFunction(Label function, long frameBytes) {
    beginFunction(function, frameBytes, 0, CodeStack.APPLICATION);
  }

  /**
   * The same for a function that runs on another stack, or uses more of it than its frame.
   *
   * @param belowBytes bytes below the frame that the function itself writes to
   * @param runsOn the stack that it runs on
   */
  public void beginFunction(Label function, long frameBytes, long belowBytes, CodeStack runsOn) {
    stack = runsOn;
    code.beginBare(function);
    if (runsOn == CodeStack.APPLICATION) {
      code.design().functionPrologue(code, (frameBytes + 15 & -16) + belowBytes);
    }
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
