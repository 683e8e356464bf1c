package ksim.core.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import ksim.core.cycles.CodeBlock;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Protocol;
import ksim.core.cycles.RefusedException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A second core is data: the same model, other figures. */
class CoresTest {
  private static final Offset<Double> NEARLY = within(0.2);

  private static double cycles(String core, String hex) throws RefusedException {
    CodeBlock block = CodeBlock.of(HexFormat.of().parseHex(hex));
    return new Meter(core, TimingLevel.DETAILED, Protocol.UNROLLED)
        .measure(block)
        .cyclesPerIteration();
  }

  private static void assertCycles(String hex, double skylake, double goldencove)
      throws RefusedException {
    assertThat(cycles("skylake", hex)).isCloseTo(skylake, NEARLY);
    assertThat(cycles("goldencove", hex)).isCloseTo(goldencove, NEARLY);
  }

  @Test
  void chainsTakeTheirLatency() throws RefusedException {
    assertCycles("4801c8", 1, 1); // add rax,rcx
    assertCycles("480fafc1", 3, 3); // imul rax,rcx
    assertCycles("f20f58c1", 4, 2); // addsd xmm0,xmm1
    assertCycles("488d440808", 3, 1); // lea rax,[rax+rcx+8]
    assertCycles("488d04c8", 1, 2); // lea rax,[rax+rcx*8]
  }

  @Test
  void goldenCoveAddsSmallImmediatesWhenItRenames() throws RefusedException {
    assertCycles("4883c001", 1, 1.0 / 6); // add rax,1
    assertCycles("83c001", 1, 1); // add eax,1
  }

  @Test
  void whatIssuesAloneTakesItsMeasuredThroughput() throws RefusedException {
    assertCycles("0f31", 25, 29); // rdtsc
    assertCycles("0f01f9", 32, 46); // rdtscp
    assertCycles("0faee8", 4, 12); // lfence
    assertCycles("0faef0", 33, 38); // mfence
  }

  @Test
  void independentWorkSharesPorts() throws RefusedException {
    assertCycles("8b14248b54240c8b542418", 1.5, 1); // three loads
    assertCycles(
        "0fafd10fafd9", 3, 3); // imul edx,ecx; imul ebx,ecx: two chains of 3 cycles on one port
  }
}
