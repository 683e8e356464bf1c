package ksim.cli.boot;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;

/**
 * Runs a machine in pieces that take the host a fraction of a second, and between them hands over
 * what is typed, passes on what the guest prints, and looks whether the user wants an end. Where
 * the pieces end makes no difference to the guest.
 */
public final class BootRun {
  private static final long FIRST_PIECE_CYCLES = 1_000_000;
  private static final long SHORTEST_PIECE_CYCLES = 10_000;
  private static final long LONGEST_PIECE_CYCLES = 3_000_000_000L;

  /** What a piece should take, in nanoseconds of the host. */
  private static final long SHORT_NANOS = 10_000_000;

  private static final long LONG_NANOS = 40_000_000;

  private static final long NANOS = 1_000_000_000L;

  /** More instructions than a CPU can execute in a cycle. */
  private static final long INSTRUCTIONS_PER_CYCLE = 8;

  private static final long POLL_MILLISECONDS = 50;

  private final Machine machine;
  private final BootLimits limits;
  private final GuestConsole output;
  private final GuestInput input;
  private final Interruption interruption;
  private final Consumer<Machine> betweenPieces;
  private final LongSupplier nanos;

  /**
   * @param betweenPieces called between pieces, in the thread of the simulation
   * @param nanos the host's clock, by which pieces are sized
   */
  public BootRun(
      Machine machine,
      BootLimits limits,
      GuestConsole output,
      GuestInput input,
      Interruption interruption,
      Consumer<Machine> betweenPieces,
      LongSupplier nanos) {
    this.machine = machine;
    this.limits = limits;
    this.output = output;
    this.input = input;
    this.interruption = interruption;
    this.betweenPieces = betweenPieces;
    this.nanos = nanos;
  }

  /** Runs to the end. */
  public Ending run() {
    long piece = FIRST_PIECE_CYCLES;
    long end = machine.elapsedCycles();
    while (true) {
      long start = nanos.getAsLong();
      end = Math.min(limits.cycles(), Math.max(end, machine.elapsedCycles()) + piece);
      Optional<Ending> ending = ending(runUntil(end, piece), end);
      output.flush();
      if (ending.isPresent()) {
        return ending.get();
      }
      input.deliver();
      betweenPieces.accept(machine);
      long took = nanos.getAsLong() - start;
      if (input.typed() && idle()) {
        holdBack(piece * NANOS / Machine.CORE_HERTZ - took);
      }
      piece = nextPiece(piece, took);
    }
  }

  /** The limit of instructions, which makes a run slower, is set when it is near. */
  private Stop runUntil(long end, long piece) {
    boolean near = limits.instructions() - mostInstructions() < INSTRUCTIONS_PER_CYCLE * piece;
    machine.limitInstructions(near ? limits.instructions() : BootLimits.NONE);
    return machine.run(end);
  }

  private long mostInstructions() {
    return machine.cpus().stream().mapToLong((Cpu cpu) -> cpu.instructions).max().orElse(0);
  }

  private Optional<Ending> ending(Stop stop, long end) {
    if (stop instanceof Stop.Halted && !input.ended() && listens()) {
      return awaitInput(stop);
    }
    if (!(stop instanceof Stop.Limit)) {
      return Optional.of(new Ending.Stopped(stop));
    }
    if (mostInstructions() >= limits.instructions()) {
      return Optional.of(new Ending.Limited("--limit-instructions", limits.instructions()));
    }
    if (end >= limits.cycles()) {
      return Optional.of(new Ending.Limited("--limit-cycles", limits.cycles()));
    }
    return interrupted();
  }

  private Optional<Ending> interrupted() {
    if (interruption.requested()) {
      return Optional.of(new Ending.Interrupted());
    }
    return output.isClosed() ? Optional.of(new Ending.OutputClosed()) : Optional.empty();
  }

  /** Whether an interrupt, such as that of the serial port, could wake a CPU. */
  private boolean listens() {
    return machine.cpus().stream()
        .anyMatch(cpu -> cpu.flags.interruptsEnabled() && !cpu.interrupts.waitsForStartUp);
  }

  /** Only what is typed can wake the guest. */
  private Optional<Ending> awaitInput(Stop stop) {
    output.flush();
    while (!input.await(POLL_MILLISECONDS)) {
      Optional<Ending> interrupted = interrupted();
      if (interrupted.isPresent()) {
        return interrupted;
      }
      if (input.ended()) {
        return Optional.of(new Ending.Stopped(stop));
      }
    }
    return Optional.empty();
  }

  private boolean idle() {
    return machine.cpus().stream().allMatch(cpu -> cpu.interrupts.halted);
  }

  /**
   * A guest that waits for somebody who types does not run ahead of that person's time; what is
   * typed ends the wait.
   */
  private void holdBack(long aheadNanos) {
    long deadline = nanos.getAsLong() + aheadNanos;
    long left = aheadNanos;
    while (left > 0 && interrupted().isEmpty() && !input.ended()) {
      if (input.await(Math.min(POLL_MILLISECONDS, left / 1_000_000 + 1))) {
        return;
      }
      left = deadline - nanos.getAsLong();
    }
  }

  private static long nextPiece(long piece, long tookNanos) {
    if (tookNanos < SHORT_NANOS) {
      return Math.min(LONGEST_PIECE_CYCLES, 2 * piece);
    }
    return tookNanos > LONG_NANOS ? Math.max(SHORTEST_PIECE_CYCLES, piece / 2) : piece;
  }
}
