package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import org.junit.jupiter.api.Test;

/** Every encoding, in random forms and on random operands, against the CPU that runs this test. */
class HostDifferentialTest {
  private static final long SEED = Long.getLong("ksim.host.seed", 20251123);
  private static final long CASES = Long.getLong("ksim.host.cases", 100_000);
  private static final String ONLY = System.getProperty("ksim.host.only", "");
  private static final int STATES_PER_SAMPLE = 6;

  @Test
  void agreesWithTheHost() {
    Optional<HostProcess> host = HostProcess.open();
    assumeTrue(host.isPresent(), "needs Linux on x86-64");
    try (HostProcess process = host.get()) {
      compare(process);
    }
  }

  private void compare(HostProcess process) {
    HostFeatures features = HostFeatures.read();
    List<Encoding> encodings =
        InstructionTable.standard().encodings().stream()
            .filter(e -> NotCompared.reason(e, CodeMode.BITS_64).isEmpty())
            .filter(e -> features.has(e) && SimulatedSystem.has(e))
            .filter(e -> e.mnemonic().matches(ONLY.isEmpty() ? ".*" : ONLY))
            .toList();
    Duel duel = new Duel(process);
    long each = Math.max(1, CASES / encodings.size());
    for (Encoding encoding : encodings) {
      SplittableRandom random = new SplittableRandom(SEED * 31 + encoding.line());
      InstructionSampler instructions = new InstructionSampler(random, CodeMode.BITS_64);
      StateSampler states = new StateSampler(random, CodeMode.BITS_64);
      for (long i = 0; i < each && !duel.lacks(encoding.mnemonic()); i += STATES_PER_SAMPLE) {
        instructions
            .sample(encoding)
            .filter(s -> NotCompared.reason(s.instruction()).isEmpty())
            .ifPresent(
                s -> {
                  for (int j = 0; j < STATES_PER_SAMPLE; j++) {
                    duel.add(states.sample(s), s.instruction());
                  }
                });
      }
    }
    duel.finish();
    Map<String, String> missing = new TreeMap<>(duel.unimplemented());
    System.out.println(duel.cases() + " cases; not implemented: " + missing.keySet());
    List<String> disagreements = new ArrayList<>(duel.disagreements());
    assertThat(disagreements).isEmpty();
  }
}
