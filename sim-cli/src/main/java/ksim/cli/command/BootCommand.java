package ksim.cli.command;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.boot.TraceOptionText;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocol;
import ksim.core.boot.BootProtocols;
import ksim.core.boot.BootRequest;
import ksim.core.boot.ElfFile;
import ksim.core.boot.PhysicalMap;
import ksim.core.diagnosis.CrashReport;
import ksim.core.diagnosis.LastBlocks;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.processor.CpuModels;
import ksim.core.symbol.ElfSymbols;
import ksim.core.symbol.SymbolTable;
import ksim.core.timing.TimingLevel;
import ksim.core.trace.TraceSelection;
import ksim.core.trace.Tracer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ksim boot}. */
@Command(
    name = "boot",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Boots a kernel image; its serial console is standard input and output.")
final class BootCommand implements Callable<Integer> {
  private static final long QUANTUM_CYCLES = 1000;

  @Parameters(paramLabel = "IMAGE", description = "The kernel.")
  private Path image = Path.of("");

  @Option(names = "--append", paramLabel = "TEXT", description = "The kernel's command line.")
  private String append = "";

  @Option(names = "--initrd", paramLabel = "FILE", description = "Initial RAM disk.")
  private Optional<Path> initrd = Optional.empty();

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = "A file for the kernel beside its image; may be given several times.")
  private List<Path> modules = List.of();

  @Option(names = "--memory", paramLabel = "MIB", description = "RAM in MiB. Default: 128.")
  private long memoryMiB = 128;

  @Option(names = "--cpus", paramLabel = "N", description = "Number of CPUs. Default: 1.")
  private int cpus = 1;

  @Option(
      names = "--protocol",
      paramLabel = "auto|linux|multiboot|pvh",
      description = "How the image is booted. Default: auto, by what it says of itself.")
  private String protocol = "auto";

  @Option(
      names = "--last-blocks",
      paramLabel = "N",
      description = "Remember the last N blocks of code, for the report on a crash.")
  private int blocks;

  @Option(
      names = "--limit-cycles",
      paramLabel = "N",
      description = "Stop after N simulated core cycles.")
  private long limitCycles = Long.MAX_VALUE;

  @Option(
      names = "--trace",
      paramLabel = "KIND[,KIND...][:RANGE]",
      description = {
        "Trace instructions, blocks, exceptions, interrupts, devices, msrs, control, cr3; in a",
        "range: SYMBOL, FROM-TO in addresses, cycles=FROM-TO, instructions=FROM-TO, cpu=N.",
        "May be given several times."
      })
  private List<String> traces = List.of();

  @Option(
      names = "--trace-out",
      paramLabel = "FILE",
      description = "Write the trace to FILE instead of standard error.")
  private Optional<Path> traceOut = Optional.empty();

  @Mixin private TimingOption timing = new TimingOption();

  private final Console console;

  BootCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      return boot();
    } catch (BadImage e) {
      String at = e.offset() < 0 ? "" : String.format(Locale.ROOT, " byte 0x%x:", e.offset());
      console.err().println(e.file() + ":" + at + " error: " + e.problem());
    } catch (IOException e) {
      console.err().println("ksim: error: cannot be read: " + e.getMessage());
    }
    console.err().flush();
    return ExitCode.USAGE;
  }

  private int boot() throws BadImage, IOException {
    BinaryFile kernel = file(image);
    BootProtocol by =
        protocol.equals("auto")
            ? BootProtocols.of(kernel)
            : BootProtocols.named(protocol)
                .orElseThrow(() -> new UsageException("--protocol: no such protocol"));
    Machine machine =
        new Machine(
            new MachineConfiguration(
                cpus,
                memoryMiB << 20,
                "skylake",
                timing.level().orElse(TimingLevel.NONE),
                QUANTUM_CYCLES,
                CpuModels.of(CpuModels.DEFAULT + ",+kvmclock"),
                0),
            new PcBoard(value -> console.out().write(value)));
    List<BootRequest.Module> files = new ArrayList<>();
    for (Path module : modules) {
      files.add(new BootRequest.Module(file(module), ""));
    }
    Optional<BinaryFile> disk =
        initrd.isPresent() ? Optional.of(file(initrd.get())) : Optional.empty();
    by.load(new BootRequest(kernel, append, disk, files, map(machine), 0), machine);
    Optional<LastBlocks> lastBlocks =
        blocks > 0 ? Optional.of(new LastBlocks(cpus, blocks)) : Optional.empty();
    lastBlocks.ifPresent(machine::observeCode);
    Tracing tracing = tracing(machine, kernel);
    Stop stop;
    try {
      stop = machine.run(limitCycles);
    } finally {
      tracing.close();
    }
    console.out().flush();
    return switch (stop) {
      case Stop.DebugExit exit -> (int) (exit.value() << 1 | 1) & 0xff;
      case Stop.PowerOff _, Stop.Reset _ -> ExitCode.OK;
      default -> {
        console.err().println("ksim: the guest failed: " + stop);
        console.err().print(new CrashReport(machine, symbols(kernel), lastBlocks).text(stop));
        yield ExitCode.GUEST_FAILED;
      }
    };
  }

  /** The trace of a run. */
  private record Tracing(Optional<Tracer> tracer, PrintWriter lines) {
    void close() {
      tracer.ifPresent(Tracer::close);
      lines.close();
    }
  }

  private Tracing tracing(Machine machine, BinaryFile kernel) throws BadImage, IOException {
    PrintWriter lines =
        new PrintWriter(
            traceOut.isPresent()
                ? Files.newBufferedWriter(console.directory().resolve(traceOut.get()))
                : new OutputStreamWriter(console.err(), StandardCharsets.UTF_8));
    if (traces.isEmpty()) {
      return new Tracing(Optional.empty(), lines);
    }
    SymbolTable symbols = symbols(kernel);
    List<TraceSelection> selections = new ArrayList<>();
    for (String trace : traces) {
      try {
        selections.add(new TraceOptionText(symbols).parse(trace));
      } catch (TraceOptionText.Malformed e) {
        throw timing.usage("--trace: " + e.text());
      }
    }
    return new Tracing(
        Optional.of(new Tracer(machine, selections, symbols, lines::println)), lines);
  }

  private static SymbolTable symbols(BinaryFile kernel) throws BadImage {
    return ElfFile.isElf(kernel) ? ElfSymbols.of(ElfFile.read(kernel), 0) : SymbolTable.EMPTY;
  }

  private static PhysicalMap map(Machine machine) {
    long bytes = machine.memory().sizeBytes();
    return new PhysicalMap(
        List.of(
            new PhysicalMap.Range(0, 0x9fc00, PhysicalMap.Kind.RAM),
            new PhysicalMap.Range(0x9fc00, 0x60400, PhysicalMap.Kind.RESERVED),
            new PhysicalMap.Range(0x10_0000, bytes - 0x10_0000, PhysicalMap.Kind.RAM)));
  }

  private BinaryFile file(Path path) throws IOException {
    return new BinaryFile(path.toString(), Files.readAllBytes(console.directory().resolve(path)));
  }
}
