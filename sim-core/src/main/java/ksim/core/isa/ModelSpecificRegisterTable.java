package ksim.core.isa;

import static ksim.core.isa.RegisterLegality.ALL_OR_NONE;
import static ksim.core.isa.RegisterLegality.ANY;
import static ksim.core.isa.RegisterLegality.APIC_BASE;
import static ksim.core.isa.RegisterLegality.CANONICAL;
import static ksim.core.isa.RegisterLegality.LOW_32;
import static ksim.core.isa.RegisterLegality.MEMORY_TYPES;
import static ksim.core.isa.RegisterLegality.READ_ONLY;
import static ksim.core.isa.RegisterLegality.ZERO;
import static ksim.core.isa.RegisterLegality.only;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.core.isa.ModelSpecificRegister.Access;
import ksim.core.isa.ModelSpecificRegister.Stored;

/**
 * The model-specific registers (Intel SDM volume 4, tables 2-2 and 2-20). Those of memory types and
 * of machine checks are stored and change nothing: all memory is modelled as write-back, device
 * pages as uncached, and there are no machine checks.
 */
final class ModelSpecificRegisterTable {
  private static final int VARIABLE_RANGES = 8;
  private static final int FIXED_4K_RANGES = 8;

  /** Write combining, fixed ranges, eight variable ranges. */
  private static final long RANGE_CAPABILITIES = 0x500 | VARIABLE_RANGES;

  private static final long WRITE_BACK = 0x0606_0606_0606_0606L;

  private static final Map<Integer, ModelSpecificRegister> REGISTERS = new Builder().build();

  /** Numbers from here on are those of the x2APIC, which knows itself which of them exist. */
  private static final int X2APIC = 0x800;

  private static final ModelSpecificRegister[] X2APIC_REGISTERS = new ModelSpecificRegister[0x100];

  static {
    for (int i = 0; i < X2APIC_REGISTERS.length; i++) {
      int number = X2APIC + i;
      X2APIC_REGISTERS[i] =
          new ModelSpecificRegister(
              number, "x2APIC", "x2apic", ANY, SpecialRegisters.x2apic(number));
    }
  }

  private ModelSpecificRegisterTable() {}

  /**
   * A register by number.
   *
   * @throws GuestException #GP(0) where the CPU has none of this number
   */
  static ModelSpecificRegister of(Cpu cpu, int number) {
    ModelSpecificRegister register =
        number >>> 8 == X2APIC >>> 8 ? X2APIC_REGISTERS[number & 0xff] : REGISTERS.get(number);
    if (register == null || !cpu.model.has(register.feature())) {
      throw GuestException.generalProtection();
    }
    return register;
  }

  /** All registers but those of the x2APIC, by ascending number as signed integers. */
  static Collection<ModelSpecificRegister> all() {
    return REGISTERS.values();
  }

  /** Puts the table together. */
  private static final class Builder {
    private final Map<Integer, ModelSpecificRegister> table = new TreeMap<>();

    Map<Integer, ModelSpecificRegister> build() {
      processor();
      memoryTypes();
      machineChecks();
      systemCalls();
      hypervisor();
      return table;
    }

    private void processor() {
      add(0x10, "IA32_TIME_STAMP_COUNTER", "tsc", ANY, TimeStampOps.COUNTER);
      constant(0x17, "IA32_PLATFORM_ID", "", 0);
      add(0x1b, "IA32_APIC_BASE", "apic", APIC_BASE, SpecialRegisters.APIC_BASE);
      // Locked, and neither VMX nor SMX enabled.
      constant(0x3a, "IA32_FEATURE_CONTROL", "", 1);
      add(0x3b, "IA32_TSC_ADJUST", "tsc_adjust", ANY, TimeStampOps.ADJUSTMENT);
      // The revision of the microcode is in the upper half; CPUID loads it anew.
      add(0x8b, "IA32_BIOS_SIGN_ID", "", ANY, SpecialRegisters.MICROCODE_REVISION);
      // Ratio of the maximum frequency without turbo to 100 MHz.
      constant(0xce, "MSR_PLATFORM_INFO", "", 30 << 8);
      // Ratio of the present frequency to 100 MHz; asking for another changes nothing.
      constant(0x198, "IA32_PERF_STATUS", "eist", 30 << 8);
      stored(0x199, "IA32_PERF_CTL", "eist", only(1L << 32 | 0xffff), 30 << 8);
      add(0x1a0, "IA32_MISC_ENABLE", "", ANY, new MiscEnable());
      add(0x1d9, "IA32_DEBUGCTL", "", only(3), SpecialRegisters.DEBUG_CONTROL);
      stored(0x1fc, "MSR_POWER_CTL", "", LOW_32, 0);
      add(0x6e0, "IA32_TSC_DEADLINE", "tsc_deadline", ANY, SpecialRegisters.DEADLINE);
      add(0x6e1, "IA32_PKRS", "pks", LOW_32, SpecialRegisters.SUPERVISOR_KEY_RIGHTS);
      stored(0xda0, "IA32_XSS", "xsaves", ZERO, 0);
      add(0xc000_0080, "IA32_EFER", "lm", ANY, SpecialRegisters.EFER);
      add(
          0xc000_0103,
          "IA32_TSC_AUX",
          "rdtscp",
          LOW_32,
          access(cpu -> cpu.msrs.tscAux, (cpu, value) -> cpu.msrs.tscAux = value));
    }

    private void memoryTypes() {
      constant(0xfe, "IA32_MTRRCAP", "mtrr", RANGE_CAPABILITIES);
      for (int i = 0; i < VARIABLE_RANGES; i++) {
        stored(0x200 + 2 * i, "IA32_MTRR_PHYSBASE" + i, "mtrr", RegisterLegality.RANGE_BASE, 0);
        stored(0x201 + 2 * i, "IA32_MTRR_PHYSMASK" + i, "mtrr", RegisterLegality.RANGE_MASK, 0);
      }
      stored(0x250, "IA32_MTRR_FIX64K_00000", "mtrr", MEMORY_TYPES, WRITE_BACK);
      stored(0x258, "IA32_MTRR_FIX16K_80000", "mtrr", MEMORY_TYPES, WRITE_BACK);
      stored(0x259, "IA32_MTRR_FIX16K_A0000", "mtrr", MEMORY_TYPES, WRITE_BACK);
      for (int i = 0; i < FIXED_4K_RANGES; i++) {
        String name = "IA32_MTRR_FIX4K_%X".formatted(0xc0000 + i * 0x8000);
        stored(0x268 + i, name, "mtrr", MEMORY_TYPES, WRITE_BACK);
      }
      stored(0x277, "IA32_PAT", "pat", RegisterLegality.PAGE_ATTRIBUTES, 0x0007_0406_0007_0406L);
      // Enabled, fixed ranges enabled, write-back.
      stored(0x2ff, "IA32_MTRR_DEF_TYPE", "mtrr", RegisterLegality.DEFAULT_TYPE, 0xc06);
    }

    /** There are no machine checks: no bank of registers reports any. */
    private void machineChecks() {
      constant(0x179, "IA32_MCG_CAP", "mca", 1 << 8);
      stored(0x17a, "IA32_MCG_STATUS", "mca", only(7), 0);
      stored(0x17b, "IA32_MCG_CTL", "mca", ALL_OR_NONE, 0);
    }

    private void systemCalls() {
      add(
          0x174,
          "IA32_SYSENTER_CS",
          "sep",
          LOW_32,
          access(c -> c.msrs.sysenterCs, (c, v) -> c.msrs.sysenterCs = v));
      add(
          0x175,
          "IA32_SYSENTER_ESP",
          "sep",
          CANONICAL,
          access(c -> c.msrs.sysenterEsp, (c, v) -> c.msrs.sysenterEsp = v));
      add(
          0x176,
          "IA32_SYSENTER_EIP",
          "sep",
          CANONICAL,
          access(c -> c.msrs.sysenterEip, (c, v) -> c.msrs.sysenterEip = v));
      add(0xc000_0081, "IA32_STAR", "lm", ANY, access(c -> c.msrs.star, (c, v) -> c.msrs.star = v));
      add(
          0xc000_0082,
          "IA32_LSTAR",
          "lm",
          CANONICAL,
          access(c -> c.msrs.lstar, (c, v) -> c.msrs.lstar = v));
      add(
          0xc000_0083,
          "IA32_CSTAR",
          "lm",
          CANONICAL,
          access(c -> c.msrs.cstar, (c, v) -> c.msrs.cstar = v));
      add(
          0xc000_0084,
          "IA32_FMASK",
          "lm",
          LOW_32,
          access(c -> c.msrs.fmask, (c, v) -> c.msrs.fmask = v));
      add(0xc000_0100, "IA32_FS_BASE", "lm", CANONICAL, SpecialRegisters.base(Segments.FS));
      add(0xc000_0101, "IA32_GS_BASE", "lm", CANONICAL, SpecialRegisters.base(Segments.GS));
      add(
          0xc000_0102,
          "IA32_KERNEL_GS_BASE",
          "lm",
          CANONICAL,
          access(c -> c.msrs.kernelGsBase, (c, v) -> c.msrs.kernelGsBase = v));
    }

    /** The clock of KVM, under its first and its present numbers (Linux, virt/kvm/x86/msr.rst). */
    private void hypervisor() {
      add(0x11, "MSR_KVM_WALL_CLOCK", "kvmclock", ANY, KvmClockRegisters.WALL_CLOCK);
      add(0x12, "MSR_KVM_SYSTEM_TIME", "kvmclock", ANY, KvmClockRegisters.SYSTEM_TIME);
      add(0x4b56_4d00, "MSR_KVM_WALL_CLOCK_NEW", "kvmclock", ANY, KvmClockRegisters.WALL_CLOCK);
      add(0x4b56_4d01, "MSR_KVM_SYSTEM_TIME_NEW", "kvmclock", ANY, KvmClockRegisters.SYSTEM_TIME);
    }

    private void add(
        int number, String name, String feature, RegisterLegality legality, Access access) {
      ModelSpecificRegister register =
          new ModelSpecificRegister(number, name, feature, legality, access);
      if (table.put(number, register) != null) {
        throw new IllegalStateException("two registers of number 0x%x".formatted(number));
      }
    }

    private void stored(
        int number, String name, String feature, RegisterLegality legality, long reset) {
      add(number, name, feature, legality, new Stored(number, reset));
    }

    private void constant(int number, String name, String feature, long value) {
      add(number, name, feature, READ_ONLY, new Stored(number, value));
    }

    private static Access access(ToLongFunction<Cpu> reader, SpecialRegisters.Writer writer) {
      return new SpecialRegisters.Field(reader, writer);
    }
  }
}
