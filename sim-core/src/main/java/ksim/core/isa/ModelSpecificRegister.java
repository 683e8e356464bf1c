package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/**
 * A model-specific register.
 *
 * @param number what ECX holds
 * @param name the manual's name
 * @param feature the CPU model's feature that it belongs to; empty for those of every processor
 * @param legality which values can be written
 * @param access where its value is
 */
record ModelSpecificRegister(
    int number, String name, String feature, RegisterLegality legality, Access access) {

  /** Where the value of a register is. */
  interface Access {
    /** The value. */
    long read(Cpu cpu);

    /** Takes a value that is legal. */
    void write(Cpu cpu, long value);
  }

  /** Reads it, which has no effect. */
  long read(Cpu cpu) {
    return access.read(cpu);
  }

  /** Writes it: #GP(0) where it does not take the value. */
  void write(Cpu cpu, long value) {
    if (!legality.accepts(cpu, value)) {
      throw GuestException.generalProtection();
    }
    access.write(cpu, value);
  }

  /** A register that the processor only stores: its value changes nothing here. */
  record Stored(int number, long reset) implements Access {
    @Override
    public long read(Cpu cpu) {
      return cpu.msrs.stored.getOrDefault(number, reset);
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.msrs.stored.put(number, value);
    }
  }
}
