package ksim.core.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Compiles the programs, and records the images and what the host's CPU prints, for hosts that
 * cannot. Run it in the directory of this module.
 */
final class ProgramRecorder {
  private ProgramRecorder() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("programs");
    List<ProgramBuild> programs = ProgramBuild.all().toList();
    for (ProgramBuild program : programs) {
      Path file = program.compile(directory);
      ProgramMachine.Outcome outcome = ProgramBuild.runOnHost(file);
      if (outcome.status() != 0) {
        throw new IllegalStateException(program + ": " + outcome);
      }
      Files.createDirectories(program.recordedImageFile().getParent());
      Files.write(program.recordedImageFile(), packed(Files.readAllBytes(file)));
      Files.writeString(program.recordedOutputFile(), outcome.output());
    }
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
