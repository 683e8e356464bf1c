package ksim.core.platform;

/**
 * One counter of an 8254, one CLK pulse at a time, as the data sheet's timing diagrams draw it: the
 * model that {@link CountingElement} is compared with.
 */
final class PulseByPulseCounter {
  private final int mode;
  private final int modulus;
  private int written;
  private int value;
  private boolean odd;
  private boolean started;
  private boolean loadPending;
  private boolean strobeArmed;
  boolean out;
  boolean gate = true;
  boolean nullCount = true;

  PulseByPulseCounter(int mode, boolean decimal) {
    this.mode = mode;
    this.modulus = decimal ? 10_000 : 65_536;
    this.out = mode != 0;
  }

  void write(int count) {
    written = count == 0 ? modulus : count;
    nullCount = true;
    if (mode == 0 || mode == 4 || ((mode == 2 || mode == 3) && !started)) {
      loadPending = true;
    }
    if (mode == 0) {
      out = false;
    }
  }

  void setGate(boolean level) {
    if (level && !gate && written != 0 && mode != 0 && mode != 4) {
      loadPending = true;
    }
    if (!level && (mode == 2 || mode == 3)) {
      out = true;
    }
    gate = level;
  }

  int count() {
    return value % modulus;
  }

  void pulse() {
    if (mode >= 4) {
      out = true; // A strobe lasts one pulse.
    }
    if (loadPending) {
      loadPending = false;
      started = true;
      strobeArmed = true;
      if (mode == 1) {
        out = false;
      }
      take();
      return;
    }
    if (!started || (!gate && mode != 1 && mode != 5)) {
      return;
    }
    switch (mode) {
      case 0, 1 -> {
        decrement();
        out |= value == 0;
      }
      case 2 -> {
        value--;
        out = true;
        if (value == 0) {
          take();
        }
        out = value != 1 || written == 1;
      }
      case 3 -> square();
      default -> {
        decrement();
        if (value == 0 && strobeArmed) {
          strobeArmed = false;
          out = false;
        }
      }
    }
  }

  private void square() {
    if (odd && out) {
      if (value == 0) {
        out = false;
        take();
      } else {
        value -= 2;
      }
      return;
    }
    value -= 2;
    if (value <= 0) {
      out = !out;
      take();
    }
  }

  private void decrement() {
    value = value == 0 ? modulus - 1 : value - 1;
  }

  private void take() {
    odd = (written & 1) != 0;
    value = mode == 3 ? written & ~1 : written;
    nullCount = false;
  }
}
