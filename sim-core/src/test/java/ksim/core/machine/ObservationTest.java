package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import ksim.core.cpu.Cpu;
import ksim.core.diagnosis.LastBlocks;
import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.core.observe.CodeObserver;
import ksim.core.observe.EventCounts;
import ksim.core.symbol.SymbolTable;
import ksim.core.timing.TimingLevel;
import ksim.core.trace.TraceKind;
import ksim.core.trace.TraceRange;
import ksim.core.trace.TraceSelection;
import ksim.core.trace.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watching changes nothing, and sees everything. */
class ObservationTest {
  private static final int ROUNDS = 250;

  private static String state(Machine machine) {
    StringBuilder state = new StringBuilder();
    for (Cpu cpu : machine.cpus()) {
      state.append(Arrays.toString(cpu.gpr)).append(cpu.flags.toRflags()).append(' ');
      state.append(cpu.rip).append(' ').append(cpu.cycles).append(' ').append(cpu.instructions);
      state.append(cpu.mmu.inspection().pageWalks()).append('\n');
    }
    byte[] memory = new byte[(int) machine.memory().sizeBytes()];
    machine.memory().readBytes(0, memory, 0, memory.length);
    return state.append(Arrays.hashCode(memory)).toString();
  }

  @ParameterizedTest
  @CsvSource({"1, NONE, 1000", "2, NONE, 1000", "2, FAST, 37"})
  void aTracedRunIsTheSameRun(int cpus, TimingLevel timing, long quantum) {
    RandomKernel kernel = new RandomKernel(0, ROUNDS);
    MachineConfiguration configuration = Guest.configuration(cpus, timing, quantum);
    Machine plain = kernel.machine(configuration, value -> {});
    EventCounts counts = new EventCounts(cpus);
    plain.observe(counts);
    Stop end = plain.run(100_000_000);

    List<String> lines = new ArrayList<>();
    Machine watched = kernel.machine(configuration, value -> {});
    List<TraceSelection> all =
        List.of(new TraceSelection(EnumSet.allOf(TraceKind.class), TraceRange.ALL));
    Tracer tracer = new Tracer(watched, all, SymbolTable.EMPTY, lines::add);
    watched.observeCode(new LastBlocks(cpus, 16));
    assertThat(watched.run(100_000_000)).isEqualTo(end);
    tracer.finish();

    assertThat(state(watched)).isEqualTo(state(plain));
    long instructions =
        lines.stream().filter(line -> line.matches("\\d +\\d+  [0-9a-f]{16} .*")).count();
    // One that faults, or goes on after an interrupt, has a line each time it is begun.
    assertThat(instructions).isGreaterThanOrEqualTo(plain.instructions());
    assertThat(count(lines, "exception ")).isEqualTo(sum(counts::exceptions, cpus));
    assertThat(count(lines, "interrupt ")).isEqualTo(sum(counts::interrupts, cpus)).isPositive();
    assertThat(count(lines, "halted ")).isPositive();
    assertThat(count(lines, "cr3 = ")).isPositive();
  }

  private static long count(List<String> lines, String what) {
    return lines.stream().filter(line -> line.contains("  " + what)).count();
  }

  private static long sum(IntFunction<SortedMap<Integer, Long>> counts, int cpus) {
    return IntStream.range(0, cpus)
        .mapToLong(cpu -> counts.apply(cpu).values().stream().mapToLong(n -> n).sum())
        .sum();
  }

  /** Counts what each instruction does. */
  private static final class Counter implements CodeObserver {
    private final List<Long> entered = new ArrayList<>();
    private final List<Long> before = new ArrayList<>();
    private final List<Long> after = new ArrayList<>();

    @Override
    public Optional<Probe> entering(Point point) {
      return Optional.of(cpu -> entered.add(point.linear()));
    }

    @Override
    public Optional<Probe> before(Point point) {
      return Optional.of(cpu -> before.add(point.linear()));
    }

    @Override
    public Optional<Probe> after(Point point) {
      return Optional.of(cpu -> after.add(point.linear()));
    }
  }

  /** The call's own return address overwrites the block that is running: it is not called twice. */
  @Test
  void anInstructionThatRewritesItsOwnBlockIsSeenOnce() {
    Machine machine =
        Guest.start(
            a -> {
              Label next = a.label("next");
              Label function = a.label("function");
              a.mov(byte_(next, 2), 1); // the immediate of the ADD in the same block
              a.bind(next);
              a.db(0x83, 0xc0, 0); // add $0, %eax
              a.mov(byte_(next, 2), 2); // kills the block in which it is not the last
              a.call(function);
              a.hlt();
              a.bind(function);
              a.add(EAX, 0x10);
              a.ret();
            });
    Counter counter = new Counter();
    machine.observeCode(counter);
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    assertThat(machine.cpus().getFirst().gpr[Cpu.RAX] & 0xff).isEqualTo(0x11);
    assertThat(counter.before).hasSize(7).isEqualTo(counter.after);
    assertThat(machine.instructions()).isEqualTo(7);
  }

  @Test
  void aCallWhosePushRewritesItsOwnBlockGoesToItsTarget() {
    Machine machine =
        Guest.start(
            a -> {
              Label function = a.label("function");
              Label start = a.label("start");
              a.bind(start);
              a.lea(RSP, start);
              a.add(RSP, 12);
              a.call(function); // pushes over the bytes of this block
              a.bind(function);
              a.mov(EAX, 5);
              a.hlt();
            });
    Counter counter = new Counter();
    machine.observeCode(counter);
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    assertThat(machine.cpus().getFirst().gpr[Cpu.RAX]).isEqualTo(5);
    assertThat(counter.before).hasSize(5).isEqualTo(counter.after);
  }
}
