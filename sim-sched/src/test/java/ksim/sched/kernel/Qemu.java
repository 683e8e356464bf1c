package ksim.sched.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a kernel image for one CPU in QEMU, where QEMU and GNU binutils are installed. */
final class Qemu {
  private static final Pattern PAGE_FAULT =
      Pattern.compile("v=0e .*pc=([0-9a-f]{16}).*CR2=([0-9a-f]{16})");
  private static final int TIMEOUT_SECONDS = 60;

  private final Path directory;

  Qemu(Path directory) {
    this.directory = directory;
  }

  /**
   * How a run ended.
   *
   * @param exitValue the byte that the guest wrote to the debug-exit port
   * @param pageFaults RIP and CR2 of each page fault, in hexadecimal, in order
   */
  record Outcome(int exitValue, List<String> pageFaults) {}

  static boolean installed() {
    return List.of("qemu-system-x86_64", "as", "ld", "objcopy").stream()
        .allMatch(tool -> Files.isExecutable(Path.of("/usr/bin", tool)));
  }

  Outcome run(KernelImage image, long memoryBytes) {
    try {
      prepare(image, memoryBytes);
      int status =
          execute(
              List.of(
                  "qemu-system-x86_64",
                  "-cpu",
                  "max",
                  "-m",
                  Long.toString(memoryBytes >> 20),
                  "-display",
                  "none",
                  "-no-reboot",
                  "-device",
                  "isa-debug-exit,iobase=0xf4,iosize=1",
                  "-d",
                  "int",
                  "-D",
                  "interrupts.log",
                  "-kernel",
                  "kernel.elf"));
      return new Outcome(status >> 1, pageFaults());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(KernelImage image, long memoryBytes) throws IOException {
    Files.write(directory.resolve("text.bin"), image.segments().get(0).bytes());
    Files.write(directory.resolve("data.bin"), image.segments().get(1).bytes());
    try (InputStream source =
        Objects.requireNonNull(Qemu.class.getResourceAsStream("qemu-start.s"))) {
      Files.write(directory.resolve("start.s"), source.readAllBytes());
    }
    check(
        "as",
        "--defsym",
        "MEMORY=" + memoryBytes,
        "--defsym",
        "ENTRY=" + image.entry(),
        "start.s",
        "-o",
        "start.o");
    check(
        "ld",
        "--section-start=.boot=0x100000",
        "--section-start=.kernel_text=0x200000",
        "--section-start=.kernel_data=0x300000",
        "start.o",
        "-o",
        "kernel64.elf");
    check("objcopy", "-O", "elf32-i386", "kernel64.elf", "kernel.elf"); // multiboot wants 32 bits
  }

  private void check(String... command) throws IOException {
    int status = execute(List.of(command));
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status);
    }
  }

  private int execute(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile())
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command.getFirst() + " was interrupted", e);
    }
  }

  private List<String> pageFaults() throws IOException {
    List<String> faults = new ArrayList<>();
    Path log = directory.resolve("interrupts.log");
    for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      Matcher matcher = PAGE_FAULT.matcher(line);
      if (matcher.find()) {
        faults.add(matcher.group(1) + " " + matcher.group(2));
      }
    }
    return faults;
  }
}
