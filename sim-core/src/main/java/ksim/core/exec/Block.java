package ksim.core.exec;

import java.util.List;
import ksim.core.compile.GuestBlock;
import ksim.core.cpu.CodeContext;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.isa.Op;
import ksim.core.timing.BlockProfile;

/**
 * A straight run of decoded instructions that is entered at its first and left after its last,
 * unless a fault or a store into its own code interrupts it. Bound to the place and the context it
 * was decoded for, and to one CPU: it carries that CPU's links to its successors.
 */
final class Block implements GuestBlock {
  /** Stamp of a block that must not be entered: its code has changed. */
  static final long DEAD = -1;

  private static final Op ABANDON =
      cpu -> {
        throw BlockAbandoned.INSTANCE;
      };

  /** {@link ksim.core.cpu.Cpu#rip} of the first instruction. */
  final long start;

  /** {@link ksim.core.cpu.Cpu#rip} after the last instruction. */
  final long end;

  /** How its code segment is executed. */
  final CodeContext context;

  /** Where its bytes lie in physical memory. */
  final CodeBytes code;

  /** What to execute: the instructions' operations, with hooks in front of those hooked. */
  final Op[] ops;

  /** Number of instructions. */
  final int count;

  /** What the timing model knows of it. */
  final BlockProfile profile;

  /** After it the loop looks for interrupts, a halt or another mode. */
  final boolean endsLoop;

  /**
   * The state of translation and of the CPU for which it is known that {@link #start} leads to
   * {@link #code} and that {@link #context} is the one in force; {@link #DEAD} if the block must
   * not be entered.
   */
  long stamp = DEAD;

  /** Blocks that have followed it. */
  Block successor = this;

  Block otherSuccessor = this;

  /** How often it has been executed by tier 0. */
  int executions;

  /** How often it will have been executed when tier 1 next asks whether it is hot. */
  int hotAt;

  /** Where to enter compiled code for it; {@link CompiledEntry#NONE} if there is none. */
  CompiledEntry compiled = CompiledEntry.NONE;

  /** Makes it current again where compiled code leads to it. */
  Renewal renewal = (block, present) -> false;

  /** Asked whether a block is still the one at its address. */
  @FunctionalInterface
  interface Renewal {
    /** Makes a block current under a stamp if that needs no more than a look. */
    boolean isStill(Block block, long stamp);
  }

  private final short[] instructionOfOp;
  private final short[] offsets;

  /**
   * @param start offset in the code segment
   * @param context how that is executed
   * @param code physical place
   * @param ops operations and hooks
   * @param instructionOfOp for each op the index of its instruction
   * @param offsets offset of each instruction from the start, and of the end
   * @param profile timing
   * @param endsLoop see {@link #endsLoop}
   */
  Block(
      long start,
      CodeContext context,
      CodeBytes code,
      Op[] ops,
      short[] instructionOfOp,
      short[] offsets,
      BlockProfile profile,
      boolean endsLoop) {
    this.start = start;
    this.end = start + offsets[offsets.length - 1];
    this.context = context;
    this.code = code;
    this.ops = ops;
    this.instructionOfOp = instructionOfOp;
    this.offsets = offsets;
    this.count = offsets.length - 1;
    this.profile = profile;
    this.endsLoop = endsLoop;
  }

  /** A block that is never valid, at an address that no code can have: stands for "none yet". */
  static Block none() {
    CodeBytes nowhere = new CodeBytes(0, 0, CodeBytes.ONE_PAGE);
    return new Block(
        1L << 62,
        CodeContext.LONG,
        nowhere,
        new Op[0],
        new short[0],
        new short[] {0},
        BlockProfile.empty(),
        false);
  }

  /** Index of the instruction that an op belongs to: how many come before it. */
  int instructionOf(int op) {
    return instructionOfOp[op];
  }

  /** {@link ksim.core.cpu.Cpu#rip} of an instruction. */
  long address(int instruction) {
    return start + offsets[instruction];
  }

  /** Whether it spans a linear address. */
  boolean contains(long linear) {
    return Long.compareUnsigned(linear - context.linear(start), end - start) < 0;
  }

  /** Whether a repeated string operation at its end goes on, {@code rip} being where it does. */
  boolean repeats(long rip) {
    return rip == address(count - 1)
        && instructions().size() == count
        && instructions().getLast().repeat() != RepeatPrefix.NONE;
  }

  /** The decoded instructions. */
  List<Instruction> instructions() {
    return profile.instructions();
  }

  @Override
  public long start() {
    return start;
  }

  @Override
  public long end() {
    return end;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public List<Op> operations() {
    return List.of(ops);
  }

  @Override
  public BlockProfile profile() {
    return profile;
  }

  @Override
  public boolean endsLoop() {
    return endsLoop;
  }

  @Override
  public boolean isCurrent(long present) {
    return stamp == present || renewal.isStill(this, present);
  }

  @Override
  public boolean isDead() {
    return stamp == DEAD;
  }

  /** Makes sure that it is not entered again, and left at the next op if it is running. */
  void kill() {
    stamp = DEAD;
    for (int i = 0; i < ops.length; i++) {
      // What watches the instruction that has killed the block still sees it.
      if (!(ops[i] instanceof ProbeOp probe && probe.behind())) {
        ops[i] = ABANDON;
      }
    }
  }
}
