package ksim.core.exec;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.CodeContext;
import ksim.core.cpu.Cpu;
import ksim.core.decode.BlockBoundaries;
import ksim.core.decode.GuardPlacement;
import ksim.core.decode.Operations;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InvalidEncoding;
import ksim.core.encoding.NotInTable;
import ksim.core.encoding.TooLong;
import ksim.core.encoding.Truncated;
import ksim.core.fault.UnimplementedException;
import ksim.core.isa.ExecutionBreakpoint;
import ksim.core.isa.Op;
import ksim.core.isa.Undefined;
import ksim.core.observe.CodeObserver;
import ksim.core.processor.CpuModel;
import ksim.core.timing.CoreTiming;
import ksim.mmu.Mmu;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Decodes blocks. A block ends after a branch or an instruction that changes how execution goes on,
 * at the end of its page, at the address where the run is to end, and at a length limit. An
 * instruction that crosses into another page is a block of its own.
 */
final class BlockDecoder {
  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final int LONGEST_INSTRUCTION = 15;

  private final Cpu cpu;
  private final Mmu mmu;
  private final CpuModel model;
  private final CoreTiming timing;
  private final Hooks hooks;
  private final DebugStops stops;
  private final RunControl control;
  private final byte[] bytes = new byte[PAGE_BYTES + LONGEST_INSTRUCTION];

  BlockDecoder(Cpu cpu, CoreTiming timing, Hooks hooks, DebugStops stops, RunControl control) {
    this.cpu = cpu;
    this.mmu = cpu.mmu;
    this.model = cpu.model;
    this.timing = timing;
    this.hooks = hooks;
    this.stops = stops;
    this.control = control;
  }

  /**
   * Decodes the block at an address.
   *
   * @param rip its offset in the code segment, within the limit
   * @param context how that is executed
   * @param physical the physical address behind it
   * @param limit largest number of instructions, at least 1
   * @throws ksim.mmu.paging.PageFault if the first instruction reaches into a page that cannot be
   *     fetched from
   */
  Block decode(long rip, CodeContext context, long physical, int limit) {
    requireRam(physical);
    int inPage = PAGE_BYTES - (int) (physical & (PAGE_BYTES - 1));
    int available = withinLimit(context, rip, inPage);
    mmu.bus().memory().readBytes(physical, bytes, 0, available);
    Draft draft = new Draft(rip, context);
    int offset = 0;
    int read = 0;
    while (draft.instructions.size() < limit && offset < available && !draft.ends(offset)) {
      Decoded decoded = Decoder.decode(bytes, offset, available - offset, context.mode());
      if (decoded instanceof Truncated) {
        if (offset == 0) {
          return available < inPage
              ? draft.beyondLimit(new CodeBytes(physical, available, CodeBytes.ONE_PAGE))
              : decodeCrossing(rip, context, physical, available);
        }
        read = available;
        break;
      }
      if (offset != 0 && decoded instanceof Instruction next && BlockBoundaries.isFirst(next)) {
        read = offset + next.length();
        break;
      }
      offset = draft.add(decoded);
      if (draft.closed) {
        break;
      }
    }
    // A store into an instruction that the block ends before may make it longer.
    return draft.block(new CodeBytes(physical, Math.max(read, offset), CodeBytes.ONE_PAGE));
  }

  /** How many of the bytes from an offset on lie within the limit of the code segment. */
  private static int withinLimit(CodeContext context, long rip, int count) {
    long left = context.limit() - rip;
    return Long.compareUnsigned(left, count) < 0 ? (int) left + 1 : count;
  }

  private Block decodeCrossing(long rip, CodeContext context, long physical, int inPage) {
    Draft draft = new Draft(rip, context);
    int available = withinLimit(context, rip, inPage + LONGEST_INSTRUCTION);
    if (available <= inPage) {
      return draft.beyondLimit(new CodeBytes(physical, inPage, CodeBytes.ONE_PAGE));
    }
    long continuation = mmu.translateFetch(context.linear(rip + inPage));
    requireRam(continuation);
    mmu.bus().memory().readBytes(continuation, bytes, inPage, LONGEST_INSTRUCTION);
    Decoded decoded = Decoder.decode(bytes, 0, available, context.mode());
    if (decoded instanceof Truncated) {
      return draft.beyondLimit(new CodeBytes(physical, available, continuation));
    }
    int length = draft.add(decoded);
    return draft.block(new CodeBytes(physical, Math.max(length, inPage + 1), continuation));
  }

  private void requireRam(long physical) {
    if (!mmu.bus().isRam(physical)) {
      throw new UnimplementedException(
          "execution from physical address 0x%x, which is not RAM".formatted(physical));
    }
  }

  /** A block in the making. */
  private final class Draft {
    private final long rip;
    private final CodeContext context;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Integer> instructionOfOp = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>(List.of(0));
    private final GuardPlacement guards = new GuardPlacement();
    private boolean closed;
    private boolean endsLoop;

    Draft(long rip, CodeContext context) {
      this.rip = rip;
      this.context = context;
    }

    /** The block of an instruction that continues beyond the limit of the code segment. */
    Block beyondLimit(CodeBytes code) {
      addOp(new Undefined.BeyondCodeLimit());
      offsets.add(code.length());
      return block(code);
    }

    /** Whether the run ends at an offset from the start. */
    boolean ends(int offset) {
      return offset != 0 && control.endsAt(context.linear(rip + offset));
    }

    /** Adds an instruction, and answers the offset after it. */
    int add(Decoded decoded) {
      int start = offsets.getLast();
      boolean breaks = stops.breaksAt(context.linear(rip + start));
      if (breaks || stops.watching()) {
        addOp(new DebuggerOp(breaks));
      }
      int breakpoints = cpu.breakpoints.executionAt(context.linear(rip + start));
      if (breakpoints != 0) {
        addOp(new ExecutionBreakpoint(breakpoints, rip + start));
      }
      hooks.at(context.linear(rip + start)).forEach(this::addOp);
      CodeObserver.Point point =
          new CodeObserver.Point(context.linear(rip + start), offsets.size() - 1, decoded);
      hooks.probesBefore(point).forEach(this::addOp);
      Op op = Operations.of(model, decoded, rip + start, context);
      if (decoded instanceof Instruction instruction && !(op instanceof Undefined.InvalidOpcode)) {
        guards.before(instruction).forEach(this::addOp);
      }
      addOp(op);
      int length =
          switch (decoded) {
            case Instruction instruction -> close(instruction);
            case InvalidEncoding invalid -> closeIllegal(invalid.length());
            case NotInTable missing -> closeIllegal(missing.length());
            case TooLong _ -> closeIllegal(LONGEST_INSTRUCTION);
            case Truncated _ -> throw new IllegalStateException("truncated at 15 bytes");
          };
      offsets.add(start + length);
      hooks.probesAfter(point).forEach(this::addOp);
      return start + length;
    }

    private int close(Instruction instruction) {
      instructions.add(instruction);
      closed = BlockBoundaries.isLast(instruction);
      endsLoop = closed && !BlockBoundaries.isOrdinaryBranch(instruction);
      return instruction.length();
    }

    private int closeIllegal(int length) {
      closed = true;
      return length;
    }

    private void addOp(Op op) {
      ops.add(op);
      instructionOfOp.add(offsets.size() - 1);
    }

    Block block(CodeBytes code) {
      return new Block(
          rip,
          context,
          code,
          ops.toArray(Op[]::new),
          shorts(instructionOfOp),
          shorts(offsets),
          timing.profile(List.copyOf(instructions), rip, code.physical()),
          endsLoop);
    }
  }

  private static short[] shorts(List<Integer> values) {
    short[] result = new short[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = (short) (int) values.get(i);
    }
    return result;
  }
}
