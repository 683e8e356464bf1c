package ksim.core.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs as a compiler makes them print in ksim what they print on a processor. */
class CompiledProgramsTest {
  static Stream<ProgramBuild> programs() {
    return ProgramBuild.all();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void printsWhatItPrintsOnTheHost(ProgramBuild program, @TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(ProgramBuild.possibleHere(), "needs gcc, and Linux on x86-64");
    Path file = program.compile(directory);

    ProgramMachine.Outcome ours = ProgramMachine.run(ElfImage.read(Files.readAllBytes(file)));

    assertThat(ours).isEqualTo(ProgramBuild.runOnHost(file));
    assertThat(ours.output()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void printsWhatItPrintedAtTheRecording(ProgramBuild program) throws IOException {
    assumeTrue(
        !ProgramBuild.possibleHere() || program.level().equals("-O2"),
        "compiled here, so that the recording would add nothing");

    ProgramMachine.Outcome ours = ProgramMachine.run(ElfImage.read(program.recordedImage()));

    assertThat(ours).isEqualTo(new ProgramMachine.Outcome(program.recordedOutput(), 0));
  }
}
