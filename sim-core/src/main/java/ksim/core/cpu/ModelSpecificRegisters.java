package ksim.core.cpu;

/**
 * Values of the model-specific registers that instructions use directly. FS.base and GS.base are
 * elements of {@link Segments#base}.
 */
public final class ModelSpecificRegisters {
  /** IA32_EFER.LME: IA-32e mode is entered when paging is switched on. */
  public static final long EFER_LME = 1 << 8;

  /** IA32_EFER.LMA: IA-32e mode, which is 64-bit mode or compatibility mode by CS.L. */
  public static final long EFER_LMA = 1 << 10;

  /** IA32_EFER. */
  public long efer;

  /** IA32_STAR: selectors of SYSCALL and SYSRET. */
  public long star;

  /** IA32_LSTAR: target of SYSCALL in 64-bit mode. */
  public long lstar;

  /** IA32_CSTAR: target of SYSCALL in compatibility mode, unused on Intel processors. */
  public long cstar;

  /** IA32_FMASK: flags cleared by SYSCALL. */
  public long fmask;

  /** IA32_KERNEL_GS_BASE: exchanged with GS.base by SWAPGS. */
  public long kernelGsBase;

  /** IA32_TSC_AUX: what RDTSCP returns in ECX. */
  public long tscAux;

  /** What the time-stamp counter is ahead of the CPU's cycles (IA32_TSC_ADJUST and writes). */
  public long tscOffset;

  /** IA32_APIC_BASE. */
  public long apicBase;

  /** IA32_PAT, its value after reset. */
  public long pat = 0x0007040600070406L;

  /** IA32_MISC_ENABLE. */
  public long miscEnable = 1;

  /** The memory type range registers. */
  public final MemoryTypeRanges memoryTypes = new MemoryTypeRanges();
}
