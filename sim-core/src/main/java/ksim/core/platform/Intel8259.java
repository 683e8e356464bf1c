package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * One 8259A interrupt controller (Intel 8259A data sheet; Intel ICH9 data sheet, section 13.4):
 * eight inputs, ranked, that share one output. The trigger mode of each input is set by an
 * edge/level control register, as on PCs with PCI, not by ICW1; the mode is always that of the
 * 8086. An edge stays latched until it is acknowledged, also if its line falls before that.
 */
final class Intel8259 implements BytePortDevice, Persistent {
  /** What {@link #request} answers when no input is to be served. */
  static final int NONE = -1;

  private static final int INPUTS = 8;

  /** Priority of nothing: lower than that of all inputs. */
  private static final int LOWEST = INPUTS;

  private static final int ICW1 = 0x10;
  private static final int ICW1_NEEDS_ICW4 = 0x01;
  private static final int ICW1_SINGLE = 0x02;
  private static final int ICW4_AUTOMATIC_EOI = 0x02;
  private static final int ICW4_SPECIAL_FULLY_NESTED = 0x10;
  private static final int OCW3 = 0x08;
  private static final int OCW3_POLL = 0x04;
  private static final int OCW3_READ_REGISTER = 0x02;
  private static final int OCW3_CHANGE_SPECIAL_MASK = 0x40;

  /** The initialization command word that is expected next at the odd port. */
  private enum Initialization {
    DONE,
    ICW2,
    ICW3,
    ICW4
  }

  private final int cascaded;
  private final int edgeOnly;
  private final Runnable changed;

  private int lines;
  private int requested;
  private int inService;

  /** Nothing is let through before it has been initialized. */
  private int mask = 0xff;

  private int level;
  private int vectorBase;
  private int highestInput;
  private boolean automaticEoi;
  private boolean rotatesOnAutomaticEoi;
  private boolean specialMask;
  private boolean specialFullyNested;
  private boolean readsInService;
  private boolean polled;
  private boolean single;
  private boolean needsIcw4;
  private Initialization initialization = Initialization.DONE;

  /**
   * @param cascaded inputs that another controller drives, a bit each
   * @param edgeOnly inputs that cannot be made level-triggered, a bit each
   * @param changed called after each change that may concern the output
   */
  Intel8259(int cascaded, int edgeOnly, Runnable changed) {
    this.cascaded = cascaded;
    this.edgeOnly = edgeOnly;
    this.changed = changed;
  }

  /**
   * Drives an input.
   *
   * @param input 0 to 7
   */
  void set(int input, boolean asserted) {
    int bit = 1 << input;
    boolean rises = asserted && (lines & bit) == 0;
    lines = asserted ? lines | bit : lines & ~bit;
    if ((level & bit) != 0) {
      requested = asserted ? requested | bit : requested & ~bit;
    } else if (rises) {
      requested |= bit;
    }
    changed.run();
  }

  /** The input that is to be served next, or {@link #NONE}. */
  int request() {
    int candidate = priority(requested & ~mask);
    int blocking = specialMask ? inService & ~mask : inService;
    if (specialFullyNested) {
      blocking &= ~cascaded;
    }
    return candidate < priority(blocking) ? (candidate + highestInput) & 7 : NONE;
  }

  /** Position of the most urgent input of a set: 0 is the most urgent, {@link #LOWEST} none. */
  private int priority(int inputs) {
    int position = 0;
    while (position < LOWEST && (inputs >> ((position + highestInput) & 7) & 1) == 0) {
      position++;
    }
    return position;
  }

  /** Takes an input into service. */
  void serve(int input) {
    int bit = 1 << input;
    if ((level & bit) == 0) {
      requested &= ~bit;
    }
    if (!automaticEoi) {
      inService |= bit;
    } else if (rotatesOnAutomaticEoi) {
      makeLowest(input);
    }
  }

  /** The vector of an input. */
  int vector(int input) {
    return vectorBase + input;
  }

  private void makeLowest(int input) {
    highestInput = (input + 1) & 7;
  }

  @Override
  public int readByte(int offset) {
    if (polled) {
      return poll();
    }
    if (offset == 1) {
      return mask;
    }
    return readsInService ? inService : requested;
  }

  /** The poll command: an acknowledge cycle that is a read. Bit 7 says whether there was one. */
  private int poll() {
    polled = false;
    int input = request();
    if (input == NONE) {
      return 0;
    }
    serve(input);
    changed.run();
    return 0x80 | input;
  }

  @Override
  public void writeByte(int offset, int value) {
    if (offset == 1) {
      writeOdd(value);
    } else if ((value & ICW1) != 0) {
      initialize(value);
    } else if ((value & OCW3) != 0) {
      selectMode(value);
    } else {
      endOfInterrupt(value >> 5, value & 7);
    }
    changed.run();
  }

  /** ICW1: everything is as after power-up, and up to three more words follow. */
  private void initialize(int word) {
    // The edge detectors are cleared, level-triggered inputs go on requesting.
    requested &= level;
    mask = 0;
    inService = 0;
    highestInput = 0;
    specialMask = false;
    readsInService = false;
    polled = false;
    rotatesOnAutomaticEoi = false;
    automaticEoi = false;
    specialFullyNested = false;
    needsIcw4 = (word & ICW1_NEEDS_ICW4) != 0;
    single = (word & ICW1_SINGLE) != 0;
    initialization = Initialization.ICW2;
  }

  private void writeOdd(int word) {
    switch (initialization) {
      case DONE -> mask = word; // OCW1
      case ICW2 -> {
        vectorBase = word & ~7;
        initialization = single ? afterCascade() : Initialization.ICW3;
      }
      case ICW3 -> initialization = afterCascade(); // The wiring is what it is.
      case ICW4 -> {
        automaticEoi = (word & ICW4_AUTOMATIC_EOI) != 0;
        specialFullyNested = (word & ICW4_SPECIAL_FULLY_NESTED) != 0;
        initialization = Initialization.DONE;
      }
    }
  }

  private Initialization afterCascade() {
    return needsIcw4 ? Initialization.ICW4 : Initialization.DONE;
  }

  private void selectMode(int word) {
    polled = (word & OCW3_POLL) != 0;
    if ((word & OCW3_READ_REGISTER) != 0) {
      readsInService = (word & 1) != 0;
    }
    if ((word & OCW3_CHANGE_SPECIAL_MASK) != 0) {
      specialMask = (word & 0x20) != 0;
    }
  }

  /**
   * OCW2.
   *
   * @param command its upper three bits: rotate, specific, end of interrupt
   * @param input its lower three bits
   */
  private void endOfInterrupt(int command, int input) {
    switch (command) {
      case 0 -> rotatesOnAutomaticEoi = false;
      case 4 -> rotatesOnAutomaticEoi = true;
      case 1, 5 -> {
        int position = priority(specialMask ? inService & ~mask : inService);
        if (position != LOWEST) {
          leave((position + highestInput) & 7, command == 5);
        }
      }
      case 3, 7 -> leave(input, command == 7);
      case 6 -> makeLowest(input);
      default -> {} // 2: no operation
    }
  }

  private void leave(int input, boolean rotate) {
    inService &= ~(1 << input);
    if (rotate) {
      makeLowest(input);
    }
  }

  /** The edge/level control register: a bit for each level-triggered input. */
  int levelTriggered() {
    return level;
  }

  /** Writes the edge/level control register; reserved bits stay zero. */
  void setLevelTriggered(int inputs) {
    level = inputs & ~edgeOnly & 0xff;
    requested = (requested & ~level) | (lines & level);
    changed.run();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    int[] bytes = {lines, requested, inService, mask, level, vectorBase, highestInput};
    for (int value : bytes) {
      out.writeByte(value);
    }
    out.writeBoolean(automaticEoi);
    out.writeBoolean(rotatesOnAutomaticEoi);
    out.writeBoolean(specialMask);
    out.writeBoolean(specialFullyNested);
    out.writeBoolean(readsInService);
    out.writeBoolean(polled);
    out.writeBoolean(single);
    out.writeBoolean(needsIcw4);
    out.writeUTF(initialization.name());
  }

  @Override
  public void restore(DataInput in) throws IOException {
    lines = in.readUnsignedByte();
    requested = in.readUnsignedByte();
    inService = in.readUnsignedByte();
    mask = in.readUnsignedByte();
    level = in.readUnsignedByte();
    vectorBase = in.readUnsignedByte();
    highestInput = in.readUnsignedByte() & 7;
    automaticEoi = in.readBoolean();
    rotatesOnAutomaticEoi = in.readBoolean();
    specialMask = in.readBoolean();
    specialFullyNested = in.readBoolean();
    readsInService = in.readBoolean();
    polled = in.readBoolean();
    single = in.readBoolean();
    needsIcw4 = in.readBoolean();
    initialization = SavedEnum.read(in, Initialization.class);
  }
}
