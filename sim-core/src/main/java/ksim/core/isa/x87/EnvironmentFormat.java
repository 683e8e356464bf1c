package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Address;
import ksim.core.isa.Memory;
import ksim.core.isa.Operand;

/**
 * How FNSTENV, FNSAVE and their counterparts lay out all but the data registers (Intel SDM volume
 * 1, figures 8-9 to 8-12): by operand size, and as offsets with selectors or as linear addresses.
 */
public enum EnvironmentFormat {
  /** 32 bits, protected mode. */
  PROTECTED32(28) {
    @Override
    void storePointers(X87Registers x87, ByteBuffer image) {
      image.putInt(12, (int) x87.instructionPointer);
      image.putShort(16, (short) x87.instructionSelector);
      image.putShort(18, (short) x87.opcode);
      image.putInt(20, (int) x87.dataPointer);
      image.putInt(24, RESERVED | x87.dataSelector);
    }

    @Override
    void loadPointers(X87Registers x87, ByteBuffer image) {
      x87.instructionPointer = Integer.toUnsignedLong(image.getInt(12));
      x87.instructionSelector = Short.toUnsignedInt(image.getShort(16));
      x87.opcode = image.getShort(18) & OPCODE;
      x87.dataPointer = Integer.toUnsignedLong(image.getInt(20));
      x87.dataSelector = Short.toUnsignedInt(image.getShort(24));
    }
  },

  /** 32 bits, real-address and virtual-8086 mode: linear addresses of 32 bits. */
  REAL32(28) {
    @Override
    void storePointers(X87Registers x87, ByteBuffer image) {
      int instruction = linear(x87.instructionPointer, x87.instructionSelector);
      int data = linear(x87.dataPointer, x87.dataSelector);
      image.putInt(12, RESERVED | (instruction & 0xffff));
      image.putInt(16, instruction >>> 16 << 12 | x87.opcode);
      image.putInt(20, RESERVED | (data & 0xffff));
      image.putInt(24, data >>> 16 << 12);
    }

    @Override
    void loadPointers(X87Registers x87, ByteBuffer image) {
      int high = image.getInt(16);
      x87.instructionPointer =
          Integer.toUnsignedLong((image.getShort(12) & 0xffff) | high >>> 12 << 16);
      x87.opcode = high & OPCODE;
      x87.dataPointer =
          Integer.toUnsignedLong((image.getShort(20) & 0xffff) | image.getInt(24) >>> 12 << 16);
      x87.instructionSelector = 0;
      x87.dataSelector = 0;
    }
  },

  /** 16 bits, protected mode: there is no opcode, and loading leaves zero. */
  PROTECTED16(14) {
    @Override
    void storePointers(X87Registers x87, ByteBuffer image) {
      image.putShort(6, (short) x87.instructionPointer);
      image.putShort(8, (short) x87.instructionSelector);
      image.putShort(10, (short) x87.dataPointer);
      image.putShort(12, (short) x87.dataSelector);
    }

    @Override
    void loadPointers(X87Registers x87, ByteBuffer image) {
      x87.instructionPointer = Short.toUnsignedInt(image.getShort(6));
      x87.instructionSelector = Short.toUnsignedInt(image.getShort(8));
      x87.opcode = 0;
      x87.dataPointer = Short.toUnsignedInt(image.getShort(10));
      x87.dataSelector = Short.toUnsignedInt(image.getShort(12));
    }
  },

  /** 16 bits, real-address and virtual-8086 mode: linear addresses of 20 bits. */
  REAL16(14) {
    @Override
    void storePointers(X87Registers x87, ByteBuffer image) {
      int instruction = linear(x87.instructionPointer, x87.instructionSelector);
      int data = linear(x87.dataPointer, x87.dataSelector);
      image.putShort(6, (short) instruction);
      image.putShort(8, (short) (instruction >>> 16 << 12 | x87.opcode));
      image.putShort(10, (short) data);
      image.putShort(12, (short) (data >>> 16 << 12));
    }

    @Override
    void loadPointers(X87Registers x87, ByteBuffer image) {
      int high = Short.toUnsignedInt(image.getShort(8));
      x87.instructionPointer = Short.toUnsignedInt(image.getShort(6)) | high >>> 12 << 16;
      x87.opcode = high & OPCODE;
      x87.dataPointer =
          Short.toUnsignedInt(image.getShort(10))
              | Short.toUnsignedInt(image.getShort(12)) >>> 12 << 16;
      x87.instructionSelector = 0;
      x87.dataSelector = 0;
    }
  };

  private static final int OPCODE = 0x7ff;

  /** What is stored in the upper halves of 32-bit fields that have no meaning. */
  private static final int RESERVED = 0xffff_0000;

  private static final int WIDE_BYTES = 28;

  private final int bytes;

  EnvironmentFormat(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The format in force.
   *
   * @param bits operand size, 16 or more
   * @param protectedMode whether selectors name descriptors
   */
  public static EnvironmentFormat of(int bits, boolean protectedMode) {
    if (bits == 16) {
      return protectedMode ? PROTECTED16 : REAL16;
    }
    return protectedMode ? PROTECTED32 : REAL32;
  }

  /** The control word of an image in memory, with the reserved bytes behind it. */
  Operand controlWord(Address address) {
    return Memory.of(8 * wordBytes(), address);
  }

  private int wordBytes() {
    return bytes == WIDE_BYTES ? 4 : 2;
  }

  /** Size in bytes, 14 or 28. */
  int bytes() {
    return bytes;
  }

  /** Stores the environment at the start of an image. */
  void store(X87Registers x87, ByteBuffer image) {
    int step = wordBytes();
    storeWord(image, 0, x87.control);
    storeWord(image, step, StatusWord.of(x87));
    storeWord(image, 2 * step, TagWord.of(x87));
    storePointers(x87, image);
  }

  private void storeWord(ByteBuffer image, int at, int word) {
    if (bytes == WIDE_BYTES) {
      image.putInt(at, RESERVED | word);
    } else {
      image.putShort(at, (short) word);
    }
  }

  /** Loads the environment from the start of an image. */
  void load(X87Registers x87, ByteBuffer image) {
    int step = wordBytes();
    ControlWord.load(x87, image.getShort(0));
    StatusWord.load(x87, image.getShort(step));
    TagWord.load(x87, image.getShort(2 * step));
    loadPointers(x87, image);
  }

  abstract void storePointers(X87Registers x87, ByteBuffer image);

  abstract void loadPointers(X87Registers x87, ByteBuffer image);

  private static int linear(long offset, int selector) {
    return (selector << 4) + (int) offset;
  }
}
