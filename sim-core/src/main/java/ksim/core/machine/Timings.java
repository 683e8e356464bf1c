package ksim.core.machine;

import ksim.core.timing.CoreTiming;
import ksim.core.timing.UnitTiming;

/** Makes the timing of a core from the configuration. */
final class Timings {
  private Timings() {}

  static CoreTiming create(MachineConfiguration configuration) {
    return switch (configuration.timing()) {
      case NONE, FAST -> new UnitTiming();
    };
  }
}
