package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ksim.core.cycles.Cause;
import ksim.core.cycles.ExplainedInstruction;
import ksim.core.cycles.ExplainedInstruction.Note;
import ksim.core.cycles.Explanation;
import ksim.core.cycles.Measurement;
import ksim.core.cycles.RecordedUop;
import ksim.core.timing.frontend.FetchLimit;
import ksim.core.timing.pipeline.IssueWait;
import ksim.core.timing.pipeline.StartWait;
import ksim.core.timing.pipeline.UopEvent;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.MicroOp;

/** An explanation that shows all that reports can say. */
final class SampleExplanation {
  private SampleExplanation() {}

  static Explanation explanation() {
    List<RecordedUop> uops = new ArrayList<>();
    for (int iteration = 0; iteration < 4; iteration++) {
      int at = 4 * iteration;
      uops.add(uop(iteration, 0, MicroOp.Kind.LOAD, at, at + 1, 2, at + 6, at + 11));
      uops.add(uop(iteration, 0, MicroOp.Kind.COMPUTE, at, at + 1, 1, at + 11, at + 14));
      uops.add(uop(iteration, 1, MicroOp.Kind.COMPUTE, at, at + 1, UopEvent.NONE, at + 1, at + 1));
      uops.add(uop(iteration, 2, MicroOp.Kind.COMPUTE, at + 1, at + 2, 6, at + 14, at + 15));
    }
    return new Explanation(
        new Measurement(3.5, 160, 3, 1, 1),
        List.of(
            new ExplainedInstruction(
                "imul   (%rbx),%rax",
                "IMUL (R64, M64)",
                1,
                2,
                List.of(0.0, 1.0, 0.5, 0.5),
                3,
                Collections.unmodifiableSet(EnumSet.of(Note.MICRO_FUSED))),
            new ExplainedInstruction(
                "mov    %rax,%rcx",
                "MOV (R64, R64)",
                1,
                1,
                List.of(0.0, 0.0, 0.0, 0.0),
                0,
                Collections.unmodifiableSet(EnumSet.of(Note.ELIMINATED))),
            new ExplainedInstruction(
                "add    $0x1,%rax",
                "guess",
                1,
                1,
                List.of(1.0, 0.0, 0.0, 0.0),
                0.5,
                Collections.unmodifiableSet(EnumSet.of(Note.NO_FIGURE)))),
        4,
        Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of(Cause.DEPENDENCY, 3.0, Cause.PORT, 0.49, Cause.TRANSIT, 0.01))),
        Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(0, 0.4, 1, 0.09))),
        List.of(0, 2),
        List.copyOf(uops));
  }

  private static RecordedUop uop(
      int iteration,
      int instruction,
      MicroOp.Kind kind,
      long queued,
      long issued,
      int port,
      long started,
      long done) {
    return new RecordedUop(
        iteration,
        instruction,
        new UopEvent(
            0,
            instruction,
            UopEvent.Origin.INSTRUCTION,
            kind,
            kind != MicroOp.Kind.COMPUTE || instruction > 0,
            Elimination.NONE,
            queued,
            FetchLimit.DECODERS,
            issued,
            IssueWait.WIDTH,
            started - 1,
            UopEvent.NONE,
            port,
            started,
            StartWait.SOURCE,
            0,
            done,
            done + 2));
  }
}
