package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.cpu.Flags;
import ksim.core.encoding.Attribute;
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
  private static final int SAMPLES_PER_ENCODING = 100;
  private static final int STATES_PER_SAMPLE = 6;
  private static final long SEED = 20251123;

  /** Features whose names in the table are not the kernel's. */
  private static final Map<String, String> KERNEL_NAME =
      Map.of("lzcnt", "abm", "sse4.2", "sse4_2", "prefetchw", "3dnowprefetch");

  @Test
  void agreesWithTheHost() throws IOException {
    Optional<HostCpu> opened = HostCpu.open();
    assumeTrue(opened.isPresent(), "needs Linux on x86-64");
    HostCpu host = opened.orElseThrow();
    Set<String> features = HostCpu.features();
    SplittableRandom random = new SplittableRandom(SEED);
    SimulatedCpu simulated = new SimulatedCpu();
    InstructionSampler instructions = new InstructionSampler(random);
    StateSampler states = new StateSampler(random);
    Map<Integer, Integer> cases = new TreeMap<>();
    List<String> disagreements = new ArrayList<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (!Testable.mnemonics().contains(encoding.mnemonic())
          || encoding.has(Attribute.I64)
          || (encoding.mnemonic().equals("nop") && encoding.has(Attribute.ALIAS))
          || !hostHas(features, encoding)) {
        continue;
      }
      for (int i = 0; i < SAMPLES_PER_ENCODING; i++) {
        Optional<Sample> sample = instructions.sample(encoding);
        if (sample.isEmpty() || !Testable.is(sample.get().instruction())) {
          continue;
        }
        host.load(sample.get().code(), sample.get().code().length);
        SimulatedCpu.Bound bound = SimulatedCpu.Bound.of(sample.get().code());
        for (int j = 0; j < STATES_PER_SAMPLE; j++) {
          Optional<Snapshot> before = states.sample(sample.get().instruction());
          if (before.isPresent() && Testable.isDefined(sample.get().instruction(), before.get())) {
            cases.merge(encoding.line(), 1, Integer::sum);
            compare(host, simulated, sample.get(), bound, before.get())
                .ifPresent(disagreements::add);
          }
        }
      }
    }
    assertThat(disagreements.stream().limit(40)).isEmpty();
    int total = cases.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(cases.size() + " encodings, " + total + " cases");
    assertThat(total).isGreaterThan(100_000);
  }

  private static boolean hostHas(Set<String> features, Encoding encoding) {
    return encoding.feature().isEmpty()
        || features.contains(KERNEL_NAME.getOrDefault(encoding.feature(), encoding.feature()));
  }

  private static Optional<String> compare(
      HostCpu host,
      SimulatedCpu simulated,
      Sample sample,
      SimulatedCpu.Bound bound,
      Snapshot before) {
    Snapshot ours;
    try {
      ours = simulated.run(bound, before);
    } catch (GuestException e) {
      return Divisions.faults(sample.instruction(), before)
          ? Optional.empty()
          : Optional.of("unexpected fault: " + describe(sample, before));
    }
    if (Divisions.faults(sample.instruction(), before)) {
      return Optional.of("no #DE: " + describe(sample, before));
    }
    Snapshot theirs = host.run(before);
    long undefined =
        UndefinedFlags.of(
            sample.instruction().mnemonic(),
            Testable.bits(sample.instruction()),
            Testable.count(sample.instruction(), before));
    String difference = ours.difference(theirs, (Flags.STATUS | Flags.DF) & ~undefined);
    return difference.isEmpty()
        ? Optional.empty()
        : Optional.of(difference + " after " + describe(sample, before));
  }

  private static String describe(Sample sample, Snapshot before) {
    StringBuilder text = new StringBuilder(sample.instruction().mnemonic());
    text.append(' ').append(HexFormat.of().formatHex(sample.code()));
    text.append(" %x".formatted(before.rflags()));
    for (long value : before.gpr()) {
      text.append(" %x".formatted(value));
    }
    return text.toString();
  }
}
