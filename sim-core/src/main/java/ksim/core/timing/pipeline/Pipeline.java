package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
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
public final class Pipeline implements Persistent, RelativeState {
  private final int storeAddressLatency;
  private final int takenJumpPorts;
  private final FrontEnd frontEnd;
  private final LoadStore loadStore;
  private final LoadBuffer loadBuffer;
  private final EventTracer tracer;
  private final Registers registers;
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
   * @param throughputForms how many forms of instructions have a throughput, see {@link
   *     ksim.core.timing.figures.FigureTable#throughputForms}
   */
  public Pipeline(
      CoreDescription core, FrontEnd frontEnd, LoadStore loadStore, int throughputForms) {
    this.storeAddressLatency = core.parameter("store-address-latency");
    this.takenJumpPorts = core.ports("ports-taken-jump");
    this.frontEnd = frontEnd;
    this.loadStore = loadStore;
    this.tracer = new EventTracer(frontEnd);
    this.registers = new Registers(core);
    this.loadBuffer = new LoadBuffer(core.parameter("load-buffer"));
    this.generalMoves = new MoveElimination(core.parameter("move-slots"), 1);
    this.vectorMoves = new MoveElimination(core.parameter("vector-move-slots"), 2);
    this.reorderBuffer = new ReorderBuffer(core);
    this.ports = new PortSchedule(core);
    this.issue = new Issue(core, reorderBuffer, ports, generalMoves, vectorMoves, tracer);
    Ordering ordering = new Ordering(core, loadStore, throughputForms);
    this.execution =
        new Execution(
            core, registers, ports, ordering, loadStore, generalMoves, vectorMoves, tracer);
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
        instructions,
        frontEnd.plan(instructions, linear, physical),
        linear,
        storeAddressLatency,
        takenJumpPorts);
  }

  /** Tells a recorder of everything from now on. */
  public void record(PipelineRecorder recorder) {
    tracer.attach(recorder);
  }

  /** Whether somebody is told. */
  public boolean isRecording() {
    return tracer.recording();
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
    int watched = 0;
    if (tracer.recording()) {
      tracer.begin(program, instructions);
      watched = UopCode.SPECIAL;
    }
    frontEnd.enter(program.plan());
    loadStore.begin(program.accesses, log, instructions);
    long[] code = program.code;
    int end = program.start(instructions);
    // One test for slots that are not plain, none of which is if it is recorded.
    int plain = watched == 0 ? UopCode.PLAIN : 0;
    int at = 0;
    long queued = 0;
    while (at < end) {
      long head = code[at];
      int fused = (int) head >>> UopCode.FUSED_SHIFT & UopCode.FUSED_MASK;
      if (fused != 0) {
        queued = frontEnd.nextUop();
        if (((int) head & UopCode.PREPARE) != 0 || registers.separateHighBytes() != 0) {
          prepare(program, at, queued);
        }
        if (((int) head & UopCode.STACK) != 0) {
          preparation.stack(head, queued);
        }
        issue.begin(queued, fused);
        if (((int) head & (UopCode.LOADS | UopCode.STORES)) != 0) {
          waitForBuffers((int) head);
        }
        frontEnd.issued(issue.cycle());
      }
      if (((int) head & plain) != 0) {
        int place = at + UopCode.HEAD_WORDS;
        reorderBuffer.retire(execution.compute(code, place, issue.cycle(), issue.takeSlot()));
        at = place + UopCode.UOP_WORDS;
      } else {
        at = slot(program, at, head, queued, watched);
      }
    }
    othersDone = loadStore.end(reorderBuffer.last());
    return reorderBuffer.last();
  }

  private void prepare(BlockProgram program, int at, long queued) {
    int instruction = instruction(program.code[at]);
    if (at == program.start(instruction)) {
      preparation.begin(program, instruction, queued);
    }
  }

  private static int instruction(long head) {
    return (int) (head >>> UopCode.INSTRUCTION_SHIFT) & UopCode.INSTRUCTION_MASK;
  }

  /** Loads and stores need entries of their buffers. */
  private void waitForBuffers(int head) {
    int loads = head >>> UopCode.LOADS_SHIFT & UopCode.LOADS_MASK;
    long space = loads == 0 ? 0 : loadBuffer.space(loads);
    if (space > issue.cycle()) {
      issue.open(space, IssueWait.LOAD_BUFFER);
    }
    if ((head & UopCode.STORES) != 0 && loadStore.storeSpace() > issue.cycle()) {
      issue.open(loadStore.storeSpace(), IssueWait.STORE_BUFFER);
    }
  }

  /** Runs what is in one issue slot; answers where the next one begins. */
  private int slot(BlockProgram program, int at, long head, long queued, int watched) {
    int flags = (int) head;
    int instruction = instruction(head);
    long issued = issue.cycle();
    int number = issue.takeSlot();
    int place = at + UopCode.HEAD_WORDS;
    int end = place + (flags & UopCode.PARTS_MASK) * UopCode.UOP_WORDS;
    long done = issued;
    boolean isMove = (flags & (UopCode.GENERAL_MOVE | UopCode.VECTOR_MOVE)) != 0;
    if (isMove && eliminate(head, issued)) {
      isMove = false;
    } else {
      for (; place < end; place += UopCode.UOP_WORDS) {
        boolean simple = (((int) program.code[place] | watched) & UopCode.NOT_SIMPLE) == 0;
        long executed =
            simple
                ? execution.compute(program.code, place, issued, number)
                : execution.run(program, place, instruction, issued, number, watched);
        done = Math.max(done, executed);
      }
    }
    long retired = reorderBuffer.retire(done);
    if ((flags & (UopCode.STORE | UopCode.LOADS | UopCode.FINISH)) != 0) {
      leave(program, head, retired);
    }
    if (watched != 0) {
      Elimination kind = program.instructions().get(instruction).elimination();
      tracer.retired(
          instruction,
          UopEvent.Origin.INSTRUCTION,
          isMove ? Elimination.NONE : kind,
          queued,
          issued,
          issue.waitedFor(),
          retired);
    }
    return end;
  }

  /** What a slot does when it retires, beside making room. */
  private void leave(BlockProgram program, long head, long retired) {
    int flags = (int) head;
    int instruction = instruction(head);
    if ((flags & UopCode.STORE) != 0) {
      int access = (int) (head >>> UopCode.ACCESS_SHIFT);
      loadStore.storeRetired(access, retired, program.addresses[instruction]);
    }
    for (int loads = flags >>> UopCode.LOADS_SHIFT & UopCode.LOADS_MASK; loads > 0; loads--) {
      loadBuffer.leave(retired);
    }
    if ((flags & UopCode.FINISH) != 0) {
      finish(program.rules[instruction]);
    }
  }

  private boolean eliminate(long head, long issued) {
    int source = (int) (head >>> UopCode.SOURCE_SHIFT) & UopCode.RESOURCE_MASK;
    int target = (int) (head >>> UopCode.TARGET_SHIFT) & UopCode.RESOURCE_MASK;
    if (((int) head & UopCode.VECTOR_MOVE) != 0) {
      if (!vectorMoves.move(source - Resource.VECTOR, target - Resource.VECTOR)) {
        return false;
      }
    } else {
      if (!generalMoves.move(source, target)) {
        return false;
      }
      boolean whole = ((int) head & UopCode.WHOLE_MOVE) != 0;
      int loaded = whole ? registers.loaded >>> source & 1 : 0;
      registers.loaded = (registers.loaded & ~(1 << target)) | (loaded << target);
    }
    registers.ready[target] = registers.ready[source];
    registers.track(generalMoves.shared(), vectorMoves.shared());
    if (tracer.recording()) {
      tracer.renamed(source, target);
      tracer.unexecuted(issued, issued);
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

  /** The cycle to which its state is told relative: that of the youngest group issued. */
  public long baseCycle() {
    return issue.cycle();
  }

  @Override
  public void describe(StateWriter out) {
    registers.describe(out);
    generalMoves.describe(out);
    vectorMoves.describe(out);
    reorderBuffer.describe(out);
    ports.describe(out);
    issue.describe(out);
    execution.describe(out);
    loadBuffer.describe(out);
    preparation.describe(out);
  }

  @Override
  public void adopt(StateReader in) {
    registers.adopt(in);
    generalMoves.adopt(in);
    vectorMoves.adopt(in);
    reorderBuffer.adopt(in);
    ports.adopt(in);
    issue.adopt(in);
    execution.adopt(in);
    loadBuffer.adopt(in);
    preparation.adopt(in);
    othersDone = 0;
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
