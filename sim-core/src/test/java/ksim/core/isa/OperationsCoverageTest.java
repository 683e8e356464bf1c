package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.cpu.CodeContext;
import ksim.core.decode.Operations;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.host.InstructionSampler.Sample;
import org.junit.jupiter.api.Test;

/**
 * Every line of the instruction table has an operation, or is listed as having none in the resource
 * {@code not-implemented.txt}: feature and mnemonic, sorted, one a line. With the system property
 * {@code ksim.coverage.approve} the list is written anew.
 */
class OperationsCoverageTest {
  static final Path LIST = Path.of("src/test/resources/ksim/core/isa/not-implemented.txt");

  /** Not valid in 64-bit mode, or not described and so never decoded to an instruction. */
  private static final Set<Attribute> UNREACHABLE =
      EnumSet.of(Attribute.I64, Attribute.AS16, Attribute.UNLISTED);

  @Test
  void everyEncodingHasAnOperationOrIsListed() throws IOException {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(7), CodeMode.BITS_64);
    Set<String> missing = new TreeSet<>();
    Set<String> present = new TreeSet<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (UNREACHABLE.stream().anyMatch(encoding::has)) {
        continue;
      }
      Sample sample = anySample(sampler, encoding);
      String feature = encoding.feature().isEmpty() ? "base" : encoding.feature();
      boolean implemented = Operations.isImplemented(sample.instruction(), CodeContext.LONG);
      (implemented ? present : missing).add(feature + " " + encoding.mnemonic());
    }
    if (Boolean.getBoolean("ksim.coverage.approve")) {
      Files.write(LIST, missing);
    }
    assertThat(missing).containsExactlyElementsOf(Files.readAllLines(LIST));
    assertThat(present).contains("base add", "base iretq", "base movsq");
  }

  private static Sample anySample(InstructionSampler sampler, Encoding encoding) {
    return sampler
        .sample(encoding)
        .orElseThrow(() -> new AssertionError("no bytes decode to line " + encoding));
  }
}
