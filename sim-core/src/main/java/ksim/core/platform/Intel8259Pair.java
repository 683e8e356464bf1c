package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The two 8259As of a PC: the second one's output is input 2 of the first. Their edge/level control
 * registers belong to the chipset (Intel ICH9 data sheet, section 13.4.9).
 */
public final class Intel8259Pair implements ExternalInterrupts, Persistent {
  /** First of the two ports of the first controller. */
  public static final int FIRST_PORT = 0x20;

  /** First of the two ports of the second controller. */
  public static final int SECOND_PORT = 0xa0;

  /** First of the two ports of the edge/level control registers. */
  public static final int LEVEL_PORT = 0x4d0;

  /**
   * Of the lines, firmware leaves those open that it gives to PCI devices: 10 and 11. The others
   * have devices that would interrupt a kernel that does not expect it.
   */
  private static final int PCI_LINES = 1 << 2 | 1 << 3;

  private static final int CASCADE = 2;

  /** Input 7 of the controller that has nothing to serve when a CPU acknowledges. */
  private static final int SPURIOUS = 7;

  /** The timer, the keyboard and the cascade are edge-triggered. */
  private static final int FIRST_EDGE_ONLY = 0x07;

  /** The clock and the floating-point error are edge-triggered. */
  private static final int SECOND_EDGE_ONLY = 0x21;

  private final Intel8259 first = new Intel8259(1 << CASCADE, FIRST_EDGE_ONLY, this::drive);
  private final Intel8259 second = new Intel8259(0, SECOND_EDGE_ONLY, this::cascade);
  private final InterruptLine output;
  private boolean cascading;

  /**
   * @param output INTR, driven with each change
   */
  public Intel8259Pair(InterruptLine output) {
    this.output = output;
  }

  /** Connects them to their ports. */
  public void map(IoPorts ports) {
    ports.map("8259-1", FIRST_PORT, 2, first);
    ports.map("8259-2", SECOND_PORT, 2, second);
    ports.map("8259-level", LEVEL_PORT, 2, new LevelControl());
  }

  /**
   * Puts them into the state in which firmware leaves them: vectors 8 to 15 and 0x70 to 0x77,
   * everything masked but the cascade and the lines of PCI devices.
   */
  public void initialize() {
    initialize(first, 0x08, 1 << CASCADE, 0xff & ~(1 << CASCADE));
    initialize(second, 0x70, CASCADE, 0xff & ~PCI_LINES);
  }

  private static void initialize(Intel8259 controller, int vectorBase, int cascade, int mask) {
    controller.writeByte(0, 0x11);
    controller.writeByte(1, vectorBase);
    controller.writeByte(1, cascade);
    controller.writeByte(1, 0x01);
    controller.writeByte(1, mask);
  }

  /** An input by the number of its line on the ISA bus, 0 to 15 but 2. */
  InterruptLine input(int irq) {
    Intel8259 controller = irq < 8 ? first : second;
    return asserted -> controller.set(irq & 7, asserted);
  }

  private void drive() {
    output.set(first.request() != Intel8259.NONE);
  }

  private void cascade() {
    boolean requests = second.request() != Intel8259.NONE;
    if (requests != cascading) {
      cascading = requests;
      first.set(CASCADE, requests);
    }
  }

  @Override
  public int acknowledge() {
    int input = first.request();
    int vector;
    if (input == Intel8259.NONE) {
      vector = first.vector(SPURIOUS);
    } else {
      first.serve(input);
      vector = input == CASCADE ? acknowledgeSecond() : first.vector(input);
    }
    // INTR falls with the acknowledge cycle and rises again if there is more to serve.
    output.set(false);
    drive();
    return vector;
  }

  private int acknowledgeSecond() {
    int input = second.request();
    if (input == Intel8259.NONE) {
      return second.vector(SPURIOUS);
    }
    second.serve(input);
    first.set(CASCADE, false);
    cascading = false;
    cascade();
    return second.vector(input);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    first.save(out);
    second.save(out);
    out.writeBoolean(cascading);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    first.restore(in);
    second.restore(in);
    cascading = in.readBoolean();
  }

  /** ELCR1 and ELCR2. */
  private final class LevelControl implements BytePortDevice {
    @Override
    public int readByte(int offset) {
      return controller(offset).levelTriggered();
    }

    @Override
    public void writeByte(int offset, int value) {
      controller(offset).setLevelTriggered(value);
    }

    private Intel8259 controller(int offset) {
      return offset == 0 ? first : second;
    }
  }
}
