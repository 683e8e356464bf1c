package ksim.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import ksim.cli.boot.TrainingKernel;

/**
 * Runs what users run most, in one process and without a word. The launcher does so once, after a
 * build, so that the host's virtual machine can note which classes and methods a start needs.
 */
final class Training {
  private Training() {}

  /**
   * Runs a scenario, a boot and a piece of code.
   *
   * @param args a scenario file
   */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path kernel = Files.createTempFile("ksim-training", ".elf");
    try {
      Files.write(kernel, TrainingKernel.file());
      run("boot", kernel.toString(), "--stats");
      run("boot", kernel.toString(), "--timing", "fast", "-q");
      run("exec", "--hex", "f30fb8c1");
      run("run", args[0]);
    } finally {
      Files.delete(kernel);
    }
  }

  private static void run(String... words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Console console = new Console(nowhere, nowhere, false, false, Path.of(""));
    Ksim.run(words, console, new ParallelSimulation(1, new HostMemory(1L << 30)));
  }
}
