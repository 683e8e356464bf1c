package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.Resource;
import ksim.core.timing.uops.StackPointerUse;
import ksim.mmu.Persistent;

/**
 * What comes before an instruction's own micro-operations: the wait of serialising ones, the stack
 * engine's micro-operation that brings RSP up to date, and those that merge high bytes.
 */
final class Preparation implements Persistent, RelativeState {
  private static final int RSP = 4;
  private static final int LATENCY = 1;
  private static final int HIGH_BYTES = 4;

  private final Registers registers;
  private final Issue issue;
  private final PortSchedule ports;
  private final ReorderBuffer reorderBuffer;
  private final EventTracer tracer;
  private final int issueDelay;
  private final int stackPorts;
  private final int stackLimit;

  /** What RSP has been changed by since its register was up to date. */
  private int stackOffset;

  Preparation(
      CoreDescription core,
      Registers registers,
      Issue issue,
      PortSchedule ports,
      ReorderBuffer reorderBuffer,
      EventTracer tracer) {
    this.registers = registers;
    this.issue = issue;
    this.ports = ports;
    this.reorderBuffer = reorderBuffer;
    this.tracer = tracer;
    this.issueDelay = core.parameter("issue-to-start");
    this.stackPorts = core.ports("ports-stack-engine");
    this.stackLimit = core.parameter("stack-engine-limit");
  }

  /**
   * An instruction is next.
   *
   * @param program its block
   * @param instruction its number
   * @param queued the first cycle in which it is there
   */
  void begin(BlockProgram program, int instruction, long queued) {
    InstructionRules rules = program.rules[instruction];
    if (rules.alone()) {
      issue.open(Math.max(queued, reorderBuffer.last() + 1), IssueWait.SERIALIZING);
    }
    StackPointerUse use = rules.stackPointer();
    if (!UopCode.fits(use.change())) {
      stack(use.change(), use.readsExplicitly(), use.writesExplicitly(), instruction, queued);
    }
    int merged = rules.wideReads() & registers.separateHighBytes();
    if (merged != 0) {
      merge(rules, merged, instruction, queued);
    }
    registers.join(merged | rules.wideWrites());
  }

  /**
   * An instruction is next that the stack engine looks at, and of which the head says all.
   *
   * @param head the head of its first slot
   * @param queued the first cycle in which it is there
   */
  void stack(long head, long queued) {
    int flags = (int) head;
    stack(
        UopCode.stackChange(head),
        (flags & UopCode.STACK_READ) != 0,
        (flags & UopCode.STACK_WRITTEN) != 0,
        (int) (head >>> UopCode.INSTRUCTION_SHIFT) & UopCode.INSTRUCTION_MASK,
        queued);
  }

  /** Follows the changes of RSP, and brings its register up to date where that is needed. */
  private void stack(int change, boolean reads, boolean writes, int instruction, long queued) {
    boolean update = stackOffset != 0 && reads;
    int offset = (update ? 0 : stackOffset) + change;
    if (Math.abs(offset) > stackLimit) {
      update = true;
      offset = 0;
    }
    stackOffset = writes ? 0 : offset;
    if (update) {
      issue.begin(queued, 1);
      insert(stackPorts, Resource.GENERAL + RSP, instruction, UopEvent.Origin.STACK_ENGINE, queued);
    }
  }

  /** Merges are issued in a cycle of their own (uiCA, section 4.1.4). */
  private void merge(InstructionRules rules, int merged, int instruction, long queued) {
    issue.open(queued, IssueWait.MERGE);
    for (int register = 0; register < HIGH_BYTES; register++) {
      if ((merged >>> register & 1) != 0) {
        long high = registers.ready[Resource.HIGH_BYTE + register];
        registers.ready[register] = Math.max(registers.ready[register], high);
        insert(rules.mergePorts(), register, instruction, UopEvent.Origin.MERGE, queued);
      }
    }
    issue.close();
  }

  /** Inserts a micro-operation that reads and writes a general register. */
  private void insert(int set, int register, int instruction, UopEvent.Origin origin, long queued) {
    int slot = issue.takeSlot();
    long operands = registers.ready[register];
    long wanted = Math.max(operands, issue.cycle() + issueDelay);
    int port = ports.bind(set, slot);
    long start = ports.take(port, wanted);
    long done = start + LATENCY + 1;
    registers.ready[register] = start + LATENCY;
    long retired = reorderBuffer.retire(done);
    if (tracer.recording()) {
      tracer.source(register);
      tracer.result(register);
      tracer.executed(0, operands, wanted, wanted, port, start, 0, done);
      tracer.retired(
          instruction, origin, Elimination.NONE, queued, issue.cycle(), issue.waitedFor(), retired);
    }
  }

  @Override
  public void describe(StateWriter out) {
    out.word(stackOffset);
  }

  @Override
  public void adopt(StateReader in) {
    stackOffset = in.word();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(stackOffset);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    stackOffset = in.readInt();
  }
}
