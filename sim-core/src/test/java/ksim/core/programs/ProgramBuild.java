package ksim.core.programs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The C programs of {@code src-test-data/programs}: compiled on this machine, or recorded.
 *
 * @param name name of the source file, without its ending
 * @param level options of the compiler that say how to optimise
 */
record ProgramBuild(String name, String level) {
  private static final Path COMPILER = Path.of("/usr/bin/gcc");
  private static final List<String> NAMES =
      List.of("hash", "sort", "bigint", "floats", "lisp", "deflate");
  private static final List<String> LEVELS = List.of("-O0", "-O2", "-O3 -mavx2");
  private static final long MOST_SECONDS = 60;

  /** Every program at every level. */
  static Stream<ProgramBuild> all() {
    return NAMES.stream().flatMap(name -> LEVELS.stream().map(l -> new ProgramBuild(name, l)));
  }

  /** Whether programs can be compiled and run on this machine. */
  static boolean possibleHere() {
    return Files.isExecutable(COMPILER)
        && System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** Compiles the program, and answers the file. */
  Path compile(Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve(name);
    List<String> command = new ArrayList<>(List.of(COMPILER.toString()));
    command.addAll(List.of(level.split(" ")));
    command.addAll(
        List.of("-Wall", "-Wextra", "-Werror", "-ffreestanding", "-nostdlib", "-static"));
    command.addAll(List.of("-fno-pie", "-no-pie", "-fno-stack-protector", "-s"));
    command.addAll(List.of("-Wl,--build-id=none", "-o", file.toString()));
    command.addAll(List.of(source(name + ".c").toString(), source("runtime.c").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = text(process);
    if (process.exitValue() != 0) {
      throw new AssertionError(messages);
    }
    return file;
  }

  /** What a compiled program does on the host. */
  static ProgramMachine.Outcome runOnHost(Path file) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(file.toString()).start();
    String output = text(process);
    return new ProgramMachine.Outcome(output, process.exitValue());
  }

  private static String text(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + process.info());
    }
    return text;
  }

  /** The file that was compiled at the recording. */
  byte[] recordedImage() throws IOException {
    byte[] packed = Files.readAllBytes(recordedImageFile());
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  /** What the processor of the recording printed. */
  String recordedOutput() throws IOException {
    return Files.readString(recordedOutputFile());
  }

  Path recordedImageFile() {
    return source("recorded").resolve(name + level.replace(" ", "") + ".elf.gz");
  }

  Path recordedOutputFile() {
    return source("recorded").resolve(name + ".txt");
  }

  private static Path source(String file) {
    return Path.of("..", "src-test-data", "programs", file);
  }

  @Override
  public String toString() {
    return name + " " + level;
  }
}
