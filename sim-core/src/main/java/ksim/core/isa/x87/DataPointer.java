package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;

/** What an instruction makes of the last data pointer. */
public sealed interface DataPointer {
  /**
   * Changes the pointer.
   *
   * @param raised whether the instruction has raised an unmasked exception
   */
  void record(Cpu cpu, boolean raised);

  /** An instruction without a memory operand leaves the pointer. */
  record None() implements DataPointer {
    @Override
    public void record(Cpu cpu, boolean raised) {}
  }

  /**
   * An instruction with a memory operand. Newer processors note it only with an unmasked exception
   * (CPUID.(7,0):EBX bit 6).
   *
   * @param segment the operand's segment in hardware order
   */
  record OfOperand(Address address, int segment) implements DataPointer {
    @Override
    public void record(Cpu cpu, boolean raised) {
      if (raised || !cpu.model.has("fdp_excptn_only")) {
        cpu.x87.dataPointer = address.effective(cpu);
        cpu.x87.dataSelector = Recorded.selector(cpu, segment);
      }
    }
  }
}
