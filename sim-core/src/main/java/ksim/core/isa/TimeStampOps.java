package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.isa.ModelSpecificRegister.Access;
import ksim.core.isa.SpecialRegisters.Field;

/**
 * Reads of counters. The time-stamp counter counts core cycles; an instruction that reads it is
 * alone in its block, so that it sees the cycles of everything before it.
 */
public final class TimeStampOps {
  private static final long LOW = 0xffff_ffffL;

  /** IA32_TIME_STAMP_COUNTER. */
  static final Access COUNTER =
      new Field(TimeStampOps::counter, (cpu, value) -> moveCounter(cpu, value - cpu.cycles));

  /** IA32_TSC_ADJUST: what has been added to the counter since the reset. */
  static final Access ADJUSTMENT = new Field(cpu -> cpu.msrs.tscOffset, TimeStampOps::moveCounter);

  private TimeStampOps() {}

  /** The time-stamp counter now. */
  static long counter(Cpu cpu) {
    return cpu.cycles + cpu.msrs.tscOffset;
  }

  /** What tells the guest the time by this counter must follow. */
  private static void moveCounter(Cpu cpu, long offset) {
    cpu.msrs.tscOffset = offset;
    cpu.interruptController.setTimeStampOffset(offset);
    KvmClockRegisters.timeStampMoved(cpu);
  }

  private static void load(Cpu cpu) {
    if (cpu.cpl() != 0 && (cpu.control.cr4 & Cr4.TSD) != 0) {
      throw GuestException.generalProtection();
    }
    long counter = counter(cpu);
    cpu.gpr[Cpu.RAX] = counter & LOW;
    cpu.gpr[Cpu.RDX] = counter >>> 32;
  }

  /** RDTSC: the counter to EDX:EAX. #GP(0) outside ring 0 with CR4.TSD set. */
  public record Rdtsc() implements Op {
    @Override
    public void exec(Cpu cpu) {
      load(cpu);
    }
  }

  /** RDTSCP: as RDTSC, and IA32_TSC_AUX to ECX. */
  public record Rdtscp() implements Op {
    @Override
    public void exec(Cpu cpu) {
      load(cpu);
      cpu.gpr[Cpu.RCX] = cpu.msrs.tscAux;
    }
  }

  /** RDPID: IA32_TSC_AUX. */
  public record Rdpid(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.msrs.tscAux);
    }
  }

  /** RDPMC: CPUID leaf 0AH offers no performance counters, so that every number is #GP(0). */
  public record Rdpmc() implements Op {
    @Override
    public void exec(Cpu cpu) {
      throw GuestException.generalProtection();
    }
  }
}
