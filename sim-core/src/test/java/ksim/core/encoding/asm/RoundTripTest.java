package ksim.core.encoding.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.OperandSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the assembler writes, the decoder reads back: every line, every kind of operand; of the
 * samples a fifth, or all with the system property {@code ksim.roundtrip.full}.
 */
class RoundTripTest {
  private static final boolean FULL = Boolean.getBoolean("ksim.roundtrip.full");

  private final InstructionTable table = InstructionTable.standard();

  @ParameterizedTest
  @EnumSource(CodeMode.class)
  void decodesToWhatWasAskedFor(CodeMode mode) {
    Encoder encoder = new Encoder(table, mode);
    List<InstructionSample> samples = InstructionSample.all(table, 1, mode);
    List<String> failures = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (InstructionSample sample : samples) {
      if (FULL || sample.operands().isEmpty() || random.nextInt(5) == 0) {
        check(encoder, mode, sample).ifPresent(failures::add);
      }
    }
    assertThat(samples.size()).isGreaterThan(80_000);
    assertThat(failures).isEmpty();
  }

  private static Optional<String> check(Encoder encoder, CodeMode mode, InstructionSample sample) {
    String asked = sample.request().text();
    byte[] bytes;
    try {
      bytes = encoder.encode(sample.request()).getFirst().bytes();
    } catch (AssemblyException e) {
      return sample.isImpossible() ? Optional.empty() : Optional.of(e.toString());
    }
    if (sample.isImpossible()) {
      return Optional.of(asked + " has been encoded");
    }
    String found =
        switch (Decoder.decode(bytes, 0, bytes.length, mode)) {
          case Instruction i when i.length() == bytes.length -> difference(sample, i);
          case Instruction i -> "decoded length " + i.length();
          case Object other -> other.toString();
        };
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(asked + " (" + HexFormat.of().formatHex(bytes) + "): " + found);
  }

  private static String difference(InstructionSample sample, Instruction instruction) {
    if (!name(instruction).equals(sample.mnemonic())) {
      return "decoded as " + instruction.mnemonic();
    }
    if (sample.operands().isEmpty()) {
      return "";
    }
    List<Operand> asked = sample.operands();
    List<Operand> found = instruction.operands();
    if (same(asked, found, instruction)
        || (sample.mnemonic().equals("xchg") && same(asked.reversed(), found, instruction))) {
      return "";
    }
    return "decoded as " + found;
  }

  private static boolean same(List<Operand> asked, List<Operand> found, Instruction instruction) {
    if (asked.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < asked.size(); i++) {
      OperandPattern pattern = instruction.encoding().operands().get(i);
      if (!same(asked.get(i), found.get(i), pattern, instruction.operandBits())) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(
      Operand asked, Operand found, OperandPattern pattern, int operandBits) {
    if (asked instanceof ImmediateOperand a && found instanceof ImmediateOperand f) {
      boolean extended = pattern.size() == OperandSize.S || pattern.size() == OperandSize.Z;
      int bits = extended ? operandBits : f.bits();
      return bits == 64 ? a.value() == f.value() : (a.value() ^ f.value()) << (64 - bits) == 0;
    }
    if (asked instanceof BranchOperand a && found instanceof BranchOperand f) {
      return a.displacement() == f.displacement();
    }
    return asked.equals(found);
  }

  private static String name(Instruction instruction) {
    String name = instruction.mnemonic();
    return name.equals("jcc") || name.equals("setcc") || name.equals("cmovcc")
        ? name.substring(0, name.length() - 2) + Condition.of(instruction.condition()).suffix()
        : name;
  }
}
