package ksim.core.isa;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One line of {@code host-vectors.txt}: what a real processor did with an instruction. All numbers
 * are hexadecimal: code, flags whose outcome is defined, seed of the memory, RFLAGS and RAX to R15
 * before, and after {@code >} RFLAGS, the registers ({@code =} if unchanged) and the bytes of
 * memory that changed as {@code address:byte}.
 *
 * @param code the instruction
 * @param definedFlags flags that must agree
 * @param seed seed of the memory before
 * @param before the state before
 * @param after the state after
 */
@SuppressWarnings({"ArrayRecordComponent", "StringSplitter"}) // written once, then only read
record HostVector(byte[] code, long definedFlags, int seed, Snapshot before, Snapshot after) {
  private static final int BEFORE = 3;
  private static final int AFTER = BEFORE + 1 + 16 + 1;

  /** Reads a line. */
  static HostVector parse(String line) {
    String[] words = line.split(" ");
    int seed = Integer.parseInt(words[2], 16);
    byte[] memory = Snapshot.memory(seed);
    long[] gpr = new long[16];
    Arrays.setAll(gpr, i -> number(words[BEFORE + 1 + i]));
    Snapshot before = new Snapshot(gpr, number(words[BEFORE]), memory);
    long[] gprAfter = gpr.clone();
    for (int i = 0; i < 16; i++) {
      String word = words[AFTER + 1 + i];
      gprAfter[i] = word.equals("=") ? gpr[i] : number(word);
    }
    byte[] memoryAfter = memory.clone();
    for (int i = AFTER + 17; i < words.length; i++) {
      String[] change = words[i].split(":");
      memoryAfter[(int) (number(change[0]) - Snapshot.MEMORY)] = (byte) number(change[1]);
    }
    return new HostVector(
        HexFormat.of().parseHex(words[0]),
        number(words[1]),
        seed,
        before,
        new Snapshot(gprAfter, number(words[AFTER]), memoryAfter));
  }

  private static long number(String word) {
    return Long.parseUnsignedLong(word, 16);
  }

  /** Writes a line. */
  String format() {
    StringBuilder line = new StringBuilder(HexFormat.of().formatHex(code));
    line.append(" %x %x %x".formatted(definedFlags, seed, before.rflags()));
    for (long value : before.gpr()) {
      line.append(" %x".formatted(value));
    }
    line.append(" > %x".formatted(after.rflags()));
    for (int i = 0; i < 16; i++) {
      boolean same = before.gpr()[i] == after.gpr()[i];
      line.append(same ? " =" : " %x".formatted(after.gpr()[i]));
    }
    for (int i = 0; i < Snapshot.MEMORY_BYTES; i++) {
      if (before.memory()[i] != after.memory()[i]) {
        line.append(" %x:%02x".formatted(Snapshot.MEMORY + i, after.memory()[i]));
      }
    }
    return line.toString();
  }
}
