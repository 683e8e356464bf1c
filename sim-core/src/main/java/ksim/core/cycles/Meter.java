package ksim.core.cycles;

import java.util.OptionalLong;
import ksim.core.machine.CoreCheck;
import ksim.core.timing.TimingLevel;
import ksim.core.timing.description.CoreDescription;

/**
 * Measures blocks by executing them on a simulated machine. Each gets a machine of its own: its
 * result does not depend on those before it.
 *
 * <p>A program runs twice: once so that pages are mapped, caches are warm and predictors know it,
 * and once by the clock, which is read at two points.
 */
public final class Meter {
  private static final String WITHOUT_UOP_CACHE = ",uop-cache=0";

  private final String core;
  private final TimingLevel timing;
  private final Protocol protocol;

  /**
   * @param core the core, perhaps with changed parameters; see {@link CoreDescription#load}
   * @param timing how cycles are counted
   * @param protocol how blocks are repeated
   * @throws IllegalArgumentException if there is no such core, or none can be built with these
   *     parameters
   */
  public Meter(String core, TimingLevel timing, Protocol protocol) {
    this.core = protocol == Protocol.UNROLLED ? core + WITHOUT_UOP_CACHE : core;
    this.timing = timing;
    this.protocol = protocol;
    CoreCheck.requireBuildable(this.core, timing);
  }

  /**
   * Measures a block.
   *
   * @throws RefusedException if it cannot be measured
   */
  public Measurement measure(CodeBlock block) throws RefusedException {
    MeasuredProgram program = MeasuredProgram.of(block, protocol);
    return measure(program, new MeasuringMachine(core, timing, program), new Nobody());
  }

  /**
   * Measures a block and finds out how its cycles come about. The timing level is {@link
   * TimingLevel#DETAILED}.
   *
   * @throws RefusedException if it cannot be measured
   * @throws IllegalStateException at another timing level
   */
  public Explanation explain(CodeBlock block) throws RefusedException {
    MeasuredProgram program = MeasuredProgram.of(block, protocol);
    MeasuringMachine machine = new MeasuringMachine(core, timing, program);
    Recording beginning = new Recording(program.body(), program.address());
    Recording steady = new Recording(program.body(), program.address());
    Measurement measurement =
        measure(
            program,
            machine,
            new Watcher() {
              @Override
              public void begins() {
                machine.pipeline().record(beginning);
              }

              @Override
              public void isMeasured() {
                machine.pipeline().record(steady);
              }
            });
    return Explainer.explain(
        program.body(), measurement, beginning, steady, CoreDescription.load(core));
  }

  /** Is told how far a measurement is. */
  private interface Watcher {
    /** The last run begins. */
    void begins();

    /** The iterations follow that count. */
    void isMeasured();
  }

  /** Watches nothing. */
  private static final class Nobody implements Watcher {
    @Override
    public void begins() {}

    @Override
    public void isMeasured() {}
  }

  private static Measurement measure(
      MeasuredProgram program, MeasuringMachine machine, Watcher watcher) throws RefusedException {
    Repetition repetition = program.repetition();
    long first = (long) repetition.warmUp() * program.instructions();
    long second = first + (long) repetition.measured() * program.instructions();
    warmUp(machine, first, second);
    machine.start();
    watcher.begins();
    long start = ran(machine.runTo(first));
    watcher.isMeasured();
    long end = ran(machine.runTo(second));
    return new Measurement(
        (double) (end - start) / repetition.measured(),
        repetition.measured(),
        program.instructions(),
        machine.pages(),
        machine.withoutFigure());
  }

  private static void warmUp(MeasuringMachine machine, long first, long second)
      throws RefusedException {
    boolean complete;
    int pages;
    do {
      pages = machine.pages();
      machine.start();
      complete = machine.runTo(first).isPresent() && machine.runTo(second).isPresent();
    } while (!complete || machine.pages() > pages);
  }

  private static long ran(OptionalLong cycles) {
    return cycles.orElseThrow(
        () -> new IllegalStateException("a page was missing that was there before"));
  }
}
