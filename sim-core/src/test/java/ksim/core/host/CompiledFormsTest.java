package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Operand;
import ksim.core.exec.Tiering;
import org.junit.jupiter.api.Test;

/**
 * Every encoding, with every kind of operands that the recordings hold, does the same in both
 * tiers: the first run of a case is interpreted and compiles it, the second one runs what was
 * compiled.
 */
class CompiledFormsTest {
  private static final Path DIRECTORY = Path.of("..", "src-test-data", "host");
  private static final int LEAST = 2000;

  private final SimulatedProcess simulated = new SimulatedProcess(new Tiering(1));
  private final Set<String> seen = new HashSet<>();
  private final List<String> differences = new ArrayList<>();
  private int compared;

  @Test
  void everyFormIsTheSameInBothTiers() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".gz")).sorted().toList()) {
        read(file);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(LEAST);
    assertThat(simulated.compiledRegions()).as("nearly all").isGreaterThan(compared / 10 * 9);
  }

  private void read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> CaseLine.parse(line).c())
          .forEach(this::compare);
    }
  }

  private void compare(Case c) {
    if (!(Decoder.decode(c.code(), 0, c.code().length, c.mode()) instanceof Instruction instruction)
        || !seen.add(c.mode() + " " + form(instruction))) {
      return;
    }
    try {
      Outcome interpreted = simulated.run(c);
      Outcome compiled = simulated.run(c);
      compared++;
      if (!text(interpreted).equals(text(compiled))) {
        differences.add(
            c.mode()
                + " "
                + HexFormat.of().formatHex(c.code())
                + "\n"
                + text(interpreted)
                + "\n"
                + text(compiled));
      }
    } catch (SimulatedProcess.Unimplemented missing) {
      // the same in both tiers: it is the operation that says so
    }
  }

  private static String form(Instruction instruction) {
    StringBuilder form = new StringBuilder(instruction.encoding().toString());
    for (Operand operand : instruction.operands()) {
      form.append(' ').append(operand.getClass().getSimpleName());
    }
    return form.toString();
  }

  private static String text(Outcome outcome) {
    UserState after = outcome.after();
    StringBuilder text = new StringBuilder();
    for (long register : after.gpr()) {
      text.append(Long.toHexString(register)).append(' ');
    }
    return text.append(
            "vector %d error %x cr2 %x rip %x rflags %x fs %x gs %x image %s memory %s"
                .formatted(
                    outcome.vector(),
                    outcome.errorCode(),
                    outcome.cr2(),
                    after.rip(),
                    after.rflags(),
                    after.fsBase(),
                    after.gsBase(),
                    HexFormat.of().formatHex(after.image()),
                    outcome.memory()))
        .toString();
  }
}
