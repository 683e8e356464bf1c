package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * The one timer of a CPU, the local APIC's in one-shot mode, for two purposes: the end of the time
 * slice, and the first of the sleeping threads. It is tickless: with nobody asleep and nobody
 * waiting for the CPU the timer is stopped. Times are values of the time-stamp counter.
 *
 * <p>All of this concerns the executing CPU alone and wants interrupts off.
 */
final class Timer {
  /** Cycles of the time-stamp counter, 3 GHz, in a tick of the APIC's timer, 1 GHz. */
  static final long CYCLES_PER_TICK = 3;

  private static final long LARGEST_COUNT = 0xffff_ffffL;

  /** 2^65 / 3, rounded up: the high half of a product with it, halved, is a third. */
  private static final long RECIPROCAL_OF_3 = 0xaaaa_aaaa_aaaa_aaabL;

  private Timer() {}

  static void emit(KernelCode k) {
    program(k);
    expired(k);
  }

  /** The time-stamp counter into RAX; RDX is lost. */
  static void now(Assembler a) {
    a.rdtsc();
    a.shl(RDX, 32);
    a.or(RAX, RDX);
  }

  /** Starts a new time slice on the CPU in {@code cpu}; RAX, RCX, RDX and RDI are lost. */
  static void startSlice(KernelCode k, RegisterOperand cpu) {
    Assembler a = k.assembler();
    now(a);
    long cycles = k.parameters().timeSliceTicks() * CYCLES_PER_TICK;
    if (cycles == (int) cycles) {
      a.add(RAX, cycles);
    } else {
      a.mov(RCX, cycles);
      a.add(RAX, RCX);
    }
    a.mov(qword(cpu, CpuLayout.SLICE_END), RAX);
    a.mov(RDI, cpu);
    k.call("timer_program");
  }

  /** Starts a time slice unless one is running; RAX, RCX, RDX and RDI are lost. */
  static void startSliceIfNone(KernelCode k, RegisterOperand cpu) {
    Assembler a = k.assembler();
    Label running = a.fresh("slice_running");
    a.cmp(qword(cpu, CpuLayout.SLICE_END), 0);
    a.jcc(Condition.NE, running);
    startSlice(k, cpu);
    a.bind(running);
  }

  /** Ends the time slice, if one is running; RAX, RCX, RDX and RDI are lost. */
  static void endSlice(KernelCode k, RegisterOperand cpu) {
    Assembler a = k.assembler();
    Label none = a.fresh("no_slice");
    a.cmp(qword(cpu, CpuLayout.SLICE_END), 0);
    a.jcc(Condition.E, none);
    a.mov(qword(cpu, CpuLayout.SLICE_END), 0);
    a.mov(RDI, cpu);
    k.call("timer_program");
    a.bind(none);
  }

  /**
   * {@code timer_program(RDI cpu)}: sets the timer to the nearer of the slice's end and the first
   * sleeper's deadline, or stops it where there is neither. Ticks are rounded up, so it never comes
   * early; a deadline that has passed comes after one tick, and one beyond the counter's range is
   * reached in several goes. RAX, RCX and RDX are lost.
   */
  private static void program(KernelCode k) {
    Assembler a = k.assembler();
    Label sleeper = a.fresh("sleeper");
    Label noSleeper = a.fresh("no_sleeper");
    Label due = a.fresh("due");
    Label ahead = a.fresh("ahead");
    Label stopped = a.fresh("stopped");
    k.beginBare("timer_program");
    a.mov(RCX, qword(RDI, CpuLayout.SLICE_END));
    a.mov(RDX, qword(RDI, CpuLayout.SLEEPERS));
    a.test(RDX, RDX);
    a.jcc(Condition.E, noSleeper);
    a.mov(RDX, qword(RDX, ThreadLayout.DEADLINE));
    a.test(RCX, RCX);
    a.jcc(Condition.E, sleeper);
    a.cmp(RDX, RCX);
    a.jcc(Condition.AE, due);
    a.bind(sleeper);
    a.mov(RCX, RDX);
    a.jmp(due);
    a.bind(noSleeper);
    a.test(RCX, RCX);
    a.jcc(Condition.NE, due);

    a.cmp(qword(RDI, CpuLayout.TIMER_ARMED), 0);
    a.jcc(Condition.E, stopped);
    a.mov(qword(RDI, CpuLayout.TIMER_ARMED), 0);
    a.mov(EAX, 0);
    LocalApic.setTimer(k, RCX, EAX);
    a.bind(stopped);
    a.ret();

    a.bind(due);
    now(a);
    a.sub(RCX, RAX);
    a.jcc(Condition.A, ahead);
    a.mov(RCX, 1);
    a.bind(ahead);
    a.lea(RAX, address(RCX, CYCLES_PER_TICK - 1));
    a.mov(RCX, RECIPROCAL_OF_3);
    a.emit("mul", RCX);
    a.mov(RAX, RDX);
    a.shr(RAX, 1);
    a.mov(RCX, LARGEST_COUNT);
    a.cmp(RAX, RCX);
    a.cmovcc(Condition.A, RAX, RCX);
    a.mov(qword(RDI, CpuLayout.TIMER_ARMED), 1);
    LocalApic.setTimer(k, RCX, EAX);
    a.ret();
    k.endBare();
  }

  /**
   * {@code timer_expired(RDI cpu)}: wakes whoever has slept long enough; where the slice is over as
   * well, asks for a reschedule, now or when preemption is enabled again. Called by the interrupt's
   * handler.
   */
  private static void expired(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label awake = a.fresh("awake");
    Label program = a.fresh("program");
    k.begin("timer_expired", FrameSizes.SMALL, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(qword(RBX, CpuLayout.TIMER_ARMED), 0);
    now(a);
    a.mov(R12, RAX);
    a.bind(next);
    a.mov(RDI, qword(RBX, CpuLayout.SLEEPERS));
    a.test(RDI, RDI);
    a.jcc(Condition.E, awake);
    a.cmp(qword(RDI, ThreadLayout.DEADLINE), R12);
    a.jcc(Condition.A, awake);
    a.mov(RAX, qword(RDI, ThreadLayout.SLEEP_NEXT));
    a.mov(qword(RBX, CpuLayout.SLEEPERS), RAX);
    k.call("thread_wake");
    a.jmp(next);
    a.bind(awake);
    a.mov(RAX, qword(RBX, CpuLayout.SLICE_END));
    a.test(RAX, RAX);
    a.jcc(Condition.E, program);
    a.cmp(RAX, R12);
    a.jcc(Condition.A, program);
    a.mov(qword(RBX, CpuLayout.SLICE_END), 0);
    a.mov(CurrentThread.needResched(), 1);
    a.bind(program);
    a.mov(RDI, RBX);
    k.call("timer_program");
    k.end();
  }
}
