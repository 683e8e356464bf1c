package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every encoding, in random forms and on random operands, in 64-bit and in 32-bit mode, against the
 * CPU that runs this test.
 *
 * <p>Properties: {@code ksim.host.cases}, {@code ksim.host.seed}, {@code ksim.host.mode} (64 or 32
 * for only one), {@code ksim.host.only} (a pattern of mnemonics), {@code ksim.host.counts} (a file
 * that gets the number of cases of each encoding, behind a first line with the value of {@code
 * ksim.host.name}; {@link InstructionPage} reads it). Disagreements are also written to {@code
 * target/host-disagreements.txt}.
 */
class HostDifferentialTest {
  private static final long SEED = Long.getLong("ksim.host.seed", 20251123);
  private static final long CASES = Long.getLong("ksim.host.cases", 60_000);
  private static final String ONLY = System.getProperty("ksim.host.only", ".*");
  private static final String MODE = System.getProperty("ksim.host.mode", "");
  private static final String NAME = System.getProperty("ksim.host.name", "a host");
  private static final String REPORT = System.getProperty("ksim.host.report", "");
  private static final Path DISAGREEMENTS = Path.of("target", "host-disagreements.txt");
  private static final int STATES_PER_SAMPLE = 6;
  private static final int MOST_ENDLESS_ONE_IN = 500_000;

  @Test
  void agreesWithTheHost() throws IOException {
    Optional<HostProcess> host = HostProcess.open();
    assumeTrue(host.isPresent(), "needs Linux on an Intel x86-64 processor");
    try (HostProcess process = host.get()) {
      compare(process);
    }
  }

  private static void compare(HostProcess process) throws IOException {
    List<Subject> subjects =
        Subject.all(HostFeatures.read()).stream()
            .filter(s -> s.encoding().mnemonic().matches(ONLY) && s.mode().name().endsWith(MODE))
            .toList();
    Duel duel = new Duel(process);
    long each = Math.ceilDiv(CASES, subjects.size());
    for (Subject subject : subjects) {
      duel(duel, subject, each);
    }
    duel.finish();
    System.out.printf(
        "%d cases; %d did not end; not implemented: %s%n",
        duel.cases(), duel.endless(), duel.unimplemented());
    if (!REPORT.isEmpty()) {
      String source = "%s, seed %d".formatted(HostFeatures.read().model(), SEED);
      InstructionPage.writeCounts(Path.of(REPORT), source, duel.casesOf());
    }
    if (!duel.disagreements().isEmpty()) {
      Files.createDirectories(DISAGREEMENTS.getParent());
      Files.write(DISAGREEMENTS, duel.disagreements());
    }
    String counts = System.getProperty("ksim.host.counts", "");
    if (!counts.isEmpty()) {
      InstructionPage.writeCounts(Path.of(counts), NAME, duel.casesOf());
    }
    assertThat(duel.endless()).isLessThanOrEqualTo(1 + CASES / MOST_ENDLESS_ONE_IN);
    assertThat(duel.disagreements()).as("what differs, and the line to replay it").isEmpty();
  }

  private static void duel(Duel duel, Subject subject, long cases) {
    Subject.Source source = subject.source(SEED);
    for (long i = 0; i < cases && !duel.lacks(subject.encoding().mnemonic()); ) {
      Optional<InstructionSampler.Sample> sample = source.instruction();
      long most = Math.min(STATES_PER_SAMPLE, cases - i);
      for (long j = 0; sample.isPresent() && j < most; j++) {
        duel.add(source.state(sample.get()), sample.get().instruction());
      }
      i += most;
    }
  }
}
