package ksim.core.bench;

import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.exec.Tiering;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;

/** Measures how many guest instructions a second the simulator executes. */
public final class Benchmark {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final long SLICE_CYCLES = 2_000_000;
  private static final long QUANTUM_CYCLES = 100_000;
  private static final double NANOS = 1e9;

  private Benchmark() {}

  /**
   * The speed on one kind of guest code.
   *
   * @param name what the guest does
   * @param instructions guest instructions executed while measuring
   * @param seconds host time that took
   */
  public record Section(String name, long instructions, double seconds) {
    /** Millions of guest instructions per second of host time. */
    public double millionsPerSecond() {
      return instructions / seconds / 1e6;
    }
  }

  /**
   * The speed on the whole mix.
   *
   * @param timing the timing level
   * @param core name of the core description
   * @param sections the kinds of guest code, in order
   */
  public record Result(TimingLevel timing, String core, List<Section> sections) {
    /** Geometric mean over the sections, in millions of guest instructions per second. */
    public double millionsPerSecond() {
      double logs = 0;
      for (Section section : sections) {
        logs += Math.log(section.millionsPerSecond());
      }
      return Math.exp(logs / sections.size());
    }
  }

  /**
   * Runs the mix.
   *
   * @param timing the timing level
   * @param core name of the core description, perhaps with changed parameters
   * @param seconds host time for each section, of which the first third warms up
   * @param tiering when guest code is compiled
   * @throws IllegalArgumentException if there is no such core
   */
  public static Result run(TimingLevel timing, String core, double seconds, Tiering tiering) {
    List<Section> sections = new ArrayList<>();
    for (BenchmarkGuest guest : BenchmarkGuest.values()) {
      sections.add(measure(guest, core, timing, seconds, tiering));
    }
    return new Result(timing, core, List.copyOf(sections));
  }

  /**
   * The cycles of one kind of guest code, which are the same on every host.
   *
   * @param name what the guest does
   * @param cycles core cycles for its first instructions
   */
  public record Cost(String name, long cycles) {}

  /**
   * Counts the cycles of the mix.
   *
   * @param timing the timing level
   * @param core name of the core description
   * @param instructions guest instructions to execute of each kind of code
   * @throws IllegalArgumentException if there is no such core
   */
  public static List<Cost> count(TimingLevel timing, String core, long instructions) {
    List<Cost> costs = new ArrayList<>();
    for (BenchmarkGuest guest : BenchmarkGuest.values()) {
      Machine machine = machine(guest, core, timing, Tiering.standard());
      machine.limitInstructions(instructions);
      machine.run(Long.MAX_VALUE);
      costs.add(new Cost(guest.title(), machine.elapsedCycles()));
    }
    return List.copyOf(costs);
  }

  private static Section measure(
      BenchmarkGuest guest, String core, TimingLevel timing, double seconds, Tiering tiering) {
    Machine machine = machine(guest, core, timing, tiering);
    runFor(machine, seconds / 3);
    long before = machine.instructions();
    double elapsed = runFor(machine, seconds * 2 / 3);
    return new Section(guest.title(), machine.instructions() - before, elapsed);
  }

  private static Machine machine(
      BenchmarkGuest guest, String core, TimingLevel timing, Tiering tiering) {
    Machine machine =
        new Machine(
            new MachineConfiguration(1, MEMORY_BYTES, core, timing, QUANTUM_CYCLES).with(tiering),
            value -> {});
    byte[] code = guest.assemble().bytes();
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code)),
        LongModeStart.IMAGE_LINEAR);
    return machine;
  }

  private static double runFor(Machine machine, double seconds) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * NANOS);
    long now = start;
    while (now < end) {
      machine.run(machine.elapsedCycles() + SLICE_CYCLES);
      now = System.nanoTime();
    }
    return (now - start) / NANOS;
  }
}
