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
 * Runs one CPU, tier 0: executes the operations of cached blocks one after the other.
 *
 * <p>Interrupts are recognised between blocks: when the CPU starts to run, after each instruction
 * that may have made one deliverable, and when the deadline is brought nearer because one has
 * become so. In the shadow of STI or a load of SS, while RFLAGS.TF is set, and while breakpoints on
 * data or ports are enabled, instructions run one by one.
 */
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
      Observer observer,
      Tiering tiering) {
    this.cpu = cpu;
    this.mmu = cpu.mmu;
    this.control = control;
    this.timing = timing;
    this.blocks = blocks;
    this.singles = singles;
    this.observer = observer;
    this.hotCode = new HotCode(cpu, timing, control, blocks, tiering);
    this.traps = new Traps(cpu, control, timing, observer);
  }

  /** Whether the CPU has something to do: it is not halted, or an interrupt will wake it. */
  public boolean runnable() {
    return !cpu.interrupts.halted || Traps.interruptDeliverable(cpu);
  }

  /** Forgets all decoded code: the hooks or the breakpoints have changed. */
  public void forgetCode() {
    executionVersion = cpu.breakpoints.executionVersion();
    blocks.clear();
    singles.clear();
  }

  /** Runs until the local time reaches the end of the slice, or the CPU halts. */
  public void runSlice() {
    Interrupts interrupts = cpu.interrupts;
    while (cpu.cycles < control.sliceEndCycles()) {
      control.resume();
      traps.deliverPending();
      if (interrupts.halted) {
        return;
      }
      if (cpu.breakpoints.executionVersion() != executionVersion) {
        forgetCode();
      }
      if (interrupts.shadow || traps.singleStepping() || cpu.breakpoints.tracing()) {
        runOne();
      } else if (control.countsInstructions()) {
        runOneBlock();
      } else {
        runBlocks();
      }
      if (cpu.instructions >= control.instructionLimit()) {
        control.stop(new Stop.Limit());
      }
      traps.noteFlags();
      if (interrupts.halted) {
        observer.halted(cpu);
      }
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
          int answer = compiled.region().run(compiled.index(), stamp);
          if (answer < 0) {
            interruptedRegion(compiled, ~answer);
            return;
          }
          block = compiled.blocks()[answer];
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
      if (block.count > control.instructionLimit() - cpu.instructions) {
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
    Block block = compiled.blocks()[RegionPosition.block(position)];
    int op = RegionPosition.operation(position);
    if (op < block.ops.length - 1) {
      cpu.rip = block.end;
    }
    interrupted(block, op, hotCode.thrown());
  }

  /** An op of a block has thrown, or the search for the block after it. */
  private void interrupted(Block block, int op, RuntimeException thrown) {
    cpu.breakpoints.forgetHits();
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
