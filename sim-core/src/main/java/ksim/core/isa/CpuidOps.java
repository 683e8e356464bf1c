package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** CPUID. */
public final class CpuidOps {
  private static final long LOW = 0xffff_ffffL;

  private CpuidOps() {}

  /** CPUID: leaf EAX, subleaf ECX, to EAX, EBX, ECX and EDX. */
  public record Cpuid() implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] gpr = cpu.gpr;
      CpuidLeaves.Registers leaf = CpuidLeaves.read(cpu, (int) gpr[Cpu.RAX], (int) gpr[Cpu.RCX]);
      gpr[Cpu.RAX] = leaf.eax() & LOW;
      gpr[Cpu.RBX] = leaf.ebx() & LOW;
      gpr[Cpu.RCX] = leaf.ecx() & LOW;
      gpr[Cpu.RDX] = leaf.edx() & LOW;
    }
  }
}
