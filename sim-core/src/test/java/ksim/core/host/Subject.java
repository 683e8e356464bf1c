package ksim.core.host;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;

/**
 * An encoding in a mode: what cases are made of.
 *
 * @param encoding a line of the table
 * @param mode a mode in which it exists
 */
record Subject(Encoding encoding, CodeMode mode) {
  /** All that a host and ksim both have and that can be compared. */
  static List<Subject> all(HostFeatures features) {
    return all().stream().filter(subject -> features.has(subject.encoding())).toList();
  }

  /** All that ksim has and that could be compared with some host. */
  static List<Subject> all() {
    return InstructionTable.standard().encodings().stream()
        .filter(SimulatedSystem::has)
        .flatMap(
            e ->
                Stream.of(CodeMode.BITS_64, CodeMode.BITS_32)
                    .filter(mode -> NotCompared.reason(e, mode).isEmpty())
                    .map(mode -> new Subject(e, mode)))
        .toList();
  }

  /** A source of cases of this subject; it is the same one for the same seed. */
  Source source(long seed) {
    long own = seed * 8192 + encoding.line() * 2L + (mode == CodeMode.BITS_64 ? 0 : 1);
    return new Source(this, new SplittableRandom(own));
  }

  /** Makes cases of one subject. */
  static final class Source {
    private final Subject subject;
    private final InstructionSampler instructions;
    private final StateSampler states;

    private Source(Subject subject, SplittableRandom random) {
      this.subject = subject;
      instructions = new InstructionSampler(random, subject.mode());
      states = new StateSampler(random, subject.mode());
    }

    /** Another instruction of the subject; empty if none that can be compared was found. */
    Optional<InstructionSampler.Sample> instruction() {
      return instructions
          .sample(subject.encoding())
          .filter(s -> NotCompared.reason(s.instruction()).isEmpty());
    }

    /** Another case of an instruction. */
    Case state(InstructionSampler.Sample sample) {
      return states.sample(sample);
    }
  }
}
