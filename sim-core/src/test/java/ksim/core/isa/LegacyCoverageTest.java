package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ksim.core.cpu.CodeContext;
import ksim.core.decode.Operations;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every line of the instruction table that exists in 16-bit and in 32-bit code has an operation
 * there, or none in 64-bit mode either: see {@link OperationsCoverageTest}.
 */
class LegacyCoverageTest {
  private static final int LONGEST = 15;

  /** Not valid outside 64-bit mode, or not described and so never decoded to an instruction. */
  private static final Set<Attribute> UNREACHABLE =
      EnumSet.of(Attribute.O64, Attribute.OS64, Attribute.AS64, Attribute.REXB, Attribute.UNLISTED);

  @ParameterizedTest
  @EnumSource(names = {"BITS_16", "BITS_32"})
  void everyEncodingHasAnOperationOrIsListed(CodeMode mode) throws IOException {
    CodeContext context = new CodeContext(1, mode, true, 0, 0xffff_ffffL);
    Set<String> missing = new TreeSet<>();
    Set<String> never = new TreeSet<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (UNREACHABLE.stream().anyMatch(encoding::has) || needsRex(encoding)) {
        continue;
      }
      Optional<Instruction> sample = sample(encoding, mode);
      String feature = encoding.feature().isEmpty() ? "base" : encoding.feature();
      String name = feature + " " + encoding.mnemonic();
      if (sample.isEmpty()) {
        never.add(name);
      } else if (!Operations.isImplemented(sample.get(), context)) {
        missing.add(name);
      }
    }
    assertThat(never).isEmpty();
    assertThat(Files.readAllLines(OperationsCoverageTest.LIST)).containsAll(missing);
  }

  @Test
  void realModeHasNoVexEncodings() {
    byte[] andn = {(byte) 0xc4, (byte) 0xe2, 0x78, (byte) 0xf2, (byte) 0xc1};
    Instruction instruction = (Instruction) Decoder.decode(andn, 0, andn.length, CodeMode.BITS_16);
    CodeContext protectedMode = new CodeContext(1, CodeMode.BITS_16, true, 0, 0xffff);
    CodeContext realMode = new CodeContext(2, CodeMode.BITS_16, false, 0, 0xffff);
    assertThat(Operations.of(instruction, 0, realMode)).isEqualTo(new Undefined.InvalidOpcode());
    assertThat(Operations.of(instruction, 0, protectedMode)).isInstanceOf(Logic.Andn.class);
  }

  private static boolean needsRex(Encoding encoding) {
    return encoding.has(Attribute.W1) && !encoding.opcode().map().vex();
  }

  /** Tries prefixes of operand and address size, and all bytes after the opcode. */
  private static Optional<Instruction> sample(Encoding encoding, CodeMode mode) {
    for (int sizes = 0; sizes < 4; sizes++) {
      List<Integer> prefixes = new ArrayList<>();
      if ((sizes & 1) != 0) {
        prefixes.add(0x66);
      }
      if ((sizes & 2) != 0) {
        prefixes.add(0x67);
      }
      Optional<Instruction> found =
          encoding.opcode().map().vex()
              ? vex(prefixes, encoding, mode)
              : plain(prefixes, encoding, mode);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Instruction> plain(
      List<Integer> prefixes, Encoding encoding, CodeMode mode) {
    List<Integer> start = new ArrayList<>(prefixes);
    switch (encoding.opcode().prefix()) {
      case P66 -> start.add(0x66);
      case F2 -> start.add(0xf2);
      case F3 -> start.add(0xf3);
      default -> {}
    }
    start.addAll(encoding.opcode().map().escape());
    return opcode(start, encoding, mode);
  }

  private static Optional<Instruction> vex(
      List<Integer> prefixes, Encoding encoding, CodeMode mode) {
    for (int w = 0; w < 8; w++) {
      List<Integer> start = new ArrayList<>(prefixes);
      int pp =
          switch (encoding.opcode().prefix()) {
            case P66 -> 1;
            case F3 -> 2;
            case F2 -> 3;
            default -> 0;
          };
      start.add(0xc4);
      start.add(0xe0 | encoding.opcode().map().vexMap());
      int vvvv = (w & 4) == 0 ? 0x78 : 0x68;
      start.add((w & 1) << 7 | vvvv | (w & 2) << 1 | pp);
      Optional<Instruction> found = opcode(start, encoding, mode);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Instruction> opcode(
      List<Integer> start, Encoding encoding, CodeMode mode) {
    for (int next = 0; next < 256; next++) {
      byte[] code = new byte[LONGEST + 5];
      int length = 0;
      for (int b : start) {
        code[length++] = (byte) b;
      }
      code[length++] = (byte) encoding.opcode().first();
      code[length] = (byte) next;
      code[length + 1] = 8; // a SIB byte whose index is register 1
      if (Decoder.decode(code, 0, LONGEST, mode) instanceof Instruction instruction
          && instruction.encoding().equals(encoding)) {
        return Optional.of(instruction);
      }
    }
    return Optional.empty();
  }
}
