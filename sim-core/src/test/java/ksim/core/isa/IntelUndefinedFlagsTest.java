package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import org.junit.jupiter.api.Test;

/**
 * Software should not depend on undefined flags, but where it does, it was tried on a processor:
 * they are what Intel's were recorded to be.
 */
class IntelUndefinedFlagsTest {
  private static final int LEAST_LINES = 240;

  private final SimulatedCpu simulated = new SimulatedCpu();

  @Test
  void areAsRecorded() throws IOException {
    List<String> lines = lines();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(LEAST_LINES);
    for (String line : lines) {
      String[] words = line.split(" ");
      Cpu cpu = simulated.cpu;
      cpu.gpr[Cpu.RAX] = number(words[1]);
      cpu.gpr[Cpu.RCX] = number(words[2]);
      cpu.gpr[Cpu.RDX] = number(words[3]);
      cpu.flags.fromRflags(number(words[4]), Flags.ALL);

      SimulatedCpu.Bound.of(HexFormat.of().parseHex(words[0])).op().exec(cpu);

      assertThat(cpu.flags.status()).as(line).isEqualTo(number(words[5]));
    }
  }

  private static long number(String word) {
    return Long.parseUnsignedLong(word, 16);
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        IntelUndefinedFlagsTest.class.getResourceAsStream("intel-undefined-flags.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
