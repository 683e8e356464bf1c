package ksim.core.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What one instruction works on: the general registers, RFLAGS and one stretch of memory, at the
 * same linear addresses on the host and in the simulation.
 *
 * @param gpr RAX to R15 in hardware order
 * @param rflags RFLAGS
 * @param memory the bytes from {@link #MEMORY} on
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only read
record Snapshot(long[] gpr, long rflags, byte[] memory) {
  /** Where everything is mapped. Below 2 GiB, so that absolute addresses reach it. */
  static final long BASE = 0x10_0000L;

  /** Linear address of the instruction under test. */
  static final long CODE = BASE + 0x200;

  /** Linear address of the memory it may touch. */
  static final long MEMORY = BASE + 0x2000;

  static final int MEMORY_BYTES = 0x1000;

  /** Bytes mapped in all. */
  static final long MAPPED_BYTES = 0x4000;

  /** Memory with pseudo-random contents. */
  static byte[] memory(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer bytes = ByteBuffer.allocate(MEMORY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return bytes.array();
  }

  /** The first difference in what is defined, for a person to read; empty if there is none. */
  String difference(Snapshot other, long definedFlags) {
    for (int i = 0; i < 16; i++) {
      if (gpr[i] != other.gpr[i]) {
        return "register %d: %016x and %016x".formatted(i, gpr[i], other.gpr[i]);
      }
    }
    if (((rflags ^ other.rflags) & definedFlags) != 0) {
      return "flags: %x and %x, defined %x".formatted(rflags, other.rflags, definedFlags);
    }
    int at = Arrays.mismatch(memory, other.memory);
    return at < 0
        ? ""
        : "memory at %x: %02x and %02x".formatted(MEMORY + at, memory[at], other.memory[at]);
  }
}
