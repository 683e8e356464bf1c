package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * What the bus sees of one counter of an 8254: control word, two-byte accesses, count and status
 * latches (Intel 82C54 data sheet, "Programming the 82C54").
 */
final class PitCounter implements Persistent {
  private static final int LOW_BYTE = 1;
  private static final int BOTH_BYTES = 3;

  private final CountingElement element;
  private int control;

  /** Bytes of a latched count that are still to be read. */
  private int latchedBytes;

  private int latchedCount;
  private boolean statusLatched;
  private int latchedStatus;
  private boolean highByteIsRead;
  private boolean highByteIsWritten;
  private int writtenLowByte;

  /**
   * @param gate level of its GATE pin at first
   */
  PitCounter(boolean gate) {
    element = new CountingElement(gate);
  }

  /** The counting element and its pins. */
  CountingElement element() {
    return element;
  }

  /** A control word for this counter that is not a latch command. */
  void program(int word) {
    control = word & 0x3f;
    latchedBytes = 0;
    statusLatched = false;
    highByteIsRead = false;
    highByteIsWritten = false;
    element.program(mode(), decimal());
  }

  /** Keeps the count for reading; a latched count that is not yet read stays. */
  void latchCount() {
    if (latchedBytes == 0) {
      latchedCount = visibleCount();
      latchedBytes = access() == BOTH_BYTES ? 2 : 1;
    }
  }

  /** Keeps the status for reading; a latched status that is not yet read stays. */
  void latchStatus() {
    if (!statusLatched) {
      statusLatched = true;
      latchedStatus =
          control | (element.nullCount() ? 1 << 6 : 0) | (element.output() ? 1 << 7 : 0);
    }
  }

  /** Reads the counter's port: latched status first, then a latched count, then the count. */
  int read() {
    if (statusLatched) {
      statusLatched = false;
      return latchedStatus;
    }
    return latchedBytes > 0 ? readLatched() : byteOf(visibleCount(), nextReadIsHigh());
  }

  /** Of two latched bytes the lower comes first, however far a reading of the live count was. */
  private int readLatched() {
    boolean high = access() == BOTH_BYTES ? latchedBytes == 1 : access() != LOW_BYTE;
    latchedBytes--;
    return byteOf(latchedCount, high);
  }

  private static int byteOf(int value, boolean high) {
    return high ? value >>> Byte.SIZE : value & 0xff;
  }

  /** Writes the counter's port. */
  void write(int value) {
    switch (access()) {
      case 0 -> {} // Never programmed: the data sheet leaves it undefined.
      case LOW_BYTE -> element.write(binary(value));
      case BOTH_BYTES -> writeInTurn(value);
      default -> element.write(binary(value << Byte.SIZE));
    }
  }

  private void writeInTurn(int value) {
    if (highByteIsWritten) {
      element.write(binary(writtenLowByte | (value << Byte.SIZE)));
    } else {
      writtenLowByte = value;
      element.firstByteWritten();
    }
    highByteIsWritten = !highByteIsWritten;
  }

  private boolean nextReadIsHigh() {
    if (access() != BOTH_BYTES) {
      return access() != LOW_BYTE;
    }
    boolean high = highByteIsRead;
    highByteIsRead = !highByteIsRead;
    return high;
  }

  private int visibleCount() {
    int value = element.count();
    if (!decimal()) {
      return value;
    }
    return value % 10
        | (value / 10 % 10 << 4)
        | (value / 100 % 10 << 8)
        | (value / 1000 % 10 << 12);
  }

  private int binary(int value) {
    if (!decimal()) {
      return value;
    }
    int digits = 1000 * (value >>> 12) + 100 * (value >>> 8 & 0xf);
    return (digits + 10 * (value >>> 4 & 0xf) + (value & 0xf)) % 10_000;
  }

  private int access() {
    return control >>> 4;
  }

  /** Modes 6 and 7 are modes 2 and 3: the upper bit does not count there. */
  private int mode() {
    int mode = control >>> 1 & 7;
    return mode >= 6 ? mode - 4 : mode;
  }

  private boolean decimal() {
    return (control & 1) != 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    element.save(out);
    out.writeByte(control);
    out.writeByte(latchedBytes);
    out.writeInt(latchedCount);
    out.writeBoolean(statusLatched);
    out.writeByte(latchedStatus);
    out.writeBoolean(highByteIsRead);
    out.writeBoolean(highByteIsWritten);
    out.writeByte(writtenLowByte);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    element.restore(in);
    control = in.readUnsignedByte();
    latchedBytes = in.readUnsignedByte();
    latchedCount = in.readInt();
    statusLatched = in.readBoolean();
    latchedStatus = in.readUnsignedByte();
    highByteIsRead = in.readBoolean();
    highByteIsWritten = in.readBoolean();
    writtenLowByte = in.readUnsignedByte();
  }
}
