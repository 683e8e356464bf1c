package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;

/**
 * In-order issue (renaming): which fused micro-operations go together in a cycle, and what holds a
 * cycle's group up. A group begins only where reorder buffer and scheduler have room for a whole
 * one.
 */
final class Issue implements Persistent, RelativeState {
  /** More micro-operations that wait for one port are not counted: a byte holds no more. */
  private static final int MOST_WAITING = 255;

  /** So many may wait for one port because of one issue slot: loads wait twice if they are late. */
  private static final int SLOT_WAITING = 4;

  private final ReorderBuffer reorderBuffer;
  private final PortSchedule ports;
  private final MoveElimination generalMoves;
  private final MoveElimination vectorMoves;
  private final EventTracer tracer;
  private final int width;
  private final int schedulerLimit;

  private long cycle;
  private int used;

  /**
   * Why the last group began when it did: when it was wanted, and when buffers had room. It is
   * noted only for a recorder, since groups begin too often.
   */
  private long wantedCycle;

  private IssueWait wanted = IssueWait.WIDTH;
  private long roomCycle;
  private long groupCycle;
  private boolean isFirst;

  Issue(
      CoreDescription core,
      ReorderBuffer reorderBuffer,
      PortSchedule ports,
      MoveElimination generalMoves,
      MoveElimination vectorMoves,
      EventTracer tracer) {
    this.reorderBuffer = reorderBuffer;
    this.ports = ports;
    this.generalMoves = generalMoves;
    this.vectorMoves = vectorMoves;
    this.tracer = tracer;
    this.width = core.parameter("issue-width");
    this.schedulerLimit = core.parameter("scheduler") - width;
    if (width < 1 || schedulerLimit < 0 || core.parameter("reorder-buffer") < width) {
      throw new IllegalArgumentException(
          "core %s: issue-width must be at least 1, and reorder-buffer and scheduler at least that"
              .formatted(core.name()));
    }
    int most = MOST_WAITING - SLOT_WAITING * width;
    if (core.parameter("scheduler") > most) {
      throw new IllegalArgumentException(
          "core %s: scheduler must be at most %d with that issue-width"
              .formatted(core.name(), most));
    }
  }

  /** The cycle of the present group. */
  long cycle() {
    return cycle;
  }

  /**
   * Slots are wanted for micro-operations that must go together.
   *
   * @param available the first cycle in which they are there
   * @param slots how many
   */
  void begin(long available, int slots) {
    if (tracer.recording()) {
      isFirst = false;
    }
    if (used + slots > width || available > cycle) {
      boolean full = used + slots > width && available <= cycle + 1;
      open(available, full ? IssueWait.WIDTH : IssueWait.FRONT_END);
    }
  }

  /** Takes the next slot; answers its number in its group. */
  int takeSlot() {
    return used++;
  }

  /** Leaves the rest of the group empty. */
  void close() {
    used = width;
  }

  /**
   * Begins a new group.
   *
   * @param earliest the first cycle in which it may be issued
   * @param reason what makes it wait until then
   */
  void open(long earliest, IssueWait reason) {
    long next = Math.max(cycle + 1, earliest);
    long room = Math.max(next, reorderBuffer.roomCycle());
    ports.advance(room);
    long first = room;
    if (ports.waiting() > schedulerLimit) {
      while (ports.inScheduler() > schedulerLimit) {
        first = ports.advanceToNextStart();
      }
    }
    long moving = next - cycle;
    generalMoves.advance(moving);
    vectorMoves.advance(moving);
    if (tracer.recording()) {
      wantedCycle = next;
      wanted = earliest > cycle ? reason : IssueWait.WIDTH;
      roomCycle = room;
      groupCycle = first;
      isFirst = true;
    }
    cycle = first;
    used = 0;
  }

  /** What the micro-operation to which the last slot was given waited for. */
  IssueWait waitedFor() {
    if (!isFirst) {
      return IssueWait.WIDTH;
    }
    if (groupCycle > roomCycle) {
      return IssueWait.SCHEDULER;
    }
    return roomCycle > wantedCycle ? IssueWait.REORDER_BUFFER : wanted;
  }

  /** The cycle itself is the base. */
  @Override
  public void describe(StateWriter out) {
    out.word(used);
  }

  @Override
  public void adopt(StateReader in) {
    cycle = in.base();
    used = in.word();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(cycle);
    out.writeInt(used);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    cycle = in.readLong();
    used = in.readInt();
  }
}
