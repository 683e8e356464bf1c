package ksim.cli.command;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.cli.boot.BootLimits;
import ksim.cli.boot.BootProgress;
import ksim.cli.boot.BootRun;
import ksim.cli.boot.BuildIdentity;
import ksim.cli.boot.Ending;
import ksim.cli.boot.GuestConsole;
import ksim.cli.boot.GuestInput;
import ksim.cli.boot.Interruption;
import ksim.cli.boot.SnapshotFile;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocol;
import ksim.core.boot.BootRequest;
import ksim.core.diagnosis.LastBlocks;
import ksim.core.firmware.Firmware;
import ksim.core.firmware.FirmwareLayout;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.observe.EventCounts;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.symbol.SymbolTable;
import ksim.core.trace.Tracer;
import ksim.mmu.Persistent;

/** One boot: a machine with its kernel, and all that watches it. */
final class BootSession {
  /** How long a program that writes standard input gets to come to its end. */
  private static final long INPUT_MILLISECONDS = 50;

  private final Console console;
  private final WatchOptions watch;
  private final SnapshotOptions snapshots;
  private final DebugOptions debug;
  private final BootLimits limits;
  private final Interruption interruption;
  private final GuestConsole output;
  private final PcBoard board;
  private final Machine machine;
  private final EventCounts events;
  private final Optional<LastBlocks> lastBlocks;
  private String image = "";
  private SymbolTable symbols = SymbolTable.EMPTY;
  private boolean traceLost;

  BootSession(
      Console console,
      WatchOptions watch,
      SnapshotOptions snapshots,
      DebugOptions debug,
      BootLimits limits,
      Interruption interruption,
      GuestConsole output,
      MachineConfiguration configuration,
      PcBoard board) {
    this.console = console;
    this.watch = watch;
    this.snapshots = snapshots;
    this.debug = debug;
    this.limits = limits;
    this.interruption = interruption;
    this.output = output;
    this.board = board;
    machine = new Machine(configuration, board);
    events = new EventCounts(configuration.cpus());
    lastBlocks =
        watch.blocks() > 0
            ? Optional.of(new LastBlocks(configuration.cpus(), watch.blocks()))
            : Optional.empty();
  }

  /** Loads the guest; symbols and traces are checked as well. */
  void load(GuestOptions guest, BinaryFile kernel, BootProtocol protocol) throws BadImage {
    image = kernel.name();
    symbols = guest.symbols(console, kernel);
    FirmwareLayout layout = Firmware.install(machine, board.options());
    BootRequest request =
        new BootRequest(
            kernel,
            guest.commandLine(),
            guest.initrd(console),
            guest.modules(console),
            layout.map(),
            layout.rsdp());
    protocol.load(request, machine);
    watch.selections(symbols);
  }

  /** Goes on from a snapshot; symbols and traces are checked as well. */
  void restore(SnapshotFile file, SymbolTable names) throws IOException, BadSnapshot {
    image = file.image();
    symbols = names;
    file.restore(machine, watchers());
    watch.selections(symbols);
  }

  /** What a snapshot keeps beside the machine. */
  private SortedMap<String, Persistent> watchers() {
    return new TreeMap<>(Map.of("event counts", events));
  }

  /** Runs it and reports; the exit code. */
  int run() {
    if (watch.stats() || snapshots.used()) {
      machine.observe(events);
    }
    lastBlocks.ifPresent(machine::observeCode);
    GuestInput input =
        new GuestInput(
            console.in(), console.inIsTerminal(), value -> board.serial().receive((byte) value));
    if (!console.inIsTerminal()) {
      input.deliverWhole(INPUT_MILLISECONDS);
    }
    long start = System.nanoTime();
    Ending ending = traced(input);
    long nanos = System.nanoTime() - start;
    int code = report().write(ending, nanos, events, image);
    return traceLost ? ExitCode.USAGE : code;
  }

  private BootReport report() {
    return new BootReport(console, watch, machine, symbols, lastBlocks);
  }

  private Ending traced(GuestInput input) {
    if (!watch.traces()) {
      return simulate(input);
    }
    try (PrintWriter lines = traceLines()) {
      Tracer tracer = new Tracer(machine, watch.selections(symbols), symbols, lines::println);
      Ending ending = simulate(input);
      tracer.finish();
      if (lines.checkError()) {
        console.err().println("ksim: error: cannot write the trace");
        traceLost = true;
      }
      return ending;
    } catch (IOException e) {
      throw new UsageException("--trace-out: cannot write: " + e.getMessage());
    }
  }

  private PrintWriter traceLines() throws IOException {
    Optional<Path> file = watch.traceFile(console);
    return new PrintWriter(
        file.isPresent()
            ? Files.newBufferedWriter(file.get())
            : new BufferedWriter(new OutputStreamWriter(stayingOpen(), StandardCharsets.UTF_8)));
  }

  /** Standard error, which is still needed when the trace is closed. */
  private OutputStream stayingOpen() {
    return new FilterOutputStream(console.err()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private Ending simulate(GuestInput input) {
    boolean visible = console.errIsTerminal() && (!console.outIsTerminal() || watch.verbose());
    try (BootProgress progress =
        new BootProgress(console.err(), visible && !watch.quiet(), System::nanoTime)) {
      return drive(input, progress);
    } catch (UsageException e) {
      throw e; // no fault of ksim's
    } catch (RuntimeException e) {
      output.flush();
      report().internalError();
      throw e;
    }
  }

  private Ending drive(GuestInput input, BootProgress progress) {
    if (debug.port().isPresent()) {
      Optional<Ending> ending =
          new DebuggedBoot(console, machine, output, input, interruption)
              .run(debug.port().getAsInt(), limits);
      if (ending.isPresent()) {
        return ending.get();
      }
    }
    OptionalLong at = snapshots.at();
    if (at.isPresent()) {
      BootLimits first = new BootLimits(at.getAsLong(), limits.instructions());
      Ending ending = runner(first, input, progress).run();
      if (!ending.equals(new Ending.Limited("--limit-cycles", at.getAsLong()))) {
        return new Ending.WithoutSnapshot(ending, at.getAsLong());
      }
      progress.close();
      writeSnapshot();
    }
    return runner(limits, input, progress).run();
  }

  private BootRun runner(BootLimits until, GuestInput input, BootProgress progress) {
    return new BootRun(
        machine, until, output, input, interruption, progress::update, System::nanoTime);
  }

  private void writeSnapshot() {
    Path file = snapshots.file(console);
    try {
      String build = BuildIdentity.of(Version.text());
      SnapshotFile.write(file, machine, watchers(), board.options(), image, build);
    } catch (IOException e) {
      throw new UsageException("--snapshot: cannot write " + file + ": " + e.getMessage());
    }
  }
}
