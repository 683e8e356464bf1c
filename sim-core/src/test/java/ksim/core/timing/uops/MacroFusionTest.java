package ksim.core.timing.uops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A jump that is fused takes its ports, whatever becomes of the instruction before it. */
class MacroFusionTest {
  private static final int PORTS_06 = 1 << 6 | 1;
  private static final int ADDRESS = 0x1000;

  private static List<MicroOp> fused(String hex) {
    List<InstructionUops> uops = Cracked.at(ADDRESS, hex);
    assertThat(uops.getFirst().fusesWithNext()).isTrue();
    assertThat(Cracked.uops(uops.getLast())).isEmpty();
    return Cracked.uops(uops.getFirst());
  }

  @Test
  void aComparisonWithAJumpIsOneMicroOperation() {
    List<MicroOp> uops = fused("4839c87402"); // cmp rax,rcx; je
    assertThat(uops).hasSize(1);
    assertThat(uops.getFirst().ports()).isEqualTo(PORTS_06);
  }

  @Test
  void aZeroIdiomIsExecutedWithItsJump() {
    List<MicroOp> uops = fused("29c07402"); // sub eax,eax; je
    assertThat(uops).hasSize(1);
    assertThat(uops.getFirst().ports()).isEqualTo(PORTS_06);
    assertThat(uops.getFirst().results())
        .allSatisfy(result -> assertThat(result.latencyCycles()).isEqualTo(1));
  }

  @Test
  void additionsDoNotFuseWithConditionsOfTheSign() {
    List<InstructionUops> uops = Cracked.at(ADDRESS, "4801c87802"); // add rax,rcx; js
    assertThat(uops.getFirst().fusesWithNext()).isFalse();
    assertThat(Cracked.uops(uops.getLast())).hasSize(1);
  }
}
