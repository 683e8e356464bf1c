package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** RDMSR and WRMSR. */
public final class ModelSpecificRegisterOps {
  private static final long LOW = 0xffff_ffffL;

  private ModelSpecificRegisterOps() {}

  /** RDMSR: EDX:EAX from the register in ECX. #GP(0) outside ring 0 or where there is none. */
  public record Rdmsr() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long value = ModelSpecificRegisterTable.of(cpu, (int) cpu.gpr[Cpu.RCX]).read(cpu);
      cpu.gpr[Cpu.RAX] = value & LOW;
      cpu.gpr[Cpu.RDX] = value >>> 32;
    }
  }

  /**
   * WRMSR: the register in ECX from EDX:EAX. #GP(0) outside ring 0, where there is none, or where
   * it does not take the value.
   */
  public record Wrmsr() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long value = cpu.gpr[Cpu.RDX] << 32 | (cpu.gpr[Cpu.RAX] & LOW);
      ModelSpecificRegisterTable.of(cpu, (int) cpu.gpr[Cpu.RCX]).write(cpu, value);
    }
  }
}
