package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import ksim.mmu.Persistent;

/**
 * Values of the model-specific registers that instructions use directly. FS.base and GS.base are
 * elements of {@link Segments#base}.
 */
public final class ModelSpecificRegisters implements Persistent {
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

  /** IA32_SYSENTER_CS: selector of SYSENTER's code segment. */
  public long sysenterCs;

  /** IA32_SYSENTER_ESP: stack pointer that SYSENTER loads. */
  public long sysenterEsp;

  /** IA32_SYSENTER_EIP: target of SYSENTER. */
  public long sysenterEip;

  /**
   * Values, by number, of the registers that only store what is written; those that are missing
   * have their values after reset.
   */
  public final Map<Integer, Long> stored = new TreeMap<>();

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(efer);
    out.writeLong(star);
    out.writeLong(lstar);
    out.writeLong(cstar);
    out.writeLong(fmask);
    out.writeLong(kernelGsBase);
    out.writeLong(tscAux);
    out.writeLong(tscOffset);
    out.writeLong(sysenterCs);
    out.writeLong(sysenterEsp);
    out.writeLong(sysenterEip);
    out.writeInt(stored.size());
    for (var entry : stored.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    efer = in.readLong();
    star = in.readLong();
    lstar = in.readLong();
    cstar = in.readLong();
    fmask = in.readLong();
    kernelGsBase = in.readLong();
    tscAux = in.readLong();
    tscOffset = in.readLong();
    sysenterCs = in.readLong();
    sysenterEsp = in.readLong();
    sysenterEip = in.readLong();
    stored.clear();
    for (int left = in.readInt(); left > 0; left--) {
      stored.put(in.readInt(), in.readLong());
    }
  }
}
