package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InstructionTableTest {

  @Test
  void loads() {
    assertThat(InstructionTable.standard().encodings()).hasSizeGreaterThan(500);
    assertThat(InstructionTable.standard().named("popcnt")).hasSize(1);
    assertThat(InstructionTable.standard().named("nonsense")).isEmpty();
  }

  @Test
  void readsEveryPartOfLine() {
    Encoding encoding =
        InstructionTable.parse("VEX F2 0F 38 F6 /3 mem mulx Gy,By,Ey l0 lock bmi2 # comment")
            .encodings()
            .getFirst();
    assertThat(encoding.opcode())
        .isEqualTo(
            new OpcodePattern(
                OpcodeMap.VEX_0F38,
                MandatoryPrefix.F2,
                0xf6,
                0xf6,
                OpcodePattern.LowBits.OPCODE,
                3,
                OpcodePattern.Form.MEMORY,
                OpcodePattern.NONE));
    assertThat(encoding.attributes()).containsExactly(Attribute.LOCK, Attribute.L0);
    assertThat(encoding.feature()).isEqualTo("bmi2");
    assertThat(encoding.operands().get(1))
        .isEqualTo(new OperandPattern(OperandKind.B, OperandSize.Y, 0));
  }

  @Test
  void namesTheLineThatIsWrong() {
    assertThatThrownBy(() -> InstructionTable.parse("90 nop\n01 add Ev,Tv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }
}
