package ksim.core.isa;

import java.util.Set;

/**
 * The processor that ksim describes itself as: family 6, model 94, stepping 3 (Skylake), less what
 * is not implemented. Names of features are those of the instruction table.
 */
public final class ProcessorModel {
  /** CR4 bits of a Skylake processor; any other is reserved and raises #GP(0). */
  static final long CR4_ARCHITECTURAL =
      Cr4.ALL_LOW
          | Cr4.VMXE
          | Cr4.SMXE
          | Cr4.FSGSBASE
          | Cr4.PCIDE
          | Cr4.OSXSAVE
          | Cr4.SMEP
          | Cr4.SMAP;

  /** CR4 bits that can be set without stopping the run. */
  static final long CR4_IMPLEMENTED =
      Cr4.TSD
          | Cr4.DE
          | Cr4.PSE
          | Cr4.PAE
          | Cr4.PGE
          | Cr4.FSGSBASE
          | Cr4.PCIDE
          | Cr4.SMEP
          | Cr4.SMAP;

  /** Features that CPUID offers. */
  private static final Set<String> OFFERED =
      Set.of(
          "adx",
          "bmi1",
          "bmi2",
          "clflushopt",
          "clfsh",
          "cmov",
          "cx8",
          "cx16",
          "fsgsbase",
          "invpcid",
          "lzcnt",
          "movbe",
          "msr",
          "popcnt",
          "prefetchw",
          "rdtscp",
          "smap",
          "tsc");

  /**
   * Features that long mode implies but CPUID does not offer, because they are not implemented.
   * Software may use them without asking, so that they must stop the run rather than raise #UD.
   */
  private static final Set<String> IMPLIED_BY_LONG_MODE =
      Set.of("x87", "mmx", "fxsr", "sse", "sse2", "sep");

  private ProcessorModel() {}

  /** What an instruction that needs a feature does. */
  public enum Support {
    /** It is offered: the instruction exists. */
    OFFERED,
    /** It is not offered: the instruction raises #UD unless ksim has it all the same. */
    ABSENT,
    /** It should be there but is not: the instruction stops the run. */
    MISSING
  }

  /**
   * How an instruction-set extension is supported.
   *
   * @param feature the feature's name in the instruction table; empty for the base architecture
   */
  public static Support support(String feature) {
    if (feature.isEmpty() || OFFERED.contains(feature)) {
      return Support.OFFERED;
    }
    return IMPLIED_BY_LONG_MODE.contains(feature) ? Support.MISSING : Support.ABSENT;
  }
}
