package ksim.core.timing.frontend;

/** What the front end knows of a block before it runs: flat arrays by instruction, line, window. */
public final class FetchPlan {
  /** Only the first decoder takes the instruction. */
  static final int COMPLEX = 1;

  /** The decoders hold it back until they see what follows. */
  static final int MAY_FUSE = 1 << 1;

  /** It is the first of a macro-fused pair. */
  static final int FUSED = 1 << 2;

  /** It is a branch, or fused with one: nothing is decoded after it in the same cycle. */
  static final int BRANCH = 1 << 3;

  /** Some of its micro-operations, or all, come from the microcode sequencer. */
  static final int MICROCODE = 1 << 4;

  /** Linear address of the first instruction. */
  final long address;

  /** Physical address of the first instruction. */
  final long physical;

  /** By instruction: what is listed above. */
  final int[] flags;

  /** By instruction, and behind the last: offset of its first byte in the block. */
  final int[] offset;

  /** By instruction: offset of its nominal opcode, from its first byte. */
  final int[] opcode;

  /** By instruction, and behind the last: number of its first micro-operation. */
  final int[] firstUop;

  /** By instruction: how many of its micro-operations the decoders make. */
  final int[] decoderUops;

  /** By instruction: how many simple decoders may be used after it. */
  final int[] decodersLeft;

  /** By instruction: length-changing prefixes from it on in the same aligned bytes. */
  final int[] prefixes;

  /** By instruction: number of its window, counted from 0. */
  final int[] window;

  /** How the block lies in the micro-operation cache. */
  final CachedLines lines;

  /** Number of decoded micro-operations. */
  final int uops;

  /** Linear address of the byte behind the last instruction. */
  final long end;

  FetchPlan(
      long address,
      long physical,
      int[] flags,
      int[] offset,
      int[] opcode,
      int[] firstUop,
      int[] decoderUops,
      int[] decodersLeft,
      int[] prefixes,
      int[] window,
      CachedLines lines) {
    this.address = address;
    this.physical = physical;
    this.flags = flags;
    this.offset = offset;
    this.opcode = opcode;
    this.firstUop = firstUop;
    this.decoderUops = decoderUops;
    this.decodersLeft = decodersLeft;
    this.prefixes = prefixes;
    this.window = window;
    this.lines = lines;
    this.uops = firstUop[flags.length];
    this.end = address + offset[flags.length];
  }

  /** A plan without instructions. */
  static FetchPlan nothing(long address) {
    int[] none = new int[0];
    int[] end = new int[1];
    return new FetchPlan(
        address, 0, none, end, none, end, none, none, none, none, CachedLines.NONE);
  }

  /** Number of instructions. */
  int size() {
    return flags.length;
  }

  /** Number of decoded micro-operations. */
  public int uops() {
    return uops;
  }

  /** Linear address of the byte behind the last instruction. */
  public long end() {
    return end;
  }

  /** Linear address of the instruction that a micro-operation, or the end, belongs to. */
  long addressOfUop(int uop) {
    if (uop == uops) {
      return end;
    }
    int i = 0;
    while (i < flags.length && firstUop[i + 1] <= uop) {
      i++;
    }
    return address + offset[i];
  }
}
