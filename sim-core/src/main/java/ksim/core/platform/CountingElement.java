package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;

/**
 * The counting element of an 8254 counter and its OUT pin (Intel 82C54 data sheet, "Mode
 * definitions"). It is told how many CLK pulses have gone by and does in a few steps what they do
 * one by one.
 */
final class CountingElement implements Persistent {
  private static final int BINARY_MODULUS = 0x10000;
  private static final int DECIMAL_MODULUS = 10_000;

  private int mode;
  private int modulus = BINARY_MODULUS;

  /** The count register: what is loaded next, 1 to the modulus; 0 as long as none was written. */
  private int initial;

  /** What is left to count. In mode 3 it goes down by two. */
  private int count;

  /** Mode 3: the count that is running is odd, so its high half is one pulse longer. */
  private boolean odd;

  private boolean output;
  private boolean gate;
  private boolean loadsOnNextPulse;
  private boolean counting;

  /** Modes 4 and 5: the strobe at the end of the count is still to come. */
  private boolean strobeDue;

  private boolean nullCount = true;

  /**
   * @param gate level of the GATE pin at first
   */
  CountingElement(boolean gate) {
    this.gate = gate;
  }

  /** The OUT pin. */
  boolean output() {
    return output;
  }

  /** The count that a read sees, in binary: 0 to 65535. */
  int count() {
    return count % modulus;
  }

  /** Whether the last count written has not reached the counting element yet. */
  boolean nullCount() {
    return nullCount;
  }

  /** A control word: sets OUT to its first level and waits for a count. */
  void program(int mode, boolean decimal) {
    this.mode = mode;
    modulus = decimal ? DECIMAL_MODULUS : BINARY_MODULUS;
    output = mode != 0;
    initial = 0;
    loadsOnNextPulse = false;
    counting = false;
    strobeDue = false;
    nullCount = true;
  }

  /** The first of two bytes of a count has been written: in mode 0 that stops the counting. */
  void firstByteWritten() {
    if (mode == 0) {
      counting = false;
      loadsOnNextPulse = false;
      output = false;
    }
  }

  /**
   * A count has been written.
   *
   * @param value 0 to the modulus - 1, zero meaning the modulus
   */
  void write(int value) {
    initial = value == 0 ? modulus : value;
    nullCount = true;
    switch (mode) {
      case 0 -> {
        output = false;
        loadsOnNextPulse = true;
      }
      case 4 -> loadsOnNextPulse = true;
      case 2, 3 -> loadsOnNextPulse |= !counting;
      default -> {} // Modes 1 and 5 wait for the trigger.
    }
  }

  /** Drives the GATE pin. */
  void setGate(boolean level) {
    boolean rising = level && !gate;
    gate = level;
    boolean rateOrSquareWave = mode == 2 || mode == 3;
    if (rising && initial != 0 && (rateOrSquareWave || mode == 1 || mode == 5)) {
      loadsOnNextPulse = true;
    }
    if (!level && rateOrSquareWave) {
      output = true;
    }
  }

  /** Lets CLK pulses go by. */
  void advance(long pulses) {
    long left = pulses;
    if (left > 0 && inStrobe()) {
      output = true;
    }
    if (left > 0 && loadsOnNextPulse) {
      load();
      left--;
    }
    if (left > 0 && enabled()) {
      run(left);
    }
  }

  /** CLK pulses until OUT changes by itself, or {@link EventQueue#NEVER}. */
  long pulsesToChange() {
    if (inStrobe() || (loadsOnNextPulse && mode == 1 && output)) {
      return 1;
    }
    if (!loadsOnNextPulse) {
      return enabled() ? pulsesToChange(count, odd) : EventQueue.NEVER;
    }
    boolean stopped = !gate && gateEnables();
    boolean oddNext = (initial & 1) != 0;
    return stopped ? EventQueue.NEVER : addPulse(pulsesAfterLoad(oddNext));
  }

  private long pulsesAfterLoad(boolean oddNext) {
    return switch (mode) {
      case 2 -> initial == 1 ? EventQueue.NEVER : initial - 1;
      case 3 -> halfCycle(initial & ~1, oddNext && output);
      default -> initial;
    };
  }

  private long pulsesToChange(int value, boolean longHalf) {
    return switch (mode) {
      case 0, 1 -> output ? EventQueue.NEVER : value;
      case 2 -> pulsesToRateChange(value);
      case 3 -> halfCycle(value, longHalf && output);
      default -> strobeDue ? value : EventQueue.NEVER;
    };
  }

  private long pulsesToRateChange(int value) {
    if (value > 1) {
      return value - 1L;
    }
    if (!output) {
      return 1;
    }
    return initial == 1 ? EventQueue.NEVER : initial; // A count of 1 ends, without a pulse.
  }

  private static long addPulse(long pulses) {
    return pulses == EventQueue.NEVER ? pulses : pulses + 1;
  }

  private boolean inStrobe() {
    return mode >= 4 && !output;
  }

  /** Whether GATE low stops the counting in this mode. */
  private boolean gateEnables() {
    return mode != 1 && mode != 5;
  }

  private boolean enabled() {
    return counting && (gate || !gateEnables());
  }

  private void load() {
    loadsOnNextPulse = false;
    counting = true;
    reload();
    switch (mode) {
      case 1 -> output = false;
      case 4, 5 -> strobeDue = true;
      default -> {}
    }
  }

  private void reload() {
    odd = (initial & 1) != 0;
    count = mode == 3 ? initial & ~1 : initial;
    nullCount = false;
  }

  private void run(long pulses) {
    switch (mode) {
      case 0, 1 -> {
        output |= pulses >= distanceToZero();
        countDown(pulses);
      }
      case 2 -> runRateGenerator(pulses);
      case 3 -> runSquareWave(pulses);
      default -> runStrobe(pulses);
    }
  }

  private long distanceToZero() {
    return count == 0 ? modulus : count;
  }

  private void countDown(long pulses) {
    count = (int) Math.floorMod(count - pulses, (long) modulus);
  }

  private void runStrobe(long pulses) {
    if (strobeDue && pulses >= count) {
      output = pulses != count;
      strobeDue = false;
    }
    countDown(pulses);
  }

  private void runRateGenerator(long pulses) {
    long left = pulses;
    if (left >= count) {
      left -= count;
      reload();
      left %= count;
    }
    count -= (int) left;
    output = count != 1 || initial == 1;
  }

  private void runSquareWave(long pulses) {
    long left = pulses;
    for (long half = halfCycle(count, odd && output); left >= half; ) {
      left -= half;
      output = !output;
      reload();
      left %= halfCycle(count, odd) + halfCycle(count, false);
      half = halfCycle(count, odd && output);
    }
    count -= (int) Math.min(count, 2 * left);
  }

  /** Pulses of a half cycle: one for each two of the count, and one more if it is a long one. */
  private static long halfCycle(int count, boolean longHalf) {
    return Math.max(1, count / 2 + (longHalf ? 1 : 0));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(mode);
    out.writeInt(modulus);
    out.writeInt(initial);
    out.writeInt(count);
    out.writeBoolean(odd);
    out.writeBoolean(output);
    out.writeBoolean(gate);
    out.writeBoolean(loadsOnNextPulse);
    out.writeBoolean(counting);
    out.writeBoolean(strobeDue);
    out.writeBoolean(nullCount);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    mode = in.readUnsignedByte();
    modulus = in.readInt();
    initial = in.readInt();
    count = in.readInt();
    odd = in.readBoolean();
    output = in.readBoolean();
    gate = in.readBoolean();
    loadsOnNextPulse = in.readBoolean();
    counting = in.readBoolean();
    strobeDue = in.readBoolean();
    nullCount = in.readBoolean();
  }
}
