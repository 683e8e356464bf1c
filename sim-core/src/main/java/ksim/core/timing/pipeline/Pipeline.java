package ksim.core.timing.pipeline;

import static ksim.core.timing.pipeline.UopCode.ACCESS_SHIFT;
import static ksim.core.timing.pipeline.UopCode.FINISH;
import static ksim.core.timing.pipeline.UopCode.FUSED_MASK;
import static ksim.core.timing.pipeline.UopCode.FUSED_SHIFT;
import static ksim.core.timing.pipeline.UopCode.GENERAL_MOVE;
import static ksim.core.timing.pipeline.UopCode.HEAD_WORDS;
import static ksim.core.timing.pipeline.UopCode.INSTRUCTION_MASK;
import static ksim.core.timing.pipeline.UopCode.LOADS;
import static ksim.core.timing.pipeline.UopCode.LOADS_MASK;
import static ksim.core.timing.pipeline.UopCode.LOADS_SHIFT;
import static ksim.core.timing.pipeline.UopCode.PARTS_MASK;
import static ksim.core.timing.pipeline.UopCode.PREPARE;
import static ksim.core.timing.pipeline.UopCode.RESOURCE_MASK;
import static ksim.core.timing.pipeline.UopCode.SOURCE_SHIFT;
import static ksim.core.timing.pipeline.UopCode.STORE;
import static ksim.core.timing.pipeline.UopCode.STORES;
import static ksim.core.timing.pipeline.UopCode.TARGET_SHIFT;
import static ksim.core.timing.pipeline.UopCode.UOP_WORDS;
import static ksim.core.timing.pipeline.UopCode.VECTOR_MOVE;
import static ksim.core.timing.pipeline.UopCode.WHOLE_MOVE;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.Resource;
import ksim.mmu.AccessLog;
import ksim.mmu.Persistent;

/**
 * The out-of-order core, in one pass in program order: each micro-operation gets the cycles in
 * which it is issued, starts, has executed and retires, from those of older ones. What a core
 * chooses - ports at issue, the oldest ready micro-operation first, retirement in order - depends
 * on older micro-operations only, so this is what a simulation cycle by cycle would give.
 */
public final class Pipeline implements Persistent {
  private final FrontEnd frontEnd;
  private final LoadStore loadStore;
  private final LoadBuffer loadBuffer;
  private final EventTracer tracer = new EventTracer();
  private final Registers registers = new Registers();
  private final MoveElimination generalMoves;
  private final MoveElimination vectorMoves;
  private final ReorderBuffer reorderBuffer;
  private final PortSchedule ports;
  private final Issue issue;
  private final Execution execution;
  private final Preparation preparation;

  private long othersDone;

  /**
   * @param core the core description
   * @param frontEnd where decoded micro-operations come from
   * @param loadStore what becomes of loads and stores
   */
  public Pipeline(CoreDescription core, FrontEnd frontEnd, LoadStore loadStore) {
    this.frontEnd = frontEnd;
    this.loadStore = loadStore;
    this.loadBuffer = new LoadBuffer(core.parameter("load-buffer"));
    this.generalMoves = new MoveElimination(core.parameter("move-slots"), 1);
    this.vectorMoves = new MoveElimination(core.parameter("vector-move-slots"), 2);
    this.reorderBuffer = new ReorderBuffer(core);
    this.ports = new PortSchedule(core);
    this.issue = new Issue(core, reorderBuffer, ports, generalMoves, vectorMoves);
    this.execution =
        new Execution(core, registers, ports, loadStore, generalMoves, vectorMoves, tracer);
    this.preparation = new Preparation(core, registers, issue, ports, reorderBuffer, tracer);
  }

  /**
   * Analyses a block when it is decoded.
   *
   * @param instructions its instructions
   * @param linear linear address of the first
   * @param physical its physical address
   */
  public BlockProgram program(List<InstructionUops> instructions, long linear, long physical) {
    return ProgramBuilder.build(
        instructions, frontEnd.plan(instructions, linear, physical), linear);
  }

  /** Tells a recorder of everything from now on. */
  public void record(PipelineRecorder recorder) {
    tracer.attach(recorder);
  }

  /** Ends recording. */
  public void stopRecording() {
    tracer.detach();
  }

  /** Cycle in which the youngest instruction so far retires. */
  public long retired() {
    return reorderBuffer.last();
  }

  /**
   * Cycle in which what the block has accessed beside its operands was there: descriptors, frames.
   */
  public long othersDone() {
    return othersDone;
  }

  /** Cycle in which the youngest micro-operation so far started; of a block, its branch. */
  public long lastStart() {
    return execution.lastStart();
  }

  /**
   * Runs a block.
   *
   * @param program the block
   * @param log what it has accessed
   * @param instructions how many of its instructions are executed
   * @return the cycle in which the last of them retires
   */
  public long run(BlockProgram program, AccessLog log, int instructions) {
    if (tracer.recording()) {
      tracer.begin(program, instructions);
    }
    frontEnd.enter(program.plan());
    loadStore.begin(program.accesses, log, instructions);
    int[] code = program.code;
    int end = program.start(instructions);
    int at = 0;
    long queued = 0;
    while (at < end) {
      int head = code[at];
      int head2 = code[at + 1];
      int fused = head >>> FUSED_SHIFT & FUSED_MASK;
      if (fused != 0) {
        queued = frontEnd.nextUop();
        int instruction = head2 & INSTRUCTION_MASK;
        if ((head & PREPARE) != 0
            || (registers.separateHighBytes() != 0 && at == program.start(instruction))) {
          preparation.begin(program, instruction, queued);
        }
        issue.begin(queued, fused);
        if ((head & (LOADS | STORES)) != 0) {
          waitForBuffers(head);
        }
        frontEnd.issued(issue.cycle());
      }
      at = slot(program, at + HEAD_WORDS, head, head2, queued);
      if ((head & FINISH) != 0) {
        finish(program.rules[head2 & INSTRUCTION_MASK]);
      }
    }
    othersDone = loadStore.end(reorderBuffer.last());
    return reorderBuffer.last();
  }

  /** Loads and stores need entries of their buffers. */
  private void waitForBuffers(int head) {
    int loads = head >>> LOADS_SHIFT & LOADS_MASK;
    long space = loads == 0 ? 0 : loadBuffer.space(loads);
    if (space > issue.cycle()) {
      issue.open(space, IssueWait.LOAD_BUFFER);
    }
    if ((head & STORES) != 0 && loadStore.storeSpace() > issue.cycle()) {
      issue.open(loadStore.storeSpace(), IssueWait.STORE_BUFFER);
    }
  }

  /** Runs what is in one issue slot; answers where the next one begins. */
  private int slot(BlockProgram program, int first, int head, int head2, long queued) {
    int instruction = head2 & INSTRUCTION_MASK;
    long issued = issue.cycle();
    int number = issue.takeSlot();
    int end = first + (head & PARTS_MASK) * UOP_WORDS;
    long done = issued;
    boolean eliminated = (head & (GENERAL_MOVE | VECTOR_MOVE)) != 0 && eliminate(head, head2);
    if (eliminated) {
      if (tracer.recording()) {
        tracer.unexecuted(issued, issued);
      }
    } else {
      for (int place = first; place < end; place += UOP_WORDS) {
        done = Math.max(done, execution.run(program, place, instruction, issued, number));
      }
    }
    long retired = reorderBuffer.retire(done);
    if ((head & STORE) != 0) {
      loadStore.storeRetired(head2 >>> ACCESS_SHIFT, retired, program.addresses[instruction]);
    }
    for (int loads = head >>> LOADS_SHIFT & LOADS_MASK; loads > 0; loads--) {
      loadBuffer.leave(retired);
    }
    if (tracer.recording()) {
      Elimination kind = program.instructions().get(instruction).elimination();
      boolean isMove = (head & (GENERAL_MOVE | VECTOR_MOVE)) != 0;
      tracer.retired(
          instruction,
          UopEvent.Origin.INSTRUCTION,
          isMove && !eliminated ? Elimination.NONE : kind,
          queued,
          issued,
          issue.waitedFor(),
          retired);
    }
    return end;
  }

  private boolean eliminate(int head, int head2) {
    int source = head2 >>> SOURCE_SHIFT & RESOURCE_MASK;
    int target = head2 >>> TARGET_SHIFT & RESOURCE_MASK;
    if ((head & VECTOR_MOVE) != 0) {
      if (!vectorMoves.move(source - Resource.VECTOR, target - Resource.VECTOR)) {
        return false;
      }
    } else {
      if (!generalMoves.move(source, target)) {
        return false;
      }
      int loaded = (head & WHOLE_MOVE) == 0 ? 0 : registers.loaded >>> source & 1;
      registers.loaded = registers.loaded & ~(1 << target) | loaded << target;
    }
    registers.ready[target] = registers.ready[source];
    if (tracer.recording()) {
      tracer.renamed(source, target);
    }
    return true;
  }

  private void finish(InstructionRules rules) {
    registers.commit(rules.commits());
    if (tracer.recording()) {
      for (InstructionRules.Commit commit : rules.commits()) {
        tracer.renamed(commit.from(), commit.to());
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    registers.save(out);
    generalMoves.save(out);
    vectorMoves.save(out);
    reorderBuffer.save(out);
    ports.save(out);
    issue.save(out);
    execution.save(out);
    loadBuffer.save(out);
    preparation.save(out);
    out.writeLong(othersDone);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    registers.restore(in);
    generalMoves.restore(in);
    vectorMoves.restore(in);
    reorderBuffer.restore(in);
    ports.restore(in);
    issue.restore(in);
    execution.restore(in);
    loadBuffer.restore(in);
    preparation.restore(in);
    othersDone = in.readLong();
  }
}
