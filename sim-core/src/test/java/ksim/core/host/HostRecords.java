package ksim.core.host;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.encoding.CodeMode;

/**
 * The records that go to and come from {@link HostProgram}.
 *
 * <p>A case: flags, length of the code, its offset in the page, seed of the memory (four bytes
 * each), bases of FS and GS, the general registers in the order of the kernel's struct sigcontext,
 * code, and the image if the flags say so. An outcome: signal, its code, its address, the whole
 * struct sigcontext, selectors, bases, number of changed words of memory, image, changed words
 * (offset, value). Its image is there if the case had one.
 */
final class HostRecords {
  /** Flag of a case: it comes with an image. */
  static final int IMAGE = 1;

  /** Flag of a case: the host can read and write segment bases in user mode. */
  static final int BASES = 2;

  /** Words of eight bytes in struct sigcontext before the pointer to the image. */
  static final int CONTEXT_WORDS = 23;

  static final int CASE_CONTEXT = 32;

  /** Those of them that a case sets. */
  static final int CASE_CONTEXT_WORDS = 19;

  static final int CASE_CODE = CASE_CONTEXT + 8 * CASE_CONTEXT_WORDS;
  static final int OUTCOME_CONTEXT = 16;
  static final int OUTCOME_SEGMENTS = OUTCOME_CONTEXT + 8 * CONTEXT_WORDS;
  static final int OUTCOME_CHANGES = OUTCOME_SEGMENTS + 24;
  static final int OUTCOME_IMAGE = OUTCOME_CHANGES + 8;

  /** Numbers of the general registers in the order of struct sigcontext. */
  private static final int[] ORDER = {8, 9, 10, 11, 12, 13, 14, 15, 7, 6, 5, 3, 2, 0, 1, 4};

  private static final int PAGE_FAULT = 14;

  private HostRecords() {}

  /** Whether a case needs an image of its own. */
  static boolean hasImage(Case c) {
    return c.imageSeed().isPresent();
  }

  /** Appends a case. */
  static void put(ByteBuffer out, Case c, boolean bases) {
    UserState before = c.before();
    out.putInt((hasImage(c) ? IMAGE : 0) | (bases ? BASES : 0));
    out.putInt(c.code().length).putInt(c.offset()).putInt(c.memory());
    out.putLong(before.fsBase()).putLong(before.gsBase());
    for (int number : ORDER) {
      out.putLong(before.gpr()[number]);
    }
    int code = c.mode() == CodeMode.BITS_64 ? Layout.USER_CODE_64 : Layout.USER_CODE_32;
    out.putLong(before.rip()).putLong(before.rflags());
    out.putLong((long) Layout.USER_DATA << 48 | code);
    out.put(c.code());
    if (hasImage(c)) {
      out.put(before.image());
    }
  }

  /** Takes the next outcome. */
  static Outcome take(ByteBuffer in, Case c) {
    in.position(in.position() + OUTCOME_CONTEXT);
    long[] gpr = new long[16];
    for (int number : ORDER) {
      gpr[number] = in.getLong();
    }
    long rip = in.getLong();
    long rflags = in.getLong();
    long codeAndStack = in.getLong();
    long error = in.getLong();
    int vector = (int) in.getLong();
    in.getLong(); // signal mask
    long cr2 = in.getLong();
    int[] selectors = new int[6];
    selectors[0] = in.getShort() & 0xffff;
    selectors[1] = (int) codeAndStack & 0xffff;
    selectors[2] = (int) (codeAndStack >>> 48);
    selectors[3] = in.getShort() & 0xffff;
    selectors[4] = in.getShort() & 0xffff;
    selectors[5] = in.getShort() & 0xffff;
    long fsBase = in.getLong();
    long gsBase = in.getLong();
    int changes = (int) in.getLong();
    byte[] image = c.before().image();
    if (hasImage(c)) {
      image = new byte[Image.BYTES];
      in.get(image);
      Image.normalize(image);
    }
    SortedMap<Integer, Long> memory = new TreeMap<>();
    for (int i = 0; i < changes; i++) {
      memory.put((int) in.getLong(), in.getLong());
    }
    UserState after = new UserState(gpr, rip, rflags, selectors, fsBase, gsBase, image);
    return new Outcome(vector, error, vector == PAGE_FAULT ? cr2 : 0, after, memory);
  }
}
