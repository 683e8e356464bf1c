package ksim.core.encoding.asm;

import static ksim.core.encoding.MemoryOperand.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterOperand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares our encodings with those of GNU as, where it is installed. */
class GnuAssemblerTest {
  private static final int SLOT = 16;

  @TempDir Path directory;

  private final InstructionTable table = InstructionTable.standard();

  @ParameterizedTest
  @EnumSource(CodeMode.class)
  void agreesWithGnuAs(CodeMode mode) throws IOException, InterruptedException {
    assumeTrue(GnuBinutils.isInstalled(), "GNU binutils are not installed");
    Encoder encoder = new Encoder(table, mode);
    SplittableRandom random = new SplittableRandom(2);
    List<InstructionSample> samples =
        InstructionSample.all(table, 2, mode).stream()
            .filter(s -> !isLeftOut(s, mode) && random.nextInt(3) == 0)
            .toList();
    String bits = mode.name().substring("BITS_".length());
    StringBuilder source = new StringBuilder(".code" + bits + "\n");
    for (InstructionSample sample : samples) {
      source.append(GnuSyntax.of(sample)).append("; .balign 16, 0xcc\n");
    }
    byte[] theirs = new GnuBinutils(directory).assemble(source.toString());
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      byte[] ours = encoder.encode(samples.get(i).request()).getFirst().bytes();
      byte[] slot = Arrays.copyOfRange(theirs, i * SLOT, (i + 1) * SLOT);
      byte[] padded = Arrays.copyOf(ours, SLOT);
      Arrays.fill(padded, ours.length, SLOT, (byte) 0xcc);
      if (!Arrays.equals(slot, padded)) {
        HexFormat hex = HexFormat.of();
        differences.add(
            GnuSyntax.of(samples.get(i)) + ": " + hex.formatHex(ours) + " " + hex.formatHex(slot));
      }
    }
    assertThat(samples.size()).isGreaterThan(20_000);
    assertThat(differences).isEmpty();
  }

  /**
   * What cannot be encoded, what GNU as sizes by itself, what its 2.40 does not take, and where it
   * leaves out a REX.W that makes no difference or writes XCHG of the accumulator with itself as a
   * NOP.
   */
  private static boolean isLeftOut(InstructionSample sample, CodeMode mode) {
    boolean unknownToGnuAs =
        sample.encoding().operands().stream().anyMatch(o -> o.size() == OperandSize.P)
            || (sample.mnemonic().equals("movsxd") && sample.operandBits() == 16)
            || (sample.mnemonic().equals("bswap") && sample.operandBits() == 16);
    boolean unknownOutside64 =
        mode != CodeMode.BITS_64
            && (Set.of("salc", "bound", "sysexit").contains(sample.mnemonic())
                || sample.operands().stream()
                    .anyMatch(
                        o ->
                            o instanceof MemoryOperand m
                                && m.hasVectorIndex()
                                && m.base() == NONE));
    boolean farToGnuAs =
        mode == CodeMode.BITS_16
            && Set.of("call", "jmp").contains(sample.mnemonic())
            && sample.operands().getFirst() instanceof MemoryOperand m
            && m.bits() == 32;
    boolean withoutRexW =
        sample.operandBits() == 64
            && (sample.mnemonic().matches("sldt|str|v?pmovmskb|v?movmskp[sd]")
                || sample.encoding().operands().stream().anyMatch(o -> o.kind() == OperandKind.S));
    boolean nop =
        sample.mnemonic().equals("xchg")
            && sample.operands().getFirst() instanceof RegisterOperand register
            && register.equals(sample.operands().getLast())
            && register.number() == 0;
    return unknownToGnuAs
        || unknownOutside64
        || farToGnuAs
        || withoutRexW
        || nop
        || sample.isImpossible()
        || sample.operands().stream().anyMatch(BranchOperand.class::isInstance);
  }

  @Test
  void relaxesBranchesAsGnuAsDoes() throws IOException, InterruptedException {
    assumeTrue(GnuBinutils.isInstalled(), "GNU binutils are not installed");
    SplittableRandom random = new SplittableRandom(3);
    Assembler a = new Assembler(0);
    StringBuilder source = new StringBuilder();
    List<Label> labels = IntStream.range(0, 500).mapToObj(i -> a.label("L" + i)).toList();
    for (int i = 0; i < labels.size(); i++) {
      a.bind(labels.get(i));
      source.append("L").append(i).append(":\n");
      int target = Math.floorMod(i + random.nextInt(-12, 12), labels.size());
      source.append(useOf(labels.get(target), random.nextInt(6), a)).append('\n');
      int gap = random.nextInt(30);
      a.zero(gap);
      a.align(4);
      source.append(".zero ").append(gap).append("; .balign 4, 0\n");
    }
    byte[] theirs = new GnuBinutils(directory).assemble(source.toString());
    assertThat(a.finish().bytes()).isEqualTo(theirs);
  }

  /** Appends an instruction that refers to the label, and returns it in the syntax of GNU as. */
  private static String useOf(Label label, int kind, Assembler a) {
    return switch (kind) {
      case 0 -> {
        a.call(label);
        yield "call " + label.name();
      }
      case 1 -> {
        a.jmp(label);
        yield "jmp " + label.name();
      }
      case 2 -> {
        a.lea(Registers.RAX, label);
        yield "lea rax, [rip+" + label.name() + "]";
      }
      case 3 -> {
        a.emit("add", Memory.dword(label, 3), Assembler.imm(1000));
        yield "add dword ptr [rip+" + label.name() + "+3], 1000";
      }
      default -> {
        a.jcc(Condition.NE, label);
        yield "jne " + label.name();
      }
    };
  }
}
