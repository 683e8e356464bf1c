package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.time.Alarm;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;
import ksim.mmu.Persistent;

/**
 * The three counters of an 8254 interval timer (Intel 82C54 data sheet), as a PC has them: counter
 * 0 drives an interrupt line, counter 2 is gated through port 0x61. All count the same CLK. Nothing
 * happens between the edges of counter 0's output: counts are computed when they are looked at.
 */
public final class Pit8254 implements BytePortDevice, Persistent {
  /** First port of a PC's interval timer. */
  public static final int BASE = 0x40;

  /** Number of ports: a counter each, and the control word. */
  public static final int PORTS = 4;

  /** Frequency of the counters' CLK in a PC, in hertz. */
  public static final long HERTZ = 1_193_182;

  private static final int COUNTERS = 3;
  private static final int CONTROL = 3;
  private static final int READ_BACK = 3;

  private final Oscillator pulses;
  private final InterruptLine line;
  private final Alarm edge;
  private final PitCounter[] counters = new PitCounter[COUNTERS];

  /** CLK pulses up to which the counters have counted. */
  private long counted;

  /**
   * @param pulses the CLK of all counters
   * @param events the machine's events
   * @param line OUT of counter 0
   */
  public Pit8254(Oscillator pulses, EventQueue events, InterruptLine line) {
    this.pulses = pulses;
    this.line = line;
    this.edge = new Alarm(events, EventPriority.TIMER, this::edgeDue);
    for (int i = 0; i < COUNTERS; i++) {
      counters[i] = new PitCounter(i != 2);
    }
  }

  @Override
  public int readByte(int offset) {
    count(pulses.ticks());
    return offset == CONTROL ? 0xff : counters[offset].read(); // The control word is write-only.
  }

  @Override
  public void writeByte(int offset, int value) {
    count(pulses.ticks());
    if (offset == CONTROL) {
      command(value);
    } else {
      counters[offset].write(value);
    }
    driveLine();
  }

  private void command(int word) {
    int select = word >>> 6;
    if (select == READ_BACK) {
      readBack(word);
    } else if ((word & 0x30) == 0) {
      counters[select].latchCount();
    } else {
      counters[select].program(word);
    }
  }

  /** Bit 5 clear latches counts, bit 4 clear latches status, of the counters in bits 1-3. */
  private void readBack(int word) {
    for (int i = 0; i < COUNTERS; i++) {
      if ((word & (2 << i)) != 0) {
        if ((word & 0x20) == 0) {
          counters[i].latchCount();
        }
        if ((word & 0x10) == 0) {
          counters[i].latchStatus();
        }
      }
    }
  }

  /** Drives the GATE of counter 2. */
  void setSpeakerGate(boolean level) {
    count(pulses.ticks());
    counters[2].element().setGate(level);
  }

  /** The OUT of counter 2. */
  boolean speakerOutput() {
    count(pulses.ticks());
    return counters[2].element().output();
  }

  /** CLK pulses since the machine was switched on. */
  long pulses() {
    return pulses.ticks();
  }

  private void count(long until) {
    long passed = until - counted;
    if (passed > 0) {
      counted = until;
      for (PitCounter counter : counters) {
        counter.element().advance(passed);
      }
    }
  }

  private void edgeDue(long timeCycles) {
    count(pulses.ticksAt(timeCycles));
    driveLine();
  }

  private void driveLine() {
    CountingElement element = counters[0].element();
    line.set(element.output());
    long left = element.pulsesToChange();
    edge.set(left == EventQueue.NEVER ? left : pulses.cyclesAt(counted + left));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(counted);
    for (PitCounter counter : counters) {
      counter.save(out);
    }
    edge.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    counted = in.readLong();
    for (PitCounter counter : counters) {
      counter.restore(in);
    }
    edge.restore(in);
  }
}
