package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.fault.GuestException;
import ksim.core.isa.InstructionSampler.Sample;
import org.junit.jupiter.api.Test;

/**
 * Every encoding of an integer operation, in random forms and on random operands, against the CPU
 * that runs this test.
 */
class HostDifferentialTest {
  private static final int SAMPLES_PER_ENCODING = 70;
  private static final int STATES_PER_SAMPLE = 6;
  private static final long SEED = 20251123;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final InstructionSampler instructions = new InstructionSampler(random);
  private final StateSampler states = new StateSampler(random);
  private final SimulatedCpu simulated = new SimulatedCpu();
  private final List<String> disagreements = new ArrayList<>();
  private int cases;

  @Test
  void agreesWithTheHost() throws IOException {
    Optional<HostCpu> host = HostCpu.open();
    assumeTrue(host.isPresent(), "needs Linux on x86-64");
    Set<String> features = HostCpu.features();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (Testable.is(encoding) && HostCpu.has(features, encoding)) {
        for (int i = 0; i < SAMPLES_PER_ENCODING; i++) {
          instructions
              .sample(encoding)
              .filter(sample -> Testable.is(sample.instruction()))
              .ifPresent(sample -> compare(host.get(), sample));
        }
      }
    }
    assertThat(disagreements.stream().limit(20))
        .as("what differs, and the line for host-regressions.txt")
        .isEmpty();
    assertThat(cases).isGreaterThan(100_000);
  }

  private void compare(HostCpu host, Sample sample) {
    host.load(sample.code(), sample.code().length);
    SimulatedCpu.Bound bound = SimulatedCpu.Bound.of(sample.code());
    for (int j = 0; j < STATES_PER_SAMPLE; j++) {
      int seed = random.nextInt(StateSampler.MEMORIES);
      states
          .sample(sample.instruction(), seed)
          .filter(before -> Testable.isDefined(sample.instruction(), before))
          .ifPresent(before -> compare(host, sample, bound, seed, before));
    }
  }

  private void compare(
      HostCpu host, Sample sample, SimulatedCpu.Bound bound, int seed, Snapshot before) {
    cases++;
    boolean shouldFault = Divisions.faults(sample.instruction(), before);
    Optional<Snapshot> ours = simulate(bound, before);
    if (ours.isEmpty() || shouldFault) {
      if (ours.isPresent() || !shouldFault) {
        disagreements.add("#DE of " + sample.instruction().bytes().hex());
      }
      return;
    }
    Snapshot theirs = host.run(before);
    long defined = Testable.definedFlags(sample.instruction(), before);
    String difference = ours.get().difference(theirs, defined);
    if (!difference.isEmpty()) {
      HostVector vector = new HostVector(sample.code(), defined, seed, before, theirs);
      disagreements.add(
          "%s after %s%n%s"
              .formatted(difference, sample.instruction().mnemonic(), vector.format()));
    }
  }

  /** Empty if it raises an exception. */
  private Optional<Snapshot> simulate(SimulatedCpu.Bound bound, Snapshot before) {
    try {
      return Optional.of(simulated.run(bound, before));
    } catch (GuestException e) {
      return Optional.empty();
    }
  }
}
