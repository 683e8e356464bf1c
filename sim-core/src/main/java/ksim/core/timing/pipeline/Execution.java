package ksim.core.timing.pipeline;

import static ksim.core.timing.pipeline.UopCode.BASE_SHIFT;
import static ksim.core.timing.pipeline.UopCode.DIVIDE;
import static ksim.core.timing.pipeline.UopCode.EXTRA;
import static ksim.core.timing.pipeline.UopCode.EXTRA_MASK;
import static ksim.core.timing.pipeline.UopCode.FAST_BASE;
import static ksim.core.timing.pipeline.UopCode.FLAGS;
import static ksim.core.timing.pipeline.UopCode.HEAD_WORDS;
import static ksim.core.timing.pipeline.UopCode.HIGH_BYTE;
import static ksim.core.timing.pipeline.UopCode.LATENCY_SHIFT;
import static ksim.core.timing.pipeline.UopCode.LOAD;
import static ksim.core.timing.pipeline.UopCode.MORE;
import static ksim.core.timing.pipeline.UopCode.NO_ACCESS;
import static ksim.core.timing.pipeline.UopCode.ORDERED;
import static ksim.core.timing.pipeline.UopCode.POINTER;
import static ksim.core.timing.pipeline.UopCode.PORTS_MASK;
import static ksim.core.timing.pipeline.UopCode.RESOURCE_MASK;
import static ksim.core.timing.pipeline.UopCode.RESULTS;
import static ksim.core.timing.pipeline.UopCode.SOURCES;
import static ksim.core.timing.pipeline.UopCode.STORE_ADDRESS;
import static ksim.core.timing.pipeline.UopCode.STORE_DATA;
import static ksim.core.timing.pipeline.UopCode.UOP_WORDS;
import static ksim.core.timing.pipeline.UopCode.WRITES;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.loadstore.LoadStore;
import ksim.mmu.Persistent;

/** From issue to the end of execution: sources, ports, latencies. */
final class Execution implements Persistent {
  private static final int SHORT_MASK = 0xffff;

  /** Cycles after its start in which any micro-operation can count as executed (uiCA). */
  private static final int SHORTEST = 2;

  private final Registers registers;
  private final PortSchedule ports;
  private final MoveElimination generalMoves;
  private final MoveElimination vectorMoves;
  private final LoadStore loadStore;
  private final Ordering ordering;
  private final EventTracer tracer;
  private final int issueDelay;
  private final int lateSource;
  private final int addressDelay;
  private final int fastBase;

  private long dividerFree;
  private long lastStart;

  Execution(
      CoreDescription core,
      Registers registers,
      PortSchedule ports,
      LoadStore loadStore,
      MoveElimination generalMoves,
      MoveElimination vectorMoves,
      EventTracer tracer) {
    this.registers = registers;
    this.ports = ports;
    this.loadStore = loadStore;
    this.ordering = new Ordering(core, loadStore);
    this.generalMoves = generalMoves;
    this.vectorMoves = vectorMoves;
    this.tracer = tracer;
    this.issueDelay = core.parameter("issue-to-start");
    this.lateSource = core.parameter("late-source");
    this.addressDelay = core.parameter("store-address-latency");
    this.fastBase = core.parameter("fast-base");
  }

  /** Cycle in which the youngest micro-operation so far started. */
  long lastStart() {
    return lastStart;
  }

  /**
   * Executes a micro-operation.
   *
   * @param program its block
   * @param place where it stands in the code
   * @param instruction number of its instruction
   * @param issued cycle of issue
   * @param slot its issue slot in its group
   * @return the cycle in which it has executed
   */
  long run(BlockProgram program, int place, int instruction, long issued, int slot) {
    int[] code = program.code;
    int flags = code[place + FLAGS];
    long[] ready = registers.ready;
    if ((flags & HIGH_BYTE) != 0) {
      registers.readHighBytes();
    }
    int sources = code[place + SOURCES];
    long operands =
        Math.max(
            Math.max(ready[sources & RESOURCE_MASK], ready[sources >>> Byte.SIZE & RESOURCE_MASK]),
            Math.max(
                ready[sources >>> 2 * Byte.SIZE & RESOURCE_MASK],
                ready[sources >>> 3 * Byte.SIZE & RESOURCE_MASK]));
    if ((flags & MORE) != 0) {
      operands = moreSources(program, place, operands);
    }
    if (tracer.recording()) {
      tracer.sources(program, place, ready);
      tracer.results(program, place);
    }
    int set = flags & PORTS_MASK;
    if (set == 0) {
      return withoutPort(program, place, instruction, issued, operands);
    }
    int port = ports.bind(set, slot);
    long wanted = wanted(operands, issued);
    long earliest = wanted;
    if ((flags & (LOAD | STORE_ADDRESS | STORE_DATA | ORDERED | DIVIDE)) != 0) {
      earliest =
          constrained(
              program.rules[instruction], flags, isFirst(program, place, instruction), wanted);
    }
    long start = ports.take(port, earliest);
    lastStart = start;
    long done = start + SHORTEST;
    long late = 0;
    if ((flags & LOAD) != 0) {
      late = load(program, place, instruction, start);
      if (late > 0) {
        // A load whose data is not there yet passes its port again when it comes.
        late = ports.take(port, start + late) - start;
      }
    } else if ((flags & (STORE_ADDRESS | STORE_DATA)) != 0) {
      done = store(flags, code[place + EXTRA] & EXTRA_MASK, start);
    } else if ((flags & DIVIDE) != 0) {
      dividerFree = start + (code[place + EXTRA] & EXTRA_MASK);
    }
    done = Math.max(done, write(program, place, flags, start + late));
    if ((flags & (STORE_ADDRESS | STORE_DATA | ORDERED)) != 0) {
      done = ordered(program, place, instruction, start, done);
    }
    if (tracer.recording()) {
      tracer.executed(flags, operands, wanted, earliest, port, start, late, done);
    }
    return done;
  }

  /** When it could start if it had its port for itself. */
  private long wanted(long operands, long issued) {
    long direct = issued + issueDelay;
    if (operands < direct) {
      return direct;
    }
    // Woken too late for the direct way to its port (uiCA).
    return operands - direct <= 1 ? operands + lateSource : operands;
  }

  private long constrained(InstructionRules rules, int flags, boolean isFirst, long wanted) {
    long earliest = wanted;
    if ((flags & LOAD) != 0) {
      earliest = Math.max(earliest, ordering.loadBarrier());
    }
    if ((flags & (STORE_ADDRESS | STORE_DATA)) != 0) {
      earliest = Math.max(earliest, ordering.storeBarrier());
    }
    if ((flags & ORDERED) != 0) {
      earliest = Math.max(earliest, ordering.earliest(rules, isFirst));
    }
    return (flags & DIVIDE) == 0 ? earliest : Math.max(earliest, dividerFree);
  }

  private long ordered(BlockProgram program, int place, int instruction, long start, long done) {
    int flags = program.code[place + FLAGS];
    long end = done;
    if ((flags & ORDERED) != 0) {
      boolean isFirst = isFirst(program, place, instruction);
      boolean isLast = place + UOP_WORDS == program.ends[instruction];
      end = ordering.started(program.rules[instruction], isFirst, isLast, start, done);
    }
    if ((flags & (STORE_ADDRESS | STORE_DATA)) != 0) {
      ordering.stored(end);
    }
    return end;
  }

  private static boolean isFirst(BlockProgram program, int place, int instruction) {
    return place == program.start(instruction) + HEAD_WORDS;
  }

  /**
   * Memory answers a load.
   *
   * @return cycles by which its data is later than that of an L1 hit by the ordinary way
   */
  private long load(BlockProgram program, int place, int instruction, long start) {
    int[] code = program.code;
    int extra = code[place + EXTRA];
    int access = extra & EXTRA_MASK;
    long late = 0;
    if (access != NO_ACCESS) {
      int latency = code[place + RESULTS] >>> LATENCY_SHIFT;
      late = loadStore.load(access, start, latency, program.addresses[instruction]) - start;
    }
    boolean fast =
        (code[place + FLAGS] & FAST_BASE) != 0
            && (registers.loaded >>> (extra >>> BASE_SHIFT) & 1) != 0;
    return fast && late == 0 ? -fastBase : late;
  }

  private long store(int flags, int access, long start) {
    if ((flags & STORE_ADDRESS) == 0) {
      if (access != NO_ACCESS) {
        loadStore.storeData(access, start);
      }
      return start + SHORTEST;
    }
    if (access != NO_ACCESS) {
      loadStore.storeAddress(access, start);
    }
    return start + addressDelay;
  }

  /** Enters the results of a micro-operation that starts in a cycle; answers the latest of them. */
  private long write(BlockProgram program, int place, int flags, long start) {
    int[] code = program.code;
    long[] ready = registers.ready;
    int first = code[place + RESULTS];
    int second = code[place + RESULTS + 1];
    int third = code[place + RESULTS + 2];
    int fourth = code[place + RESULTS + 3];
    ready[first & RESOURCE_MASK] = start + (first >>> LATENCY_SHIFT);
    ready[second & RESOURCE_MASK] = start + (second >>> LATENCY_SHIFT);
    ready[third & RESOURCE_MASK] = start + (third >>> LATENCY_SHIFT);
    ready[fourth & RESOURCE_MASK] = start + (fourth >>> LATENCY_SHIFT);
    int latency = Math.max(Math.max(first, second), Math.max(third, fourth)) >>> LATENCY_SHIFT;
    int written = code[place + WRITES];
    if (written != 0) {
      overwrite(written, flags);
    }
    if ((flags & (MORE | HIGH_BYTE)) != 0) {
      latency = Math.max(latency, moreResults(program, place, start));
    }
    return start + latency;
  }

  private void overwrite(int written, int flags) {
    int general = written & SHORT_MASK;
    registers.loaded &= ~general;
    if ((flags & POINTER) != 0) {
      registers.loaded |= general;
    }
    if ((general & generalMoves.shared()) != 0) {
      generalMoves.overwrite(general);
    }
    int vector = written >>> Short.SIZE;
    if ((vector & vectorMoves.shared()) != 0) {
      vectorMoves.overwrite(vector);
    }
  }

  private long withoutPort(
      BlockProgram program, int place, int instruction, long issued, long operands) {
    int flags = program.code[place + FLAGS];
    write(program, place, flags, Math.max(issued, operands));
    if (tracer.recording()) {
      tracer.unexecuted(operands, issued);
    }
    return (flags & ORDERED) == 0
        ? issued
        : ordered(program, place, instruction, issued + issueDelay, issued);
  }

  private long moreSources(BlockProgram program, int place, long operands) {
    long latest = operands;
    for (int source : program.more.sources(place)) {
      latest = Math.max(latest, registers.ready[source]);
    }
    return latest;
  }

  private int moreResults(BlockProgram program, int place, long start) {
    for (int i = 0; i < UopCode.RESULT_WORDS; i++) {
      registers.wroteHighByte(program.code[place + RESULTS + i] & RESOURCE_MASK);
    }
    int longest = 0;
    for (int result : program.more.results(place)) {
      int latency = result >>> LATENCY_SHIFT;
      registers.ready[result & RESOURCE_MASK] = start + latency;
      registers.wroteHighByte(result & RESOURCE_MASK);
      longest = Math.max(longest, latency);
    }
    return longest;
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
