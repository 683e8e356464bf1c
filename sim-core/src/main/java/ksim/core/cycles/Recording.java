package ksim.core.cycles;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.timing.pipeline.BlockProgram;
import ksim.core.timing.pipeline.PipelineRecorder;
import ksim.core.timing.pipeline.UopEvent;
import ksim.core.timing.uops.InstructionUops;

/** What the pipeline tells of a measured program, by iterations and instructions of its body. */
final class Recording implements PipelineRecorder {
  private final CodeBlock body;
  private final long start;
  private final List<RecordedUop> uops = new ArrayList<>();
  private final SortedMap<Integer, InstructionUops> analysis = new TreeMap<>();

  /** Index in the body of each instruction of the block that runs, and its iteration. */
  private final List<Integer> indexes = new ArrayList<>();

  private final List<Integer> iterations = new ArrayList<>();
  private int iteration = -1;

  /**
   * @param body the body that is repeated
   * @param start address of its first copy
   */
  Recording(CodeBlock body, long start) {
    this.body = body;
    this.start = start;
  }

  /** The micro-operations, in program order. */
  List<RecordedUop> uops() {
    return Collections.unmodifiableList(uops);
  }

  /** How each instruction of the body goes through the core, by its index. */
  SortedMap<Integer, InstructionUops> analysis() {
    return Collections.unmodifiableSortedMap(analysis);
  }

  @Override
  public void begin(BlockProgram program, int instructions) {
    indexes.clear();
    iterations.clear();
    for (int i = 0; i < program.instructions().size(); i++) {
      int offset = (int) ((program.address(i) - start) % body.bytes().length);
      int index = body.indexAt(offset);
      if (offset == 0 && i < instructions) {
        iteration++;
      }
      indexes.add(index);
      iterations.add(Math.max(iteration, 0));
      analysis.putIfAbsent(index, program.instructions().get(i));
    }
  }

  @Override
  public void record(UopEvent event) {
    int instruction = event.instruction();
    uops.add(new RecordedUop(iterations.get(instruction), indexes.get(instruction), event));
  }
}
