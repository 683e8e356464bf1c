package ksim.cli.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Command lines in a directory of their own, with what they print. */
final class CommandRun {
  /** Runs nothing: a command line that gets here is broken. */
  static final Simulation NOTHING =
      (runs, progress, results) -> {
        throw new AssertionError("must not be simulated");
      };

  private final Path directory;
  private String in = "";
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CommandRun(Path directory) {
    this.directory = directory;
  }

  void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What the next command lines find on their standard input. */
  void type(String text) {
    in = text;
  }

  String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /** Runs {@code ksim} with its own simulation on two threads. */
  int run(String... args) {
    return run(new ParallelSimulation(2, new HostMemory(1L << 30)), args);
  }

  int run(Simulation simulation, String... args) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            directory);
    return Ksim.run(args, console, simulation);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
