package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.pipeline.UopEvent.Origin;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.MicroOp;

/**
 * Tells a {@link PipelineRecorder} what the model does. It is asked whether it is recording for
 * each micro-operation; if not, nothing else of it is used. It decides on nothing.
 */
final class EventTracer {
  private final FrontEnd frontEnd;
  private final long[] writers = new long[UopCode.RESOURCES];
  private final List<Executed> slot = new ArrayList<>();
  private Optional<PipelineRecorder> recorder = Optional.empty();
  private boolean recording;
  private long sequence;
  private long source = UopEvent.NONE;

  /** What is known of a micro-operation when it has executed. */
  private record Executed(
      MicroOp.Kind kind,
      long source,
      long ready,
      int port,
      long started,
      StartWait startWait,
      long memoryCycles,
      long done) {}

  /**
   * @param frontEnd knows why what it delivered last came no earlier
   */
  EventTracer(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  /** Tells a recorder from now on. */
  void attach(PipelineRecorder newRecorder) {
    recorder = Optional.of(newRecorder);
    recording = true;
    sequence = 0;
    Arrays.fill(writers, UopEvent.NONE);
  }

  /** Tells nobody from now on. */
  void detach() {
    recorder = Optional.empty();
    recording = false;
  }

  boolean recording() {
    return recording;
  }

  /** A block begins. */
  void begin(BlockProgram program, int instructions) {
    recorder.orElseThrow().begin(program, instructions);
  }

  /** A micro-operation is about to execute: finds out which of its sources comes last. */
  void sources(BlockProgram program, int place, long[] ready) {
    int packed = (int) program.code[place + 1];
    source = UopEvent.NONE;
    long latest = 0;
    for (int i = 0; i < UopCode.SOURCES; i++) {
      int resource = packed >>> (i * Byte.SIZE) & UopCode.RESOURCE_MASK;
      if (ready[resource] > latest) {
        latest = ready[resource];
        source = writers[resource];
      }
    }
    for (int resource : program.more.sources(place)) {
      if (ready[resource] > latest) {
        latest = ready[resource];
        source = writers[resource];
      }
    }
  }

  /** The same of one that has one source. */
  void source(int resource) {
    source = writers[resource];
  }

  /** It is about to be the writer of its results. */
  void results(BlockProgram program, int place) {
    long number = sequence + slot.size();
    for (int i = 0; i < UopCode.RESULTS; i++) {
      long result = program.code[place + 2] >>> (i * UopCode.RESULT_BITS);
      writers[(int) result & UopCode.RESOURCE_MASK] = number;
    }
    for (int result : program.more.results(place)) {
      writers[result & UopCode.RESOURCE_MASK] = number;
    }
  }

  /** The same of one that has one result. */
  void result(int resource) {
    writers[resource] = sequence + slot.size();
  }

  /** A move has been renamed away, or a value has come into force: who wrote the source counts. */
  void renamed(int from, int to) {
    writers[to] = writers[from];
  }

  /**
   * It has executed.
   *
   * @param flags first word of its code
   * @param operands cycle in which its sources were ready
   * @param wanted cycle in which it could have started by its sources and its way to the port
   * @param earliest the same with fences and units
   */
  void executed(
      int flags,
      long operands,
      long wanted,
      long earliest,
      int port,
      long start,
      long memoryCycles,
      long done) {
    StartWait wait;
    if (start > earliest) {
      wait = StartWait.PORT;
    } else if (earliest > wanted) {
      wait = (flags & UopCode.DIVIDE) == 0 ? StartWait.ORDERING : StartWait.DIVIDER;
    } else {
      // Where the last source and the way to the port are there at once, the source is named.
      wait = operands >= wanted ? StartWait.SOURCE : StartWait.ISSUE;
    }
    slot.add(new Executed(kind(flags), source, wanted, port, start, wait, memoryCycles, done));
  }

  /** It needs no port. */
  void unexecuted(long operands, long issued) {
    slot.add(
        new Executed(
            MicroOp.Kind.COMPUTE,
            source,
            Math.max(operands, issued),
            UopEvent.NONE,
            issued,
            StartWait.NOTHING,
            0,
            issued));
  }

  /** All micro-operations of a slot have executed, and it is known when they retire. */
  void retired(
      int instruction,
      Origin origin,
      Elimination elimination,
      long queued,
      long issued,
      IssueWait issueWait,
      long retired) {
    PipelineRecorder told = recorder.orElseThrow();
    for (int i = 0; i < slot.size(); i++) {
      Executed uop = slot.get(i);
      told.record(
          new UopEvent(
              sequence,
              instruction,
              origin,
              uop.kind(),
              i == 0,
              elimination,
              queued,
              frontEnd.limit(),
              issued,
              issueWait,
              uop.ready(),
              uop.source(),
              uop.port(),
              uop.started(),
              uop.startWait(),
              uop.memoryCycles(),
              uop.done(),
              retired));
      sequence++;
    }
    slot.clear();
  }

  private static MicroOp.Kind kind(int flags) {
    if ((flags & UopCode.LOAD) != 0) {
      return MicroOp.Kind.LOAD;
    }
    if ((flags & UopCode.STORE_ADDRESS) != 0) {
      return MicroOp.Kind.STORE_ADDRESS;
    }
    return (flags & UopCode.STORE_DATA) == 0 ? MicroOp.Kind.COMPUTE : MicroOp.Kind.STORE_DATA;
  }
}
