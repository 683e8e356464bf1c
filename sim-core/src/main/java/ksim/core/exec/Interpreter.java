package ksim.core.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.compile.RegionPosition;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Interrupts;
import ksim.core.fault.GuestException;
import ksim.core.isa.Op;
import ksim.core.observe.Observer;
import ksim.core.timing.CoreTiming;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;

/**
 * Runs one CPU: executes the operations of cached blocks one after the other, which is tier 0, and
 * enters compiled code where there is some, which is tier 1 ({@link HotCode}).
 *
 * <p>Interrupts are recognised between blocks: when the CPU starts to run, after each instruction
 * that may have made one deliverable, and when the deadline is brought nearer because one has
 * become so. In the shadow of STI or a load of SS, while RFLAGS.TF is set, and while breakpoints on
 * data or ports are enabled, instructions run one by one.
 */
@SuppressWarnings("ReferenceEquality") // blocks, contexts and entries are known by identity
public final class Interpreter implements Persistent {
  /** Stands for an op index while the next block is being looked for. */
  private static final int FETCHING = -1;

  /** Flushes of translations stand above the CPU's own part of a stamp. */
  private static final int STAMP_SHIFT = 32;

  private final Cpu cpu;
  private final Mmu mmu;
  private final RunControl control;
  private final CoreTiming timing;
  private final BlockCache blocks;
  private final BlockCache singles;
  private final HotCode hotCode;
  private final DebugStops stops;
  private final Suspension suspension = new Suspension();
  private final Traps traps;
  private final Observer observer;

  /** Its successors are the blocks that the inner loop was entered with. */
  private final Block entry = Block.none();

  /** State of the breakpoints that the decoded code knows. */
  private long executionVersion;

  Interpreter(
      Cpu cpu,
      RunControl control,
      CoreTiming timing,
      BlockCache blocks,
      BlockCache singles,
      DebugStops stops,
      Observer observer,
      Tiering tiering) {
    this.cpu = cpu;
    this.mmu = cpu.mmu;
    this.control = control;
    this.timing = timing;
    this.blocks = blocks;
    this.singles = singles;
    this.stops = stops;
    this.observer = observer;
    this.hotCode = new HotCode(cpu, timing, control, blocks, tiering);
    this.traps = new Traps(cpu, control, timing, observer);
    mmu.debuggerWatches().listen(control::attend);
  }

  /** How many regions of code have been compiled for this CPU. */
  public int compiledRegions() {
    return hotCode.regions();
  }

  /** Whether the CPU has something to do: it is not halted, or an interrupt will wake it. */
  public boolean runnable() {
    return !cpu.interrupts.halted || Traps.interruptDeliverable(cpu);
  }

  /** Forgets all decoded code: the hooks or the breakpoints have changed. */
  public void forgetCode() {
    executionVersion = cpu.breakpoints.executionVersion();
    blocks.clear(suspension);
    singles.clear(suspension);
  }

  /** Runs until the local time reaches the end of the slice, or the CPU halts. */
  public void runSlice() {
    Interrupts interrupts = cpu.interrupts;
    timing.resume(cpu.cycles);
    if (suspension.isActive()) {
      leaveSuspension();
      afterInstructions();
    } else if (suspension.takeBeforeCode()) {
      runCode();
      afterInstructions();
    }
    while (cpu.cycles < control.sliceEndCycles()) {
      control.resume();
      long next = cpu.rip;
      traps.deliverPending();
      if (interrupts.halted) {
        return;
      }
      if (suspension.stepping && cpu.rip != next) {
        suspension.stopBeforeCode();
        stopForDebugger(Stop.DebugCause.STEP);
        return;
      }
      runCode();
      afterInstructions();
    }
  }

  private void runCode() {
    if (cpu.breakpoints.executionVersion() != executionVersion) {
      forgetCode();
    }
    if (cpu.interrupts.shadow || traps.singleStepping() || cpu.breakpoints.tracing()) {
      runOne();
    } else if (suspension.stepping) {
      stepIntoBlock();
    } else if (control.countsInstructions()) {
      runOneBlock();
    } else {
      runBlocks();
    }
  }

  private void afterInstructions() {
    if (cpu.instructions >= control.instructionLimit()) {
      control.stop(new Stop.Limit());
    }
    if (suspension.isUnderWay()) {
      return; // its block is not over
    }
    if (suspension.stepping && !control.stopped()) {
      stopForDebugger(Stop.DebugCause.STEP);
    } else if (stops.watching() && mmu.debuggerWatches().isHit()) {
      stopForDebugger(Stop.DebugCause.WATCH);
    }
    traps.noteFlags();
    if (cpu.interrupts.halted) {
      observer.halted(cpu);
    }
  }

  /** Runs blocks until the deadline, or until one ends in other than an ordinary branch. */
  private void runBlocks() {
    Block block = entry;
    int index = FETCHING;
    long code = cpu.codeStamp();
    try {
      do {
        long next = cpu.rip;
        long stamp = (mmu.flushCount() << STAMP_SHIFT) ^ code;
        block = successor(block, next, stamp);
        CompiledEntry compiled = block.compiled;
        if (compiled != CompiledEntry.NONE) {
          int answer = compiled.run(stamp);
          if (answer < 0) {
            interruptedRegion(compiled, ~answer);
            return;
          }
          block = compiled.block(answer);
          continue;
        }
        hotCode.executed(block);
        cpu.rip = block.end;
        Op[] ops = block.ops;
        for (index = 0; index < ops.length; index++) {
          ops[index].exec(cpu);
        }
        index = FETCHING;
        cpu.cycles += timing.executed(block.profile, cpu.rip);
        cpu.instructions += block.count;
      } while (cpu.cycles < control.deadlineCycles && !block.endsLoop);
    } catch (RuntimeException thrown) {
      interrupted(block, index, thrown);
    }
  }

  /**
   * Runs one block, or only an instruction if a block would be more than the limit allows. A
   * repeated string operation counts when its last iteration is done.
   */
  private void runOneBlock() {
    Block block = entry;
    int index = FETCHING;
    try {
      long stamp = (mmu.flushCount() << STAMP_SHIFT) ^ cpu.codeStamp();
      block = blocks.find(cpu.rip, stamp);
      if (isBeyondLimit(block)) {
        if (stopsHere()) {
          return;
        }
        block = singles.find(cpu.rip, stamp);
      }
      cpu.rip = block.end;
      for (index = 0; index < block.ops.length; index++) {
        block.ops[index].exec(cpu);
      }
      cpu.cycles += timing.executed(block.profile, cpu.rip);
      cpu.instructions += block.repeats(cpu.rip) ? block.count - 1 : block.count;
    } catch (RuntimeException thrown) {
      interrupted(block, index, thrown);
    }
  }

  private boolean isBeyondLimit(Block block) {
    return block.count > control.instructionLimit() - cpu.instructions;
  }

  private Block successor(Block block, long next, long stamp) {
    Block likely = block.successor;
    if (likely.start == next && likely.stamp == stamp) {
      return likely;
    }
    Block other = block.otherSuccessor;
    if (other.start == next && other.stamp == stamp) {
      return other;
    }
    Block found = blocks.find(next, stamp);
    block.otherSuccessor = likely;
    block.successor = found;
    return found;
  }

  /** Runs a single instruction, and takes the debug trap that may follow it. */
  private void runOne() {
    if (stopsHere()) {
      return;
    }
    Interrupts interrupts = cpu.interrupts;
    interrupts.shadow = false;
    interrupts.singleStep = traps.singleStepping();
    cpu.breakpoints.inhibited = interrupts.stackSwitch;
    interrupts.stackSwitch = false;
    Block block = entry;
    int index = FETCHING;
    try {
      block = singles.find(cpu.rip, (mmu.flushCount() << STAMP_SHIFT) ^ cpu.codeStamp());
      cpu.rip = block.end;
      for (index = 0; index < block.ops.length; index++) {
        block.ops[index].exec(cpu);
      }
      cpu.cycles += timing.executed(block.profile, cpu.rip);
      cpu.instructions++;
    } catch (RuntimeException thrown) {
      interrupted(block, index, thrown);
      return;
    } finally {
      cpu.breakpoints.inhibited = false;
    }
    if (interrupts.resumeRip == block.start && cpu.rip != block.start) {
      interrupts.resumeRip = Interrupts.NOWHERE; // what RF was set for has been executed
    }
    if (!interrupts.stackSwitch) {
      traps.deliverDebugTrap();
    }
  }

  /**
   * What the failed fetch of an instruction raises: a breakpoint on its execution comes before a
   * fault of the fetch (SDM volume 3, table 7-2).
   */
  private RuntimeException breakpointBefore(RuntimeException thrown) {
    int breakpoints = cpu.breakpoints.executionAt(cpu.code().linear(cpu.rip));
    boolean passes =
        breakpoints == 0
            || thrown instanceof BlockAbandoned
            || cpu.breakpoints.inhibited
            || cpu.interrupts.resumeRip == cpu.rip;
    if (passes) {
      return thrown;
    }
    cpu.control.raiseDebugStatus(breakpoints);
    return GuestException.executionBreakpoint();
  }

  /** An operation of compiled code has thrown. */
  private void interruptedRegion(CompiledEntry compiled, int position) {
    Block block = compiled.block(RegionPosition.block(position));
    int op = RegionPosition.operation(position);
    if (op < block.ops.length - 1) {
      cpu.rip = block.end;
    }
    interrupted(block, op, hotCode.thrown());
  }

  /** Forgets the decoded code that an instruction is part of: a breakpoint on it has changed. */
  public void forgetCode(long linear) {
    blocks.forget(linear, suspension);
  }

  // ---- debuggers ----------------------------------------------------------------------------

  /** Lets the CPU stop after one instruction; a handler that is entered counts as one. */
  public void step(boolean on) {
    suspension.stepping = on;
  }

  /** Whether a debugger has stopped the CPU inside a block. */
  public boolean isInsideBlock() {
    return suspension.isUnderWay();
  }

  /**
   * Cuts the block in which a debugger has stopped the CPU, as a fault would: RIP or what decides
   * on the execution of code is going to be changed.
   */
  public void leaveBlock() {
    if (suspension.isActive()) {
      int done = suspension.executed();
      cpu.cycles += timing.executedPartly(suspension.block().profile, done);
      cpu.instructions += done;
      suspension.clear();
    }
    suspension.takeBeforeCode();
  }

  private void stopForDebugger(Stop.DebugCause cause) {
    int watches = mmu.debuggerWatches().takeHits();
    suspension.stepping = false;
    control.stop(new Stop.Debugged(cpu.id, watches == 0 ? cause : Stop.DebugCause.WATCH, watches));
  }

  private void suspend(Block block, int op, Stop.DebugCause cause) {
    suspension.stop(block, op);
    cpu.rip = block.address(suspension.executed());
    stopForDebugger(cause);
  }

  /** Whether a breakpoint keeps a single instruction from being executed. */
  private boolean stopsHere() {
    long linear = cpu.code().linear(cpu.rip);
    boolean stopped =
        !suspension.stepping
            && stops.breaksAt(linear)
            && suspension.report(linear, cpu.instructions);
    if (stopped) {
      suspension.stopBeforeCode();
      stopForDebugger(Stop.DebugCause.BREAKPOINT);
    }
    return stopped;
  }

  /** Executes the first instruction of the block that comes next. */
  private void stepIntoBlock() {
    Block block = entry;
    try {
      long stamp = (mmu.flushCount() << STAMP_SHIFT) ^ cpu.codeStamp();
      block = blocks.find(cpu.rip, stamp);
      if (isBeyondLimit(block)) {
        block = singles.find(cpu.rip, stamp);
      }
    } catch (RuntimeException thrown) {
      interrupted(block, FETCHING, thrown);
      return;
    }
    goOn(block, 0);
  }

  private void leaveSuspension() {
    Block block = suspension.block();
    int op = suspension.op();
    boolean elsewhere =
        cpu.rip != block.address(suspension.executed()) || cpu.code() != block.context;
    if (elsewhere) {
      leaveBlock(); // While it was held, another CPU has sent it INIT.
      return;
    }
    suspension.clear();
    goOn(block, op);
  }

  /** Executes a block from an op on, to its end or to the next stop. */
  private void goOn(Block block, int firstOp) {
    int index = firstOp;
    cpu.rip = block.end;
    try {
      int instruction = block.instructionOf(firstOp);
      for (; index < block.ops.length; index++) {
        int here = block.instructionOf(index);
        if (here != instruction && here < block.count && stopsBefore(block, here)) {
          suspend(
              block,
              index,
              suspension.stepping ? Stop.DebugCause.STEP : Stop.DebugCause.BREAKPOINT);
          return;
        }
        instruction = here;
        if (!(block.ops[index] instanceof DebuggerOp)) {
          block.ops[index].exec(cpu);
        }
      }
      index = FETCHING;
      cpu.cycles += timing.executed(block.profile, cpu.rip);
      boolean goesOn = control.countsInstructions() && block.repeats(cpu.rip);
      cpu.instructions += goesOn ? block.count - 1 : block.count;
    } catch (RuntimeException thrown) {
      interrupted(block, index, thrown);
    }
  }

  private boolean stopsBefore(Block block, int instruction) {
    return suspension.stepping
        || mmu.debuggerWatches().isHit()
        || stops.breaksAt(block.context.linear(block.address(instruction)));
  }

  /** An op of a block has thrown, or the search for the block after it. */
  private void interrupted(Block block, int op, RuntimeException thrown) {
    if (thrown instanceof DebuggerStop) {
      suspend(block, op, Stop.DebugCause.BREAKPOINT);
      return;
    }
    cpu.breakpoints.forgetHits();
    if (stops.watching()) {
      mmu.debuggerWatches().takeHits();
    }
    if (op == FETCHING) {
      traps.raise(breakpointBefore(thrown), cpu.rip, cpu.rip);
      return;
    }
    int done = block.instructionOf(op);
    cpu.cycles += timing.executedPartly(block.profile, done);
    cpu.instructions += done;
    long nextRip = done + 1 < block.count ? block.address(done + 1) : cpu.rip;
    traps.raise(thrown, block.address(done), nextRip);
  }

  /** Decoded code can be had again; what is saved is what observers were told. */
  @Override
  public void save(DataOutput out) throws IOException {
    traps.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    traps.restore(in);
    forgetCode();
  }
}
