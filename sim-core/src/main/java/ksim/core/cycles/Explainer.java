package ksim.core.cycles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import ksim.core.cycles.ExplainedInstruction.Note;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.pipeline.UopEvent;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.InstructionUops;

/** Makes an explanation of what the pipeline has recorded. */
final class Explainer {
  private static final double HALF = 0.5;

  /** Instructions on the critical path for less than this part of a cycle are not of its chain. */
  private static final double LEAST_CHAIN_CYCLES = 0.05;

  private final CodeBlock body;
  private final Recording recording;
  private final int iterations;
  private final int ports;
  private final CriticalPath path;

  private Explainer(CodeBlock body, Recording recording, CoreDescription core) {
    this.body = body;
    this.recording = recording;
    this.ports =
        Math.max(
            core.parameter("ports"),
            recording.uops().stream().mapToInt(uop -> uop.event().port() + 1).max().orElse(0));
    this.iterations = recording.uops().isEmpty() ? 1 : recording.uops().getLast().iteration() + 1;
    this.path = CriticalPath.of(recording.uops(), core.parameter("store-buffer"));
  }

  /**
   * An explanation.
   *
   * @param body what was repeated
   * @param measurement its cycles
   * @param beginning what was recorded of the first iterations
   * @param recording what was recorded in the steady state
   * @param core the core description
   */
  static Explanation explain(
      CodeBlock body,
      Measurement measurement,
      Recording beginning,
      Recording recording,
      CoreDescription core) {
    Explainer explainer = new Explainer(body, recording, core);
    List<ExplainedInstruction> instructions = new ArrayList<>();
    for (int i = 0; i < body.instructions().size(); i++) {
      instructions.add(explainer.instruction(i));
    }
    return new Explanation(
        measurement,
        List.copyOf(instructions),
        explainer.ports,
        perIteration(explainer.path.cycles(), explainer.iterations),
        perIteration(explainer.path.ports(), explainer.iterations),
        explainer.chain(),
        beginning.uops());
  }

  private static <K> SortedMap<K, Double> perIteration(Map<K, Long> cycles, int iterations) {
    SortedMap<K, Double> means = new TreeMap<>();
    cycles.forEach((key, sum) -> means.put(key, (double) sum / iterations));
    return Collections.unmodifiableSortedMap(means);
  }

  private List<Integer> chain() {
    Set<Integer> members = new TreeSet<>();
    path.dependency()
        .forEach(
            (instruction, cycles) -> {
              if (cycles > LEAST_CHAIN_CYCLES * iterations) {
                members.add(instruction);
              }
            });
    return List.copyOf(members);
  }

  private ExplainedInstruction instruction(int index) {
    InstructionUops analysis = recording.analysis().get(index);
    if (analysis == null) {
      throw new IllegalStateException("instruction " + index + " was never recorded");
    }
    int slots = 0;
    int uops = 0;
    int eliminated = 0;
    double[] taken = new double[ports];
    Set<Note> notes = notes(analysis);
    for (RecordedUop uop : recording.uops()) {
      if (uop.instruction() != index) {
        continue;
      }
      UopEvent event = uop.event();
      uops++;
      slots += event.firstOfSlot() ? 1 : 0;
      eliminated += isEliminated(event) ? 1 : 0;
      if (event.port() != UopEvent.NONE) {
        taken[event.port()]++;
      }
      switch (event.origin()) {
        case STACK_ENGINE -> notes.add(Note.STACK_SYNCHRONIZED);
        case MERGE -> notes.add(Note.MERGED);
        case INSTRUCTION -> {}
      }
    }
    if (eliminated > HALF * iterations) {
      notes.add(Note.ELIMINATED);
    }
    return new ExplainedInstruction(
        body.text(index),
        analysis.figure().source(),
        (double) slots / iterations,
        (double) uops / iterations,
        Arrays.stream(taken).mapToObj(count -> count / iterations).toList(),
        (double) path.dependency().getOrDefault(index, 0L) / iterations,
        Collections.unmodifiableSet(notes));
  }

  private static boolean isEliminated(UopEvent event) {
    return event.elimination() == Elimination.GENERAL_MOVE
        || event.elimination() == Elimination.VECTOR_MOVE;
  }

  private static Set<Note> notes(InstructionUops uops) {
    Set<Note> notes = EnumSet.noneOf(Note.class);
    note(notes, Note.MACRO_FUSED, uops.fusesWithNext());
    note(notes, Note.FUSED_INTO_PREVIOUS, uops.fusedIntoPrevious());
    note(
        notes,
        Note.MICRO_FUSED,
        uops.uops().stream()
            .anyMatch(d -> d.parts().stream().anyMatch(fused -> fused.parts().size() > 1)));
    note(notes, Note.UNLAMINATED, uops.uops().stream().anyMatch(d -> d.parts().size() > 1));
    note(notes, Note.KNOWN, uops.elimination() == Elimination.KNOWN);
    note(notes, Note.MICROCODE, uops.decoderUops() < uops.uops().size());
    note(notes, Note.COMPLEX_DECODER, uops.complexDecoder());
    note(notes, Note.LENGTH_CHANGING_PREFIX, uops.lengthChangingPrefix());
    note(notes, Note.NO_FIGURE, uops.figure().fallback());
    return notes;
  }

  private static void note(Set<Note> notes, Note note, boolean holds) {
    if (holds) {
      notes.add(note);
    }
  }
}
