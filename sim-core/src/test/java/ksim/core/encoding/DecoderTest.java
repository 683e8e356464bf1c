package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {

  private static Decoded decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return Decoder.decode(bytes, 0, bytes.length, CodeMode.BITS_64);
  }

  private static Instruction instruction(String hex) {
    return (Instruction) decode(hex);
  }

  @Test
  void readsRegisterAndMemory() {
    Instruction add = instruction("48 01 5c 88 f8");
    assertThat(add.mnemonic()).isEqualTo("add");
    assertThat(add.operandBits()).isEqualTo(64);
    assertThat(add.operands())
        .containsExactly(
            new MemoryOperand(64, 3, 0, 1, 4, -8, 64),
            new RegisterOperand(RegisterKind.GENERAL, 3, 64));
  }

  @Test
  void knowsRipRelativeAndStackSegment() {
    assertThat(instruction("8b 05 10 00 00 00").operands().get(1))
        .isEqualTo(new MemoryOperand(32, 3, MemoryOperand.RIP, MemoryOperand.NONE, 1, 16, 64));
    assertThat(instruction("8a a4 24 00 f0 ff ff").operands())
        .containsExactly(
            new RegisterOperand(RegisterKind.HIGH_BYTE, 0, 8),
            new MemoryOperand(8, 2, 4, MemoryOperand.NONE, 1, -4096, 64));
  }

  @Test
  void extendsImmediatesAsTheManualSays() {
    assertThat(immediates("48 83 c0 ff")).containsExactly(-1L);
    assertThat(immediates("80 c0 ff")).containsExactly(255L);
    assertThat(immediates("48 05 00 00 00 80")).containsExactly(-0x8000_0000L);
    assertThat(immediates("05 00 00 00 80")).containsExactly(0x8000_0000L);
    assertThat(immediates("48 b8 01 02 03 04 05 06 07 88")).containsExactly(0x8807060504030201L);
  }

  private static List<Long> immediates(String hex) {
    return instruction(hex).operands().stream()
        .filter(ImmediateOperand.class::isInstance)
        .map(o -> ((ImmediateOperand) o).value())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "90, nop, 32",
    "49 90, xchg, 64",
    "f3 90, pause, 32",
    "98, cwde, 32",
    "66 98, cbw, 16",
    "48 98, cdqe, 64",
    "50, push, 64",
    "66 50, push, 16",
    "66 e8 00 00 00 00, call, 64",
    "48 cf, iretq, 64",
    "0f 01 f8, swapgs, 32",
    "f3 0f b8 c0, popcnt, 32",
    "66 f3 0f b8 c0, popcnt, 16",
    "0f bc c0, bsf, 32",
    "f2 0f bc c0, bsf, 32",
    "f3 0f bc c0, tzcnt, 32",
    "48 0f c7 08, cmpxchg16b, 64",
    "c4 e2 f8 f2 c1, andn, 64",
    "e3 00, jrcxz, 64",
    "67 e3 00, jecxz, 64",
    "f3 48 ab, stosq, 64",
    "f3 0f 1e fa, endbr64, 32",
  })
  void choosesTheLine(String hex, String mnemonic, int operandBits) {
    assertThat(instruction(hex).mnemonic()).isEqualTo(mnemonic);
    assertThat(instruction(hex).operandBits()).isEqualTo(operandBits);
  }

  @Test
  void countsRexOnlyWhenLast() {
    assertThat(instruction("48 66 01 d8").operandBits()).isEqualTo(16);
    assertThat(instruction("66 48 01 d8").operandBits()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "06", // push es
        "0f 24 c0",
        "f0 01 d8", // lock on a register
        "f0 8b 00", // lock on a load
        "8e c8", // mov cs
        "8d c0", // lea of a register
        "0f 20 c8", // cr1
        "44 0f 21 c0", // dr8
        "66 c4 e2 f8 f2 c1", // 66 before vex
        "0f 04",
        "66 0f 12 c1", // movlpd between registers
        "f3 0f fc c1", // paddb with f3
        "c4 e2 69 90 0c 8f", // a gather whose index is its destination
        "c4 e2 69 90 0f", // a gather without a vector index
        "c5 f5 6e c0", // vmovd with vex.l
        "c4 e2 f5 16 c0", // vpermps with vex.w
        "c5 e8 10 c1", // vmovups with vvvv
      })
  void refusesUndefinedEncodings(String hex) {
    assertThat(decode(hex)).isInstanceOf(InvalidEncoding.class);
  }

  /** As a Xeon does in compatibility mode (2026-11-25). */
  @Test
  void ignoresBitOfVvvvOutside64BitModeOnlyWhereItNamesRegister() {
    byte[] vmovups = HexFormat.of().parseHex("c4e1381007");
    assertThat(Decoder.decode(vmovups, 0, 5, CodeMode.BITS_32)).isInstanceOf(InvalidEncoding.class);
    byte[] vaddps = HexFormat.of().parseHex("c4e1385807");
    Instruction sum = (Instruction) Decoder.decode(vaddps, 0, 5, CodeMode.BITS_32);
    assertThat(sum.operands().get(1)).isEqualTo(new RegisterOperand(RegisterKind.VECTOR, 0, 128));
  }

  @Test
  void readsVectorOperands() {
    assertThat(instruction("c4 e3 75 4a c2 30").operands())
        .containsExactly(vector(0, 256), vector(1, 256), vector(2, 256), vector(3, 256));
    assertThat(instruction("c4 a2 69 90 0c a7").operands())
        .containsExactly(
            vector(1, 128), new MemoryOperand(32, 3, 7, 12, 4, 0, 64, 128), vector(2, 128));
    assertThat(instruction("c4 e2 fd 20 c1").vectorBits()).isEqualTo(256);
    assertThat(instruction("c4 e2 fd 20 c1").operands())
        .containsExactly(vector(0, 256), vector(1, 128));
    assertThat(instruction("c5 ee 58 c1").vectorBits()).isEqualTo(128);
    assertThat(instruction("0f fc c1").operands())
        .containsExactly(
            new RegisterOperand(RegisterKind.MMX, 0, 64),
            new RegisterOperand(RegisterKind.MMX, 1, 64));
    assertThat(instruction("dc c3").operands())
        .containsExactly(
            new RegisterOperand(RegisterKind.X87, 3, 80),
            new RegisterOperand(RegisterKind.X87, 0, 80));
  }

  private static RegisterOperand vector(int number, int bits) {
    return new RegisterOperand(RegisterKind.VECTOR, number, bits);
  }

  @Test
  void tellsGapsFromUndefined() {
    assertThat(decode("0f 01 c2")).isEqualTo(new NotInTable(3, "vmx"));
    assertThat(decode("0f 0f 44 24 08 9e")).isEqualTo(new NotInTable(6, "3dnow"));
    assertThat(decode("62 f1 7c 48 28 c1")).isEqualTo(new NotInTable(6, "avx512"));
  }

  @Test
  void asksForMoreBytesAndLimitsThemToFifteen() {
    assertThat(decode("48 8b")).isEqualTo(new Truncated(2));
    assertThat(decode("")).isEqualTo(new Truncated(0));
    assertThat(decode("66 ".repeat(14) + "90")).isInstanceOf(Instruction.class);
    assertThat(decode("66 ".repeat(15) + "90")).isEqualTo(new TooLong());
  }

  @Test
  void keepsRepeatOnlyWhereItRepeats() {
    assertThat(instruction("f3 a4").repeat()).isEqualTo(RepeatPrefix.REP);
    assertThat(instruction("f2 ae").repeat()).isEqualTo(RepeatPrefix.REPNE);
    assertThat(instruction("f3 c3").repeat()).isEqualTo(RepeatPrefix.NONE);
  }
}
