package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntConsumer;
import ksim.core.time.Alarm;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;
import ksim.mmu.Persistent;

/**
 * A 16550A serial port (National Semiconductor PC16550D data sheet).
 *
 * <p>A character written is transmitted at once, whatever the divisor, so the transmitter is always
 * empty: output costs the guest no time.
 *
 * <p>Received characters come at the programmed speed. They wait at the far end while there is no
 * room for them, and until the guest listens: it enables their interrupt, or polls, which is to
 * read the line status twice in a row. The next one comes a character's time later, unless the
 * guest sets up the chip meanwhile. So none is lost, not even of what was typed before a driver has
 * tried out and cleared the receiver.
 */
public final class Uart16550 implements BytePortDevice, Persistent {
  /** First port of the first serial port of a PC. */
  public static final int COM1 = 0x3f8;

  /** Number of ports. */
  public static final int PORTS = 8;

  /** Frequency of the crystal of a PC's serial port, in hertz; 16 ticks of it are a bit. */
  public static final long HERTZ = 1_843_200;

  private static final int TICKS_PER_BIT = 16;
  private static final int DIVISOR_AT_RESET = 12;
  private static final int DIVISOR_LATCH_ACCESS = 0x80;
  private static final int TIMEOUT_CHARACTERS = 4;

  private static final int DATA_READY = 0x01;
  private static final int OVERRUN = 0x02;
  private static final int TRANSMITTER_EMPTY = 0x60;

  private static final int FIFO_ENABLE = 1;
  private static final int FIFO_CLEAR_RECEIVER = 2;
  private static final int FIFO_ENABLED = 0xc0;

  private static final int ENABLE_RECEIVED = 1;
  private static final int ENABLE_TRANSMITTER = 2;
  private static final int ENABLE_LINE_STATUS = 4;
  private static final int ENABLE_MODEM_STATUS = 8;

  private static final int ID_MODEM_STATUS = 0x0;
  private static final int ID_NONE = 0x1;
  private static final int ID_TRANSMITTER = 0x2;
  private static final int ID_RECEIVED = 0x4;
  private static final int ID_LINE_STATUS = 0x6;
  private static final int ID_TIMEOUT = 0xc;

  private final Oscillator crystal;
  private final InterruptLine line;
  private final SerialInput input;
  private final IntConsumer output;
  private final Alarm arrival;
  private final Alarm timeout;
  private final UartReceiver receiver = new UartReceiver();
  private final ModemLines modem = new ModemLines();

  private int divisor = DIVISOR_AT_RESET;
  private int interruptEnable;

  /** Eight bits, no parity, as firmware leaves it. */
  private int lineControl = 3;

  private int scratch;

  /** The transmitter has become empty, and nobody has been told yet. */
  private boolean transmitterInterrupt;

  private boolean receiverTimedOut;

  /** How often the line status has been read since another register was accessed, up to 2. */
  private int statusReads;

  /**
   * @param crystal of {@link #HERTZ}
   * @param events the machine's events
   * @param line the interrupt output, behind the gate that OUT2 controls in a PC
   * @param input the far end
   * @param output receives each transmitted byte, 0 to 255
   */
  public Uart16550(
      Oscillator crystal,
      EventQueue events,
      InterruptLine line,
      SerialInput input,
      IntConsumer output) {
    this.crystal = crystal;
    this.line = line;
    this.input = input;
    this.output = output;
    this.arrival = new Alarm(events, EventPriority.DEVICE, timeCycles -> characterArrives());
    this.timeout = new Alarm(events, EventPriority.DEVICE, timeCycles -> timeoutExpires());
    input.connect(this::expectInterrupting);
  }

  @Override
  public int readByte(int offset) {
    UartRegister register = UartRegister.at(offset);
    statusReads = register == UartRegister.LINE_STATUS ? Math.min(statusReads + 1, 2) : 0;
    return switch (register) {
      case DATA -> latchAccess() ? divisor & 0xff : received();
      case INTERRUPT_ENABLE -> latchAccess() ? divisor >>> Byte.SIZE : interruptEnable;
      case INTERRUPT_ID -> identifyInterrupt();
      case LINE_CONTROL -> lineControl;
      case MODEM_CONTROL -> modem.control();
      case LINE_STATUS -> lineStatus();
      case MODEM_STATUS -> modemStatus();
      case SCRATCH -> scratch;
    };
  }

  @Override
  public void writeByte(int offset, int written) {
    UartRegister register = UartRegister.at(offset);
    int value = written & register.writable;
    statusReads = 0;
    switch (register) {
      case DATA -> {
        if (latchAccess()) {
          divisor = (divisor & 0xff00) | value;
        } else {
          transmit(value & characterMask());
        }
      }
      case INTERRUPT_ENABLE -> {
        if (latchAccess()) {
          divisor = (divisor & 0xff) | (written << Byte.SIZE);
        } else {
          enableInterrupts(value);
        }
      }
      case INTERRUPT_ID -> controlFifo(value);
      case LINE_CONTROL -> lineControl = value;
      case MODEM_CONTROL -> modem.write(value);
      case LINE_STATUS, MODEM_STATUS -> {}
      case SCRATCH -> scratch = value;
    }
    if (!interrupts() && register != UartRegister.DATA) {
      arrival.cancel();
    }
    expectInterrupting();
    driveLine();
  }

  private void transmit(int value) {
    if (modem.loopback()) {
      accept(value);
    } else {
      output.accept(value);
    }
    transmitterInterrupt = true;
  }

  /** Enabling the transmitter's interrupt raises it if the transmitter is empty. */
  private void enableInterrupts(int value) {
    int changed = interruptEnable ^ value;
    interruptEnable = value;
    if ((changed & ENABLE_TRANSMITTER) != 0) {
      transmitterInterrupt = (value & ENABLE_TRANSMITTER) != 0;
    }
  }

  /** The other bits count only together with the enable bit. */
  private void controlFifo(int value) {
    boolean enable = (value & FIFO_ENABLE) != 0;
    receiver.configure(enable, value >>> 6);
    if (enable && (value & FIFO_CLEAR_RECEIVER) != 0) {
      receiver.clear();
    }
    if (receiver.isEmpty()) {
      stopTimeout();
    }
  }

  private int received() {
    int value = receiver.take();
    stopTimeout();
    startTimeout();
    expectInterrupting();
    driveLine();
    return value;
  }

  private int identifyInterrupt() {
    int cause = cause();
    if (cause == ID_TRANSMITTER) {
      transmitterInterrupt = false;
      driveLine();
    }
    return cause | (receiver.fifo() ? FIFO_ENABLED : 0);
  }

  private int lineStatus() {
    if (statusReads == 2) {
      expectCharacter();
    }
    int status =
        TRANSMITTER_EMPTY
            | (receiver.isEmpty() ? 0 : DATA_READY)
            | (receiver.overrun() ? OVERRUN : 0);
    receiver.clearOverrun();
    driveLine();
    return status;
  }

  private int modemStatus() {
    int status = modem.read();
    driveLine();
    return status;
  }

  /** The pending cause of the highest priority (data sheet, table III). */
  private int cause() {
    if ((interruptEnable & ENABLE_LINE_STATUS) != 0 && receiver.overrun()) {
      return ID_LINE_STATUS;
    }
    if ((interruptEnable & ENABLE_RECEIVED) != 0 && receiver.reachedTrigger()) {
      return ID_RECEIVED;
    }
    if ((interruptEnable & ENABLE_RECEIVED) != 0 && receiverTimedOut) {
      return ID_TIMEOUT;
    }
    if ((interruptEnable & ENABLE_TRANSMITTER) != 0 && transmitterInterrupt) {
      return ID_TRANSMITTER;
    }
    boolean modemChanged = (interruptEnable & ENABLE_MODEM_STATUS) != 0 && modem.changed();
    return modemChanged ? ID_MODEM_STATUS : ID_NONE;
  }

  /** In loopback the OUT2 pin is inactive, so the gate is shut. */
  private void driveLine() {
    boolean gate = (modem.control() & ModemLines.OUT2) != 0 && !modem.loopback();
    line.set(gate && cause() != ID_NONE);
  }

  /** Lets the next character come, if one waits, there is room, and it is not on its way. */
  private void expectCharacter() {
    if (canReceive() && !arrival.isSet()) {
      arrival.set(crystal.cyclesAt(crystal.ticks() + characterTicks()));
    }
  }

  private void expectInterrupting() {
    if (interrupts()) {
      expectCharacter();
    }
  }

  private boolean canReceive() {
    return !input.isEmpty() && receiver.hasRoom() && !modem.loopback();
  }

  private boolean interrupts() {
    return (interruptEnable & ENABLE_RECEIVED) != 0;
  }

  private void characterArrives() {
    if (canReceive()) {
      accept(input.take() & characterMask());
      expectInterrupting();
      driveLine();
    }
  }

  private void accept(int character) {
    receiver.accept(character);
    stopTimeout();
    startTimeout();
  }

  private void startTimeout() {
    if (receiver.fifo() && !receiver.isEmpty()) {
      timeout.set(crystal.cyclesAt(crystal.ticks() + TIMEOUT_CHARACTERS * characterTicks()));
    }
  }

  private void stopTimeout() {
    timeout.cancel();
    receiverTimedOut = false;
  }

  private void timeoutExpires() {
    receiverTimedOut = true;
    driveLine();
  }

  /** Start bit, data bits, parity bit, stop bits (one and a half counted as two). */
  private long characterTicks() {
    int bits = 7 + (lineControl & 3) + (lineControl >>> 2 & 1) + (lineControl >>> 3 & 1);
    return (long) bits * TICKS_PER_BIT * Math.max(divisor, 1);
  }

  private int characterMask() {
    return 0xff >>> (3 - (lineControl & 3));
  }

  private boolean latchAccess() {
    return (lineControl & DIVISOR_LATCH_ACCESS) != 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeShort(divisor);
    out.writeByte(interruptEnable);
    out.writeByte(lineControl);
    out.writeByte(scratch);
    out.writeBoolean(transmitterInterrupt);
    out.writeBoolean(receiverTimedOut);
    out.writeByte(statusReads);
    receiver.save(out);
    modem.save(out);
    input.save(out);
    arrival.save(out);
    timeout.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    divisor = in.readUnsignedShort();
    interruptEnable = in.readUnsignedByte();
    lineControl = in.readUnsignedByte();
    scratch = in.readUnsignedByte();
    transmitterInterrupt = in.readBoolean();
    receiverTimedOut = in.readBoolean();
    statusReads = in.readUnsignedByte();
    receiver.restore(in);
    modem.restore(in);
    input.restore(in);
    arrival.restore(in);
    timeout.restore(in);
  }
}
