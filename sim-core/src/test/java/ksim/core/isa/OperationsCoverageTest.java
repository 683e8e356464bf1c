package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.decode.Operations;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.isa.InstructionSampler.Sample;
import org.junit.jupiter.api.Test;

/** Every line of the instruction table has an operation, or is listed here as having none. */
class OperationsCoverageTest {
  private static final int TRIES = 200;

  /** Not valid in 64-bit mode, or not described and so never decoded to an instruction. */
  private static final Set<Attribute> UNREACHABLE =
      EnumSet.of(Attribute.I64, Attribute.AS16, Attribute.UNLISTED);

  /** What stops the run when it is executed. */
  private static final Set<String> NOT_IMPLEMENTED =
      Set.of(
          "fxrstor",
          "fxsave",
          "iret",
          "iretd",
          "ldmxcsr",
          "rdpid",
          "rdpkru",
          "rdrand",
          "rdseed",
          "serialize",
          "stmxcsr",
          "sysenter",
          "sysexit",
          "wrpkru",
          "xgetbv",
          "xrstor",
          "xrstors",
          "xsave",
          "xsavec",
          "xsaveopt",
          "xsaves",
          "xsetbv");

  @Test
  void everyEncodingHasAnOperationOrIsListed() {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(7));
    Set<String> missing = new TreeSet<>();
    Set<String> present = new TreeSet<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (UNREACHABLE.stream().anyMatch(encoding::has)) {
        continue;
      }
      Sample sample = anySample(sampler, encoding);
      Op op = Operations.of(sample.instruction(), Snapshot.CODE);
      (op instanceof Undefined.Unimplemented ? missing : present).add(encoding.mnemonic());
    }
    assertThat(missing).isEqualTo(new TreeSet<>(NOT_IMPLEMENTED));
    assertThat(present).contains("add", "iretq", "movsq");
  }

  private static Sample anySample(InstructionSampler sampler, Encoding encoding) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Sample> sample = sampler.sample(encoding);
      if (sample.isPresent()) {
        return sample.get();
      }
    }
    throw new AssertionError("no bytes decode to line " + encoding);
  }
}
