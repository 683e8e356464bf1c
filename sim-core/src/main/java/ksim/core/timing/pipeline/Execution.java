package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;

/**
 * From issue to the end of execution: sources, ports, latencies. {@link #run} is the innermost loop
 * of the model: what few micro-operations need is left to {@link #specialOperands}, {@link
 * #constrained} and {@link #finished}, which one flag leads to.
 */
final class Execution implements Persistent, RelativeState {
  private static final int SHORT_MASK = 0xffff;

  private final Registers registers;

  /** The same as in the registers. */
  private final long[] ready;

  private final PortSchedule ports;
  private final LoadStore loadStore;
  private final Ordering ordering;
  private final MoveElimination generalMoves;
  private final MoveElimination vectorMoves;
  private final EventTracer tracer;
  private final int issueDelay;
  private final int lateSource;
  private final int fastBase;

  private long dividerFree;
  private long lastStart;

  Execution(
      CoreDescription core,
      Registers registers,
      PortSchedule ports,
      Ordering ordering,
      LoadStore loadStore,
      MoveElimination generalMoves,
      MoveElimination vectorMoves,
      EventTracer tracer) {
    this.registers = registers;
    this.ready = registers.ready;
    this.ports = ports;
    this.loadStore = loadStore;
    this.ordering = ordering;
    this.generalMoves = generalMoves;
    this.vectorMoves = vectorMoves;
    this.tracer = tracer;
    this.issueDelay = core.parameter("issue-to-start");
    this.lateSource = core.parameter("late-source");
    this.fastBase = core.parameter("fast-base");
  }

  /** Cycle in which the youngest micro-operation so far started. */
  long lastStart() {
    return lastStart;
  }

  /**
   * Executes a micro-operation that computes, by its sources, its port and its results alone.
   *
   * @param code the code of its block
   * @param place where it stands there
   * @param issued cycle of issue
   * @param slot its issue slot in its group
   * @return the cycle in which it has executed
   */
  long compute(long[] code, int place, long issued, int slot) {
    long[] ready = this.ready;
    long word = code[place];
    long second = code[place + 1];
    long wanted = wanted(operands(ready, (int) second), issued);
    long start = ports.take(ports.bind((int) word & UopCode.PORTS_MASK, slot), wanted);
    lastStart = start;
    write(ready, code[place + 2], start);
    int written = (int) (second >>> UopCode.WRITES_SHIFT);
    if ((written & registers.tracked) != 0) {
      noteWritten(written, 0);
    }
    return start + (word >>> UopCode.LONGEST_SHIFT);
  }

  /** The cycle in which the last of up to three sources is ready. */
  private static long operands(long[] ready, int sources) {
    // The mask is that of resources; made of the length, it needs no check of bounds.
    return Math.max(
        Math.max(
            ready[sources & (ready.length - 1)], ready[sources >>> Byte.SIZE & (ready.length - 1)]),
        ready[sources >>> (2 * Byte.SIZE) & (ready.length - 1)]);
  }

  /** When it could start if it had its port for itself. */
  private long wanted(long operands, long issued) {
    long direct = issued + issueDelay;
    // A source that is ready just then wakes it too late for the direct way to its port (uiCA).
    long late = (operands - direct & -2) == 0 ? lateSource : 0;
    return Math.max(direct, operands + late);
  }

  /**
   * Executes a micro-operation of any kind.
   *
   * @param program its block
   * @param place where it stands in the code
   * @param instruction number of its instruction
   * @param issued cycle of issue
   * @param slot its issue slot in its group
   * @param watched {@link UopCode#SPECIAL} if it is recorded, otherwise 0
   * @return the cycle in which it has executed
   */
  long run(BlockProgram program, int place, int instruction, long issued, int slot, int watched) {
    long[] code = program.code;
    long[] ready = this.ready;
    long word = code[place];
    int flags = (int) word | watched;
    long operands = operands(ready, (int) code[place + 1]);
    if ((flags & UopCode.SPECIAL) != 0) {
      operands = specialOperands(program, place, operands);
    }
    int set = flags & UopCode.PORTS_MASK;
    if (set == 0) {
      return withoutPort(program, place, instruction, flags, issued, operands);
    }
    long wanted = wanted(operands, issued);
    long earliest = wanted;
    if ((flags & UopCode.SPECIAL) != 0 || ordering.holds(wanted)) {
      earliest = constrained(program, place, instruction, wanted);
    }
    int port = ports.bind(set, slot);
    long start = ports.take(port, earliest);
    lastStart = start;
    long from = start;
    if ((flags & UopCode.LOAD) != 0) {
      from = load(program, place, instruction, start);
      if (from > start) {
        // A load whose data is not there yet passes its port again when it comes.
        from = ports.take(port, from);
      }
    }
    write(ready, code[place + 2], from);
    int written = (int) (code[place + 1] >>> UopCode.WRITES_SHIFT);
    if ((written & registers.tracked) != 0 || (flags & UopCode.POINTER) != 0) {
      noteWritten(written, flags);
    }
    long done = from + (word >>> UopCode.LONGEST_SHIFT);
    if ((flags & (UopCode.STORE_ADDRESS | UopCode.STORE_DATA)) != 0) {
      int access = (int) (word >>> UopCode.EXTRA_SHIFT) & UopCode.EXTRA_MASK;
      done += store(flags, access, start);
      ordering.stored(done);
    }
    if ((flags & UopCode.SPECIAL) != 0) {
      done = finished(program, place, instruction, start, from, done);
      if (tracer.recording()) {
        tracer.executed(flags, operands, wanted, earliest, port, start, from - start, done);
      }
    }
    return done;
  }

  /** Enters the results of a micro-operation whose latencies count from a cycle. */
  private static void write(long[] ready, long results, long from) {
    int first = (int) results;
    write(ready, first & UopCode.RESULT_MASK, from);
    write(ready, first >>> UopCode.RESULT_BITS, from);
    int second = (int) (results >>> (2 * UopCode.RESULT_BITS));
    if (second != UopCode.NO_RESULTS) {
      write(ready, second & UopCode.RESULT_MASK, from);
      write(ready, second >>> UopCode.RESULT_BITS, from);
    }
  }

  private static void write(long[] ready, int result, long from) {
    ready[result & (ready.length - 1)] = from + (result >>> UopCode.LATENCY_SHIFT);
  }

  /** Registers have new values, which came from a load or not, and which they do not share. */
  private void noteWritten(int written, int flags) {
    int loaded = (flags & UopCode.POINTER) == 0 ? 0 : written;
    registers.loaded = (registers.loaded & ~written) | loaded;
    generalMoves.overwrite(written & SHORT_MASK);
    vectorMoves.overwrite(written >>> Short.SIZE);
    registers.track(generalMoves.shared(), vectorMoves.shared());
  }

  /** Sources beyond those in the code. */
  private long specialOperands(BlockProgram program, int place, long operands) {
    long latest = operands;
    int flags = (int) program.code[place];
    if ((flags & UopCode.HIGH_BYTE) != 0) {
      registers.readHighBytes();
      int sources = (int) program.code[place + 1];
      for (int i = 0; i < UopCode.SOURCES; i++) {
        int source = sources >>> (i * Byte.SIZE) & UopCode.RESOURCE_MASK;
        latest = Math.max(latest, registers.ready[source]);
      }
    }
    for (int source : program.more.sources(place)) {
      latest = Math.max(latest, registers.ready[source]);
    }
    if (tracer.recording()) {
      tracer.sources(program, place, registers.ready);
      tracer.results(program, place);
    }
    return latest;
  }

  private long constrained(BlockProgram program, int place, int instruction, long wanted) {
    int flags = (int) program.code[place];
    long earliest = wanted;
    if ((flags & UopCode.LOAD) != 0) {
      earliest = Math.max(earliest, ordering.loadBarrier());
    }
    if ((flags & (UopCode.STORE_ADDRESS | UopCode.STORE_DATA)) != 0) {
      earliest = Math.max(earliest, ordering.storeBarrier());
    }
    if ((flags & UopCode.ORDERED) != 0) {
      boolean isFirst = isFirst(program, place, instruction);
      earliest = Math.max(earliest, ordering.earliest(program.rules[instruction], isFirst));
    }
    return (flags & UopCode.DIVIDE) == 0 ? earliest : Math.max(earliest, dividerFree);
  }

  /** The rest of one that divides, is ordered, has more results, or is recorded. */
  private long finished(
      BlockProgram program, int place, int instruction, long start, long from, long done) {
    long word = program.code[place];
    int flags = (int) word;
    long end = Math.max(done, writeMore(program, place, from));
    if ((flags & UopCode.DIVIDE) != 0) {
      dividerFree = start + ((int) (word >>> UopCode.EXTRA_SHIFT) & UopCode.EXTRA_MASK);
    }
    return ordered(program, place, instruction, start, end);
  }

  private long ordered(BlockProgram program, int place, int instruction, long start, long done) {
    if (((int) program.code[place] & UopCode.ORDERED) == 0) {
      return done;
    }
    boolean isFirst = isFirst(program, place, instruction);
    boolean isLast = place + UopCode.UOP_WORDS == program.ends[instruction];
    return ordering.started(program.rules[instruction], isFirst, isLast, start, done);
  }

  private static boolean isFirst(BlockProgram program, int place, int instruction) {
    return place == program.start(instruction) + UopCode.HEAD_WORDS;
  }

  /**
   * Memory answers a load.
   *
   * @return the cycle from which its latencies count: its start, or when its data comes late
   */
  private long load(BlockProgram program, int place, int instruction, long start) {
    long word = program.code[place];
    int access = (int) (word >>> UopCode.EXTRA_SHIFT) & UopCode.EXTRA_MASK;
    long from = start;
    if (access != UopCode.NO_ACCESS) {
      int result = (int) program.code[place + 2] & UopCode.RESULT_MASK;
      int latency = result >>> UopCode.LATENCY_SHIFT;
      from = loadStore.load(access, start, latency, program.addresses[instruction]);
    }
    boolean fast =
        from == start
            && ((int) word & UopCode.FAST_BASE) != 0
            && (registers.loaded >>> (int) (word >>> UopCode.BASE_SHIFT & UopCode.BASE_MASK) & 1)
                != 0;
    return fast ? from - fastBase : from;
  }

  /** Tells of a part of a store; answers by how much it takes longer than usual. */
  private long store(int flags, int access, long start) {
    if (access == UopCode.NO_ACCESS) {
      return 0;
    }
    if ((flags & UopCode.STORE_ADDRESS) != 0) {
      return loadStore.storeAddress(access, start);
    }
    loadStore.storeData(access, start);
    return 0;
  }

  /** A zero idiom, a no-operation, an exchange of names: done when it is issued. */
  private long withoutPort(
      BlockProgram program, int place, int instruction, int flags, long issued, long operands) {
    long from = Math.max(issued, operands);
    write(registers.ready, program.code[place + 2], from);
    noteWritten((int) (program.code[place + 1] >>> UopCode.WRITES_SHIFT), flags);
    if ((flags & UopCode.SPECIAL) != 0) {
      writeMore(program, place, from);
      if (tracer.recording()) {
        tracer.unexecuted(operands, issued);
      }
      return ordered(program, place, instruction, issued + issueDelay, issued);
    }
    return issued;
  }

  private long writeMore(BlockProgram program, int place, long from) {
    if (((int) program.code[place] & UopCode.HIGH_BYTE) != 0) {
      for (int i = 0; i < UopCode.RESULTS; i++) {
        long result = program.code[place + 2] >>> (i * UopCode.RESULT_BITS);
        registers.wroteHighByte((int) result & UopCode.RESOURCE_MASK);
      }
    }
    long last = from;
    for (int result : program.more.results(place)) {
      int resource = result & UopCode.RESOURCE_MASK;
      registers.ready[resource] = from + (result >>> UopCode.LATENCY_SHIFT);
      registers.wroteHighByte(resource);
      last = Math.max(last, registers.ready[resource]);
    }
    return last;
  }

  @Override
  public void describe(StateWriter out) {
    ordering.describe(out);
    out.cycle(dividerFree);
    out.cycle(lastStart);
  }

  @Override
  public void adopt(StateReader in) {
    ordering.adopt(in);
    dividerFree = in.cycle();
    lastStart = in.cycle();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    ordering.save(out);
    out.writeLong(dividerFree);
    out.writeLong(lastStart);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    ordering.restore(in);
    dividerFree = in.readLong();
    lastStart = in.readLong();
  }
}
