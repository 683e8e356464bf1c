package ksim.cli.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import ksim.cli.boot.Interruption;
import ksim.cli.diag.Printable;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocol;
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
      "  ksim boot kernel.elf --timing fast --stats --format json --out stats.json"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:the guest switched the machine off or reset it",
      "N:the guest wrote V to the debug-exit port 0xf4: N is 2 V + 1, its low 8 bits",
      "2:bad usage or bad input; nothing was run",
      "3:the guest failed: triple fault, limit, no progress, or what is not implemented",
      "70:an error in ksim itself; please report it",
      "130:Ctrl-C",
      "143:SIGTERM"
    })
final class BootCommand implements Callable<Integer> {
  @Mixin private GuestOptions guest = new GuestOptions();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private WatchOptions watch = new WatchOptions();

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
    guest.check();
    watch.check(console);
    machine.check();
    BinaryFile kernel = guest.image(console);
    BootProtocol protocol = guest.protocol(kernel);
    Interruption interruption = new Interruption();
    TimingLevel level = timing.level().orElse(TimingLevel.NONE);
    BootSession session = new BootSession(console, watch, machine, level, interruption);
    session.load(guest, kernel, protocol);
    if (console.isProcess()) {
      interruption.listen();
    }
    try {
      return session.run();
    } finally {
      console.out().flush();
      console.err().flush();
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
