package ksim.core.encoding.asm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;

/**
 * Sees to it that branches do not cross borders, if that is wanted. They are moved by prefixes that
 * mean nothing, so that no instruction is added where there is one to carry them (GNU as: {@code
 * -malign-branch-prefix-size}).
 */
final class BranchPlacement {
  /** What decoders may fuse with a conditional jump behind it. */
  private static final Set<String> FUSIBLE =
      Set.of("cmp", "test", "add", "sub", "and", "inc", "dec");

  /** CS segment override: ignored in 64-bit mode (SDM volume 2, section 2.1.1). */
  private static final byte NO_MEANING = 0x2e;

  private static final List<Byte> SEGMENTS =
      List.of((byte) 0x26, (byte) 0x2e, (byte) 0x36, (byte) 0x3e, (byte) 0x64, (byte) 0x65);
  private static final List<Byte> OTHER_PREFIXES =
      List.of((byte) 0xf0, (byte) 0xf2, (byte) 0xf3, (byte) 0x66, (byte) 0x67);
  private static final int LONGEST_INSTRUCTION = 15;
  private static final int NONE = -1;

  /** Distance of borders, or 0 if branches stand where they come. */
  private int bytes;

  /** Index of the last instruction and of the one before it; {@link #NONE} if it is a branch. */
  private int last = NONE;

  private int lastButOne = NONE;

  /** Whether the last item is an instruction that may be fused. */
  private boolean fusible;

  void keepWithin(int distance) {
    bytes = distance;
  }

  /** A label: what stands before it is not fused with what comes. */
  void label() {
    fusible = false;
  }

  /** Data or an alignment: what comes has nothing before it. */
  void separate() {
    fusible = false;
    last = NONE;
    lastButOne = NONE;
  }

  /** An instruction comes: adds what keeps it, or it and the one before it, within borders. */
  void before(String mnemonic, List<Operand> operands, List<Item> items) {
    boolean jump = mnemonic.startsWith("j");
    boolean branch = jump || mnemonic.equals("call") || mnemonic.equals("ret");
    if (bytes != 0 && branch) {
      boolean pair = fusible && jump && !mnemonic.equals("jmp");
      int first = pair ? items.size() - 1 : items.size();
      int carrier = pair ? lastButOne : last;
      int at = carrier == NONE ? first : carrier;
      items.add(at, new Item.KeepWithin(bytes, first - at, pair ? 2 : 1));
    }
    fusible = FUSIBLE.contains(mnemonic) && !staysAlone(mnemonic, operands);
    lastButOne = branch ? NONE : last;
    last = branch ? NONE : items.size();
  }

  /** Decoders do not fuse what has memory and an immediate, or writes memory. */
  private static boolean staysAlone(String mnemonic, List<Operand> operands) {
    boolean memory = operands.stream().anyMatch(MemoryOperand.class::isInstance);
    boolean immediate = operands.stream().anyMatch(ImmediateOperand.class::isInstance);
    boolean reads = mnemonic.equals("cmp") || mnemonic.equals("test");
    return memory && (immediate || !reads);
  }

  /**
   * Fills the place before an instruction.
   *
   * @param code gets the bytes
   * @param at where the place begins
   * @param count number of bytes
   * @param nops whether only NOPs will do
   * @param instruction the instruction that follows
   */
  static void fill(byte[] code, int at, int count, boolean nops, byte[] instruction) {
    int prefixes = nops ? 0 : Math.min(count, LONGEST_INSTRUCTION - instruction.length);
    Nops.fill(code, at, count - prefixes);
    Arrays.fill(code, at + count - prefixes, at + count, prefix(instruction));
  }

  /** The segment override that an instruction has, since of several the last one counts. */
  private static byte prefix(byte[] instruction) {
    for (byte each : instruction) {
      if (SEGMENTS.contains(each)) {
        return each;
      }
      if (!OTHER_PREFIXES.contains(each)) {
        break;
      }
    }
    return NO_MEANING;
  }
}
