package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import org.junit.jupiter.api.Test;

/**
 * Every encoding, in random forms and on random operands, in 64-bit and in 32-bit mode, against the
 * CPU that runs this test.
 *
 * <p>Properties: {@code ksim.host.cases}, {@code ksim.host.seed}, {@code ksim.host.mode} (64 or 32
 * for only one), {@code ksim.host.only} (a pattern of mnemonics).
 */
class HostDifferentialTest {
  private static final long SEED = Long.getLong("ksim.host.seed", 20251123);
  private static final long CASES = Long.getLong("ksim.host.cases", 60_000);
  private static final String ONLY = System.getProperty("ksim.host.only", ".*");
  private static final String MODE = System.getProperty("ksim.host.mode", "");
  private static final int STATES_PER_SAMPLE = 6;

  @Test
  void agreesWithTheHost() {
    Optional<HostProcess> host = HostProcess.open();
    assumeTrue(host.isPresent(), "needs Linux on x86-64");
    try (HostProcess process = host.get()) {
      compare(process);
    }
  }

  private record Subject(Encoding encoding, CodeMode mode) {}

  private static List<Subject> subjects() {
    HostFeatures features = HostFeatures.read();
    return InstructionTable.standard().encodings().stream()
        .filter(e -> features.has(e) && SimulatedSystem.has(e) && e.mnemonic().matches(ONLY))
        .flatMap(
            e ->
                Stream.of(CodeMode.BITS_64, CodeMode.BITS_32)
                    .filter(mode -> mode.name().endsWith(MODE))
                    .filter(mode -> NotCompared.reason(e, mode).isEmpty())
                    .map(mode -> new Subject(e, mode)))
        .toList();
  }

  private static void compare(HostProcess process) {
    List<Subject> subjects = subjects();
    Duel duel = new Duel(process);
    long each = Math.max(1, CASES / subjects.size());
    for (Subject subject : subjects) {
      duel(duel, subject, each);
    }
    duel.finish();
    System.out.printf("%d cases; not implemented: %s%n", duel.cases(), duel.unimplemented());
    assertThat(duel.disagreements()).as("what differs, and the line to replay it").isEmpty();
  }

  private static void duel(Duel duel, Subject subject, long cases) {
    long seed = SEED * 8192 + subject.encoding().line() * 2L + subject.mode().ordinal() % 2;
    SplittableRandom random = new SplittableRandom(seed);
    InstructionSampler instructions = new InstructionSampler(random, subject.mode());
    StateSampler states = new StateSampler(random, subject.mode());
    for (long i = 0; i < cases; i += STATES_PER_SAMPLE) {
      Optional<InstructionSampler.Sample> sample = instructions.sample(subject.encoding());
      if (sample.isEmpty() || duel.lacks(subject.encoding().mnemonic())) {
        return;
      }
      if (NotCompared.reason(sample.get().instruction()).isEmpty()) {
        for (long j = 0; j < Math.min(STATES_PER_SAMPLE, cases - i); j++) {
          duel.add(states.sample(sample.get()), sample.get().instruction());
        }
      }
    }
  }
}
