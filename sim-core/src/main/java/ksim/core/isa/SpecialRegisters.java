package ksim.core.isa;

import java.util.function.ToLongFunction;
import ksim.core.cpu.Cpu;
import ksim.core.fault.UnimplementedException;
import ksim.core.isa.ModelSpecificRegister.Access;

/** Where the values of model-specific registers are that have an effect. */
final class SpecialRegisters {
  private static final long REVISION = 1L << 32;

  private SpecialRegisters() {}

  /** Writes a field. */
  interface Writer {
    /** Takes a value that is legal. */
    void write(Cpu cpu, long value);
  }

  /** A field of the CPU's state. */
  record Field(ToLongFunction<Cpu> reader, Writer writer) implements Access {
    @Override
    public long read(Cpu cpu) {
      return reader.applyAsLong(cpu);
    }

    @Override
    public void write(Cpu cpu, long value) {
      writer.write(cpu, value);
    }
  }

  /** IA32_EFER. */
  static final Access EFER = new Field(cpu -> cpu.msrs.efer, ControlRegisterWrites::writeEfer);

  /** IA32_APIC_BASE. */
  static final Access APIC_BASE =
      new Field(
          cpu -> cpu.interruptController.base(),
          (cpu, value) -> cpu.interruptController.setBase(value));

  /** IA32_TSC_DEADLINE. */
  static final Access DEADLINE =
      new Field(
          cpu -> cpu.interruptController.deadline(),
          (cpu, value) -> cpu.interruptController.setDeadline(value));

  /** A register of the x2APIC, which raises #GP(0) itself. */
  static Access x2apic(int number) {
    return new Field(
        cpu -> cpu.interruptController.readRegister(number),
        (cpu, value) -> cpu.interruptController.writeRegister(number, value));
  }

  /** IA32_BIOS_SIGN_ID. */
  static final Access MICROCODE_REVISION = new Field(cpu -> REVISION, (cpu, value) -> {});

  /** IA32_PKRS: rights of protection keys of supervisor-mode pages. */
  static final Access SUPERVISOR_KEY_RIGHTS =
      new Field(
          cpu -> cpu.control.pkrs & 0xffff_ffffL,
          (cpu, value) -> {
            cpu.control.pkrs = (int) value;
            cpu.mmu.setProtectionKeyRights(cpu.control.pkru, cpu.control.pkrs);
          });

  /** IA32_DEBUGCTL: records of branches and traps after branches are not implemented. */
  static final Access DEBUG_CONTROL =
      new Field(
          cpu -> 0,
          (cpu, value) -> {
            if (value != 0) {
              throw new UnimplementedException("branch records and traps (IA32_DEBUGCTL)");
            }
          });

  /** IA32_FS_BASE or IA32_GS_BASE. */
  static Access base(int segment) {
    return new Field(
        cpu -> cpu.segments.base[segment], (cpu, value) -> cpu.segments.base[segment] = value);
  }
}
