package ksim.core.host;

import java.util.OptionalInt;
import ksim.core.encoding.CodeMode;

/**
 * A piece of code and the state that it starts from.
 *
 * @param mode {@link CodeMode#BITS_64} or {@link CodeMode#BITS_32}
 * @param code the bytes, at most {@link #LONGEST}
 * @param offset where they stand within the page of code; INT3 surrounds them
 * @param memory seed of the data, below {@link Layout#MEMORIES}
 * @param imageSeed seed of the x87 and vector state, or nothing if that is the initial one
 * @param before the state; its image is the one of the seed
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only read
record Case(
    CodeMode mode, byte[] code, int offset, int memory, OptionalInt imageSeed, UserState before) {
  /** Largest length of the code in bytes. */
  static final int LONGEST = 1024;

  /** Where the code ends: a run that comes to its end stops at the INT3 there. */
  long end() {
    return Layout.CODE + offset + code.length;
  }

  /** The x87 and vector state of a seed. */
  static byte[] image(OptionalInt seed) {
    return seed.isPresent() ? ImageSampler.image(seed.getAsInt()) : Image.DEFAULT;
  }
}
