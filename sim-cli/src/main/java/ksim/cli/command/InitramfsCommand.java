package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.core.initramfs.Initramfs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksim initramfs}. */
@Command(
    name = "initramfs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the initial file system of a Linux that shows that it has come up.",
      "Its one program prints the kernel's release, runs once on each CPU, and powers off."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim initramfs hello.cpio",
      "  ksim boot vmlinuz --initrd hello.cpio --memory 256 --append console=ttyS0"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done",
      "2:bad usage, or the file cannot be written",
      "70:an error in ksim itself; please report it"
    })
final class InitramfsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The cpio archive to write.")
  private Path file = Path.of("");

  private final Console console;

  InitramfsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path target = console.directory().resolve(file);
    Optional<String> problem = ReportSink.unwritable(target);
    if (problem.isPresent()) {
      console.err().println("ksim: error: cannot write " + file + ": " + problem.get());
      console.err().flush();
      return ExitCode.USAGE;
    }
    Files.write(target, Initramfs.archive());
    return ExitCode.OK;
  }
}
