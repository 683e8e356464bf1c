package ksim.core.platform;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * A 16550 serial port (National Semiconductor PC16550D data sheet). A byte written is transmitted
 * at once, so the transmitter is always empty. The interrupt output is not connected: drivers poll.
 */
public final class Uart16550 implements PortDevice {
  /** First port of the first serial port of a PC. */
  public static final int COM1 = 0x3f8;

  /** Number of ports. */
  public static final int PORTS = 8;

  private static final int DATA = 0;
  private static final int INTERRUPT_ENABLE = 1;
  private static final int INTERRUPT_ID = 2;
  private static final int LINE_CONTROL = 3;
  private static final int MODEM_CONTROL = 4;
  private static final int LINE_STATUS = 5;
  private static final int MODEM_STATUS = 6;

  private static final int DIVISOR_LATCH_ACCESS = 0x80;
  private static final int LOOPBACK = 0x10;
  private static final int DATA_READY = 0x01;
  private static final int TRANSMITTER_EMPTY = 0x60;
  private static final int CLEAR_TO_SEND_AND_READY = 0xb0;

  /** Writable bits of each register; the others are reserved and read as zero. */
  private static final int[] WRITABLE = {0xff, 0x0f, 0xcf, 0xff, 0x1f, 0x00, 0x00, 0xff};

  private final IntConsumer output;
  private final Queue<Byte> input = new ArrayDeque<>();
  private final int[] registers = new int[PORTS];
  private int divisor = 1;

  /**
   * @param output receives each transmitted byte, 0 to 255
   */
  public Uart16550(IntConsumer output) {
    this.output = output;
  }

  /** Lets a byte arrive at the receiver. */
  public void receive(byte value) {
    input.add(value);
  }

  @Override
  public long read(int offset, int bytes) {
    return switch (offset) {
      case DATA -> latchAccess() ? (divisor & 0xff) : received();
      case INTERRUPT_ENABLE -> latchAccess() ? divisor >>> 8 : registers[INTERRUPT_ENABLE];
      case INTERRUPT_ID -> interruptIdentification();
      case LINE_STATUS -> TRANSMITTER_EMPTY | (input.isEmpty() ? 0 : DATA_READY);
      case MODEM_STATUS -> modemStatus();
      default -> registers[offset];
    };
  }

  @Override
  public void write(int offset, int bytes, long value) {
    int written = (int) value & 0xff;
    if (latchAccess() && offset <= INTERRUPT_ENABLE) {
      divisor =
          offset == DATA ? (divisor & 0xff00) | written : (divisor & 0xff) | (written << Byte.SIZE);
    } else if (offset == DATA) {
      transmit(written);
    } else {
      registers[offset] = written & WRITABLE[offset];
    }
  }

  private void transmit(int value) {
    if ((registers[MODEM_CONTROL] & LOOPBACK) != 0) {
      input.add((byte) value);
    } else {
      output.accept(value);
    }
  }

  private int received() {
    return input.isEmpty() ? 0 : Byte.toUnsignedInt(input.remove());
  }

  /** FIFO state in bits 6-7, then the highest pending cause: received data, empty transmitter. */
  private int interruptIdentification() {
    int fifo = (registers[INTERRUPT_ID] & 1) != 0 ? 0xc0 : 0;
    int enabled = registers[INTERRUPT_ENABLE];
    if ((enabled & 1) != 0 && !input.isEmpty()) {
      return fifo | 4;
    }
    return fifo | ((enabled & 2) != 0 ? 2 : 1);
  }

  /** In loopback the modem outputs appear at the inputs: RTS, DTR, OUT1, OUT2. */
  private int modemStatus() {
    int control = registers[MODEM_CONTROL];
    if ((control & LOOPBACK) == 0) {
      return CLEAR_TO_SEND_AND_READY;
    }
    return ((control & 2) << 3)
        | ((control & 1) << 5)
        | ((control & 4) << 4)
        | ((control & 8) << 4);
  }

  private boolean latchAccess() {
    return (registers[LINE_CONTROL] & DIVISOR_LATCH_ACCESS) != 0;
  }
}
