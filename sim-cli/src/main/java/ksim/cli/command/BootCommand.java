package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.boot.BuildIdentity;
import ksim.cli.boot.GuestConsole;
import ksim.cli.boot.GuestFile;
import ksim.cli.boot.Interruption;
import ksim.cli.boot.SnapshotFile;
import ksim.cli.boot.TerminalMode;
import ksim.cli.diag.Printable;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocol;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ksim boot}. */
@Command(
    name = "boot",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Boots a kernel image on a simulated PC; its serial console is standard input and output.",
      "Multiboot, PVH (Xen's ELF note) and Linux kernels boot as they are. Two boots are the same,",
      "cycle by cycle. Ctrl-C ends it and says where each CPU is. See sim-cli/docs/boot.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim boot kernel.elf",
      "  ksim boot bzImage --initrd initramfs.gz --append 'console=ttyS0' --memory 512M --cpus 2",
      "  ksim boot kernel.elf --trace exceptions,interrupts --trace-out trace.txt",
      "  ksim boot kernel.elf --trace instructions:page_fault:cpu=0 --limit-cycles 1000000",
      "  ksim boot kernel.elf --timing fast --stats --format json --out stats.json",
      "  ksim boot kernel.elf --snapshot-at 1000000000 --snapshot booted.ksim",
      "  ksim boot --restore booted.ksim --trace exceptions",
      "  ksim boot kernel.elf --gdb 1234"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:the guest switched the machine off or reset it",
      "N:the guest wrote V to the debug-exit port 0xf4: N is 2 V + 1, its low 8 bits",
      "2:bad usage or bad input; nothing was run",
      "3:the guest failed: triple fault, limit, no progress, or what is not implemented",
      "70:an error in ksim itself; please report it",
      "130:Ctrl-C",
      "141:standard output cannot be written any more",
      "143:SIGTERM"
    })
final class BootCommand implements Callable<Integer> {
  @Mixin private GuestOptions guest = new GuestOptions();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private WatchOptions watch = new WatchOptions();

  @Mixin private SnapshotOptions snapshots = new SnapshotOptions();

  @Mixin private DebugOptions debug = new DebugOptions();

  private final Console console;

  BootCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      return boot();
    } catch (BadImage e) {
      console.err().println(text(e));
      console.err().flush();
      return ExitCode.USAGE;
    } catch (UsageException e) {
      throw timing.usage(e.getMessage() == null ? "bad usage" : e.getMessage());
    }
  }

  private int boot() throws BadImage {
    guest.check(snapshots.restore().isPresent());
    watch.check(console);
    machine.check();
    snapshots.check(console, machine.limits());
    debug.check(snapshots, machine.limits());
    Interruption interruption = new Interruption();
    Optional<Path> snapshot = snapshots.restore();
    if (snapshot.isPresent()) {
      return restore(snapshot.get(), interruption);
    }
    BinaryFile kernel = guest.image(console);
    BootProtocol protocol = guest.protocol(kernel);
    GuestConsole output = new GuestConsole(console.out());
    PcBoard board = new PcBoard(machine.pc(output::accept));
    TimingLevel level = timing.level().orElse(TimingLevel.NONE);
    BootSession session =
        session(interruption, output, machine.configuration(level, board.options()), board);
    session.load(guest, kernel, protocol);
    return run(session, interruption);
  }

  private int restore(Path snapshot, Interruption interruption) throws BadImage {
    Path path = console.directory().resolve(snapshot);
    GuestFile.unreadable(path)
        .ifPresent(
            why -> {
              throw new UsageException("--restore: cannot read " + snapshot + ": " + why);
            });
    try (SnapshotFile file = SnapshotFile.open(path, BuildIdentity.of(Version.text()))) {
      GuestConsole output = new GuestConsole(console.out());
      BootSession session =
          session(
              interruption,
              output,
              file.setup().configuration().with(machine.tiering()),
              new PcBoard(file.options(output::accept)));
      session.restore(file, guest.symbolsAlone(console));
      return run(session, interruption);
    } catch (BadSnapshot e) {
      console
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "%s: byte 0x%x: error: %s",
                  Printable.of(snapshot.toString()),
                  e.offset(),
                  Printable.of(e.problem())));
      console.err().flush();
      return ExitCode.USAGE;
    } catch (IOException e) {
      throw new UsageException("--restore: cannot read " + snapshot + ": " + e.getMessage());
    }
  }

  private BootSession session(
      Interruption interruption,
      GuestConsole output,
      MachineConfiguration configuration,
      PcBoard board) {
    return new BootSession(
        console,
        watch,
        snapshots,
        debug,
        machine.limits(),
        interruption,
        output,
        configuration,
        board);
  }

  private int run(BootSession session, Interruption interruption) {
    boolean typed = console.isProcess() && console.inIsTerminal();
    TerminalMode mode = typed ? TerminalMode.serial() : TerminalMode.unchanged();
    if (console.isProcess()) {
      interruption.listen(mode);
    }
    try {
      return session.run();
    } finally {
      console.out().flush();
      console.err().flush();
      mode.restore();
      interruption.finished();
    }
  }

  private static String text(BadImage problem) {
    String at =
        problem.offset() == BadImage.WHOLE_FILE
            ? ""
            : String.format(Locale.ROOT, " byte 0x%x:", problem.offset());
    String hint = problem.hint().isEmpty() ? "" : "; " + problem.hint();
    return "%s:%s error: %s%s"
        .formatted(Printable.of(problem.file()), at, Printable.of(problem.problem()), hint);
  }
}
