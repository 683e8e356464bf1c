package ksim.core.timing.frontend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The legacy decoders of a skylake once more, as queues that a loop over cycles moves instructions
 * through: slow, and written without regard to {@link FrontEnd}.
 */
final class CycleByCycleDecoders {
  private static final int PIECE = 16;
  private static final int FOUND_PER_CYCLE = 5;
  private static final int INSTRUCTION_QUEUE = 25;
  private static final int UOP_QUEUE = 64;
  private static final int DELIVERY = 6;
  private static final int ISSUE = 4;
  private static final int DECODERS = 4;

  private record Found(int instruction, long cycle) {}

  private final FetchPlan plan;
  private final LongPredicate issueStalls;

  private final Deque<Integer> toFind = new ArrayDeque<>();
  private final Deque<Found> instructions = new ArrayDeque<>();
  private final Deque<Long> queue = new ArrayDeque<>();
  private final List<Long> issued = new ArrayList<>();

  private long cycle = 1;
  private long piece;
  private boolean begun;
  private int pieceCycles;
  private List<Integer> waiting = List.of();
  private long waitsUntil;
  private boolean carried;
  private int microcode;
  private long microcodeFrom;
  private long decodeFrom;

  /**
   * @param plan the code
   * @param issueStalls the cycles in which nothing is issued
   */
  CycleByCycleDecoders(FetchPlan plan, LongPredicate issueStalls) {
    this.plan = plan;
    this.issueStalls = issueStalls;
    for (int i = 0; i < plan.size(); i++) {
      toFind.add(i);
    }
    piece = pieceOf(plan.address);
  }

  /** The cycles in which the micro-operations are issued. */
  List<Long> run() {
    while (issued.size() < plan.uops()) {
      issue();
      boolean room = queue.size() + DELIVERY <= UOP_QUEUE;
      find();
      if (room && microcode > 0 && cycle >= microcodeFrom) {
        deliver(Math.min(4, microcode));
        microcode -= Math.min(4, microcode);
        decodeFrom = cycle + 2;
      } else if (room && microcode == 0 && cycle >= decodeFrom) {
        decode();
      }
      cycle++;
    }
    return issued;
  }

  private void issue() {
    for (int i = 0; i < ISSUE && !issueStalls.test(cycle); i++) {
      if (!queue.isEmpty() && queue.peek() < cycle) {
        queue.remove();
        issued.add(cycle);
      }
    }
  }

  private long pieceOf(long address) {
    return Math.floorDiv(address, PIECE);
  }

  private long firstByte(int i) {
    return plan.address + plan.offset[i];
  }

  private boolean crosses(int i) {
    return pieceOf(firstByte(i)) != pieceOf(plan.address + plan.offset[i + 1] - 1);
  }

  private void find() {
    if (waiting.isEmpty() && !toFind.isEmpty() && cycle > waitsUntil) {
      if (instructions.size() + FOUND_PER_CYCLE > INSTRUCTION_QUEUE) {
        return;
      }
      take();
    }
    if (!waiting.isEmpty() && cycle >= waitsUntil) {
      waiting.forEach(i -> instructions.add(new Found(i, cycle)));
      waiting = List.of();
    }
  }

  /** One cycle's worth of the present piece. */
  private void take() {
    List<Integer> taken = new ArrayList<>();
    if (!begun) {
      long prefixes =
          toFind.stream().filter(i -> pieceOf(firstByte(i)) == piece && hasPrefix(i)).count();
      waitsUntil = cycle + Math.max(0, 3 * prefixes - Math.max(0, pieceCycles - 1));
      begun = true;
      pieceCycles = 0;
    }
    pieceCycles++;
    if (carried) {
      taken.add(toFind.remove());
      carried = false;
    }
    while (!toFind.isEmpty()
        && taken.size() < FOUND_PER_CYCLE
        && pieceOf(firstByte(toFind.peek())) == piece
        && !crosses(toFind.peek())) {
      taken.add(toFind.remove());
    }
    if (!toFind.isEmpty()) {
      int next = toFind.peek();
      boolean starts = pieceOf(firstByte(next)) == piece;
      boolean opcodeElsewhere = pieceOf(firstByte(next) + plan.opcode[next]) != piece;
      carried = starts && crosses(next) && (taken.size() < FOUND_PER_CYCLE || opcodeElsewhere);
      if (carried || !starts) {
        piece++;
        begun = false;
      }
    }
    waiting = taken;
  }

  private boolean hasPrefix(int i) {
    boolean nextCounts = i + 1 < plan.size() && pieceOf(firstByte(i)) == pieceOf(firstByte(i + 1));
    return plan.prefixes[i] > (nextCounts ? plan.prefixes[i + 1] : 0);
  }

  private void decode() {
    int used = 0;
    int left = DECODERS;
    while (left > 0 && !instructions.isEmpty()) {
      Found first = instructions.peek();
      int i = first.instruction();
      int flags = plan.flags[i];
      if (first.cycle() + 3 > cycle || ((flags & FetchPlan.COMPLEX) != 0 && used > 0)) {
        return;
      }
      if ((flags & FetchPlan.MAY_FUSE) != 0 && i + 1 < plan.size()) {
        Found second = instructions.stream().skip(1).findFirst().orElse(null);
        if (second == null || second.cycle() + 3 > cycle) {
          return;
        }
      }
      instructions.remove();
      if ((flags & FetchPlan.FUSED) != 0) {
        instructions.remove();
      }
      deliver(plan.decoderUops[i]);
      used++;
      left = (flags & FetchPlan.COMPLEX) != 0 ? Math.min(left - 1, plan.decodersLeft[i]) : left - 1;
      if ((flags & FetchPlan.MICROCODE) != 0) {
        microcode = plan.firstUop[i + 1] - plan.firstUop[i] - plan.decoderUops[i];
        microcodeFrom = cycle + 2;
        return;
      }
      if ((flags & FetchPlan.BRANCH) != 0) {
        return;
      }
    }
  }

  private void deliver(int count) {
    for (int i = 0; i < count; i++) {
      queue.add(cycle);
    }
  }
}
