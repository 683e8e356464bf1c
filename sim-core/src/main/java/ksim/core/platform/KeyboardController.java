package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.Persistent;

/**
 * The 8042 of a PC at ports 0x60 and 0x64, without keyboard or mouse (IBM PS/2 Hardware Interface
 * Technical Reference, "Keyboard and Auxiliary Device Controller"). It answers its own commands,
 * and for a device that is not there with a time-out, so that whoever looks for one is soon done.
 * Its output port drives the reset line; the A20 gate must stay open.
 */
public final class KeyboardController implements Persistent {
  /** Port of the data register. */
  public static final int DATA_PORT = 0x60;

  /** Port of the status register when read, of the command register when written. */
  public static final int COMMAND_PORT = 0x64;

  private static final int OUTPUT_FULL = 1;
  private static final int SYSTEM_FLAG = 1 << 2;
  private static final int LAST_WAS_COMMAND = 1 << 3;
  private static final int UNLOCKED = 1 << 4;
  private static final int TIME_OUT = 1 << 6;

  private static final int INTERRUPT_ENABLE = 1;
  private static final int DISABLE_KEYBOARD = 1 << 4;
  private static final int DISABLE_AUXILIARY = 1 << 5;

  private static final int OUTPUT_RESET = 1;
  private static final int OUTPUT_A20 = 1 << 1;
  private static final int OUTPUT_AT_RESET = 0xcf;

  private static final int NO_RESPONSE = 0xfe;
  private static final int SELF_TEST_PASSED = 0x55;
  private static final int CLOCK_LINE_STUCK_LOW = 0x01;
  private static final int RAM_BYTES = 32;

  private final InterruptLine line;
  private final Runnable reset;
  private final int[] ram = new int[RAM_BYTES];

  private int status = UNLOCKED | SYSTEM_FLAG;
  private int output;
  private int outputPort = OUTPUT_AT_RESET;

  /** The command whose data byte is to come; 0 if none is, and data goes to the keyboard. */
  private int command;

  /**
   * @param line interrupt of the keyboard's output
   * @param reset resets the machine
   */
  public KeyboardController(InterruptLine line, Runnable reset) {
    this.line = line;
    this.reset = reset;
    ram[0] = SYSTEM_FLAG | DISABLE_KEYBOARD | DISABLE_AUXILIARY;
  }

  /** The register at port 0x60. */
  public BytePortDevice dataPort() {
    return new Port(true);
  }

  /** The registers at port 0x64. */
  public BytePortDevice commandPort() {
    return new Port(false);
  }

  private int readData() {
    status &= ~(OUTPUT_FULL | TIME_OUT);
    line.set(false);
    return output;
  }

  private void writeData(int value) {
    status &= ~LAST_WAS_COMMAND;
    int pending = command;
    command = 0;
    if (pending >= 0x60 && pending < 0x60 + RAM_BYTES) {
      ram[pending - 0x60] = value;
      return;
    }
    switch (pending) {
      case 0xd1 -> drive(value);
      case 0xd2 -> answer(value, 0); // as if the keyboard had sent it
      case 0xd3, 0xd4, 0 -> answer(NO_RESPONSE, TIME_OUT); // no such device
      default -> throw new AssertionError(pending);
    }
  }

  private void writeCommand(int value) {
    status |= LAST_WAS_COMMAND;
    command = 0;
    if (value >= 0x20 && value < 0x20 + RAM_BYTES) {
      answer(ram[value - 0x20], 0);
    } else if ((value >= 0x60 && value < 0x60 + RAM_BYTES) || (value >= 0xd1 && value <= 0xd4)) {
      command = value;
    } else if (value >= 0xf0) {
      drive(outputPort & (value | 0xf0)); // Pulses the output bits that are clear in it.
    } else {
      execute(value);
    }
  }

  private void execute(int value) {
    switch (value) {
      case 0xa7 -> ram[0] |= DISABLE_AUXILIARY;
      case 0xa8 -> ram[0] &= ~DISABLE_AUXILIARY;
      case 0xa9 -> answer(CLOCK_LINE_STUCK_LOW, 0);
      case 0xaa -> answer(SELF_TEST_PASSED, 0);
      case 0xab -> answer(0, 0); // The keyboard's lines are fine.
      case 0xad -> ram[0] |= DISABLE_KEYBOARD;
      case 0xae -> ram[0] &= ~DISABLE_KEYBOARD;
      case 0xc0 -> answer(1 << 7, 0); // input port: not locked
      case 0xd0 -> answer(outputPort, 0);
      case 0xdd -> drive(outputPort & ~OUTPUT_A20);
      case 0xdf -> drive(outputPort | OUTPUT_A20);
      default -> {} // The controller ignores what it does not know.
    }
  }

  private void answer(int value, int error) {
    output = value;
    status = (status & ~TIME_OUT) | OUTPUT_FULL | error;
    line.set((ram[0] & INTERRUPT_ENABLE) != 0);
  }

  private void drive(int value) {
    if ((value & OUTPUT_RESET) == 0) {
      reset.run();
    } else if ((value & OUTPUT_A20) == 0) {
      throw new UnimplementedException("closing the A20 gate by the keyboard controller");
    } else {
      outputPort = value;
    }
  }

  private final class Port implements BytePortDevice {
    private final boolean data;

    Port(boolean data) {
      this.data = data;
    }

    @Override
    public int readByte(int offset) {
      return data ? readData() : status;
    }

    @Override
    public void writeByte(int offset, int value) {
      if (data) {
        writeData(value);
      } else {
        writeCommand(value);
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int value : ram) {
      out.writeByte(value);
    }
    out.writeByte(status);
    out.writeByte(output);
    out.writeByte(outputPort);
    out.writeByte(command);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < RAM_BYTES; i++) {
      ram[i] = in.readUnsignedByte();
    }
    status = in.readUnsignedByte();
    output = in.readUnsignedByte();
    outputPort = in.readUnsignedByte();
    command = in.readUnsignedByte();
  }
}
