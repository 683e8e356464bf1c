package ksim.core.timing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
  @ParameterizedTest
  @CsvSource({
    "90, 0.25, nop: four a cycle",
    "48 01 d8, 1, add %rbx to %rax: a chain",
    "48 0f af c3, 3, imul %rbx to %rax: a chain",
    "48 0f af cb 48 0f af c3 48 0f af d3, 3, imul to three registers: one port",
    "48 8b 00, 4, pointer chase",
    "48 8b 03 48 8b 4b 08, 1, two loads",
    "48 89 03 48 89 43 08, 2, two stores: one store data port",
    "31 c0, 0.25, xor of a register with itself",
    "48 01 d8 48 89 c1 48 01 d9 48 89 c8, 2, moves that are renamed away between adds",
    "50 58 50 58, 2, push and pop: RSP costs nothing",
  })
  void codeTakesAsLongAsMeasured(String hex, double expected, String what) {
    assertThat(Recorded.cycles("skylake", hex)).as(what).isCloseTo(expected, within(0.35));
  }
}
