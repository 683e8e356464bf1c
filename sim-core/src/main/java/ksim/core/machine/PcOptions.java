package ksim.core.machine;

import java.util.Set;
import java.util.function.IntConsumer;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;

/**
 * How a PC is built.
 *
 * @param without what is left out
 * @param serialOutput receives each byte, 0 to 255, that the guest sends to its serial port
 */
public record PcOptions(Set<PcDevice> without, IntConsumer serialOutput) {
  /** Copies the set. */
  public PcOptions {
    without = Set.copyOf(without);
  }

  /** A whole PC. */
  public PcOptions(IntConsumer serialOutput) {
    this(Set.of(), serialOutput);
  }

  /**
   * The CPUs of the PC: KVM's clock is part of them, on top of the model that is named, unless that
   * says otherwise or shows no hypervisor.
   *
   * @param text a model as {@code --cpu} takes it
   * @throws IllegalArgumentException if there is no such model
   */
  public CpuModel cpuModel(String text) {
    CpuModel named = CpuModels.of(text);
    String clock = PcDevice.KVMCLOCK.label();
    if (!has(PcDevice.KVMCLOCK)) {
      return named.has(clock) ? CpuModels.of(text + ",-" + clock) : named;
    }
    boolean decided = text.contains(",-" + clock) || named.has(clock);
    return decided || !named.has("hypervisor") ? named : CpuModels.of(text + ",+" + clock);
  }

  /** Whether the PC has a device. */
  public boolean has(PcDevice device) {
    return !without.contains(device);
  }
}
