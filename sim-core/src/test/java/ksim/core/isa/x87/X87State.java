package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import ksim.core.host.LastPlace;

/**
 * What an x87 instruction works on, the same on the host and in the simulation.
 *
 * @param image the image that FXSAVE64 stores
 * @param rax RAX
 * @param rflags RFLAGS
 * @param memory the bytes from {@link #MEMORY} on, where RSI points
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only read
record X87State(byte[] image, long rax, long rflags, byte[] memory) {
  static final int IMAGE_BYTES = 512;

  /** Address of the memory operand. */
  static final long MEMORY = HostX87.BASE + 0x1400;

  static final int MEMORY_BYTES = 512;

  /** Bytes of the image that belong to the x87 FPU. */
  private static final int X87_BYTES = 32 + 8 * 16;

  private static final int MXCSR_AT = 24;
  private static final int REGISTERS_AT = 32;
  private static final int REGISTER_BYTES = 16;
  private static final long FLAGS = 0x8d5;

  /** The first difference, for a person to read; empty if there is none. */
  String difference(X87State other) {
    int at = Arrays.mismatch(image, 0, MXCSR_AT, other.image, 0, MXCSR_AT);
    if (at < 0) {
      at = Arrays.mismatch(image, REGISTERS_AT, X87_BYTES, other.image, REGISTERS_AT, X87_BYTES);
      at = at < 0 ? at : at + REGISTERS_AT;
    }
    if (at >= 0) {
      return "image at %d:%n%s%n%s".formatted(at, this, other);
    }
    if (rax != other.rax) {
      return "rax %x and %x".formatted(rax, other.rax);
    }
    if (((rflags ^ other.rflags) & FLAGS) != 0) {
      return "flags %x and %x".formatted(rflags & FLAGS, other.rflags & FLAGS);
    }
    at = Arrays.mismatch(memory, other.memory);
    return at < 0 ? "" : "memory at %d: %s and %s".formatted(at, memoryText(), other.memoryText());
  }

  /** Whether two states differ, if at all, by what {@link LastPlace} allows. */
  boolean isNear(X87State other) {
    byte[] forgiven = new byte[image.length];
    LastPlace.forgive(fields(image), fields(other.image)).get(0, forgiven);
    return new X87State(forgiven, rax, rflags, memory).difference(other).isEmpty();
  }

  private static ByteBuffer fields(byte[] image) {
    return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether the data registers hold the same. */
  boolean hasRegistersOf(X87State other) {
    return Arrays.equals(image, REGISTERS_AT, X87_BYTES, other.image, REGISTERS_AT, X87_BYTES);
  }

  private String memoryText() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      text.append("%02x".formatted(memory[i]));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    ByteBuffer bytes = fields(image);
    StringBuilder text =
        new StringBuilder(
            "  cw %04x sw %04x tags %02x op %04x ip %x dp %x mem %s%n   "
                .formatted(
                    bytes.getShort(0),
                    bytes.getShort(2),
                    bytes.get(4),
                    bytes.getShort(6),
                    bytes.getLong(8),
                    bytes.getLong(16),
                    memoryText().substring(0, 20)));
    for (int i = 0; i < 8; i++) {
      int at = REGISTERS_AT + i * REGISTER_BYTES;
      text.append(" %04x:%016x".formatted(bytes.getShort(at + 8), bytes.getLong(at)));
    }
    return text.toString();
  }
}
