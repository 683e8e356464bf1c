package ksim.core.machine;

import java.util.HexFormat;
import java.util.List;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.timing.TimingLevel;

/** Small machines with small guests. */
final class Guest {
  private Guest() {}

  static MachineConfiguration configuration(int cpus, TimingLevel timing, long quantumCycles) {
    return new MachineConfiguration(cpus, 16 << 20, "skylake", timing, quantumCycles);
  }

  /** A machine that starts the given code at the image address on all CPUs. */
  static Machine start(MachineConfiguration configuration, byte[] code) {
    Machine machine = new Machine(configuration, value -> {});
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code)),
        LongModeStart.IMAGE_LINEAR);
    return machine;
  }

  static Machine start(String hex) {
    return start(configuration(1, TimingLevel.NONE, 1000), bytes(hex));
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
