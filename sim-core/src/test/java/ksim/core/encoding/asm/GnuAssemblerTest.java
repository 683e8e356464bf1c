package ksim.core.encoding.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterOperand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares our encodings with those of GNU as, where it is installed. */
class GnuAssemblerTest {
  private static final int SLOT = 16;

  @TempDir Path directory;

  private final InstructionTable table = InstructionTable.standard();
  private final Encoder encoder = new Encoder(table);

  @Test
  void agreesWithGnuAs() throws IOException, InterruptedException {
    assumeTrue(isInstalled("as") && isInstalled("objcopy"), "GNU binutils are not installed");
    List<InstructionSample> samples =
        InstructionSample.all(table, 2).stream().filter(s -> !isLeftOut(s)).toList();
    byte[] theirs = assemble(samples);
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
    assertThat(samples.size()).isGreaterThan(50_000);
    assertThat(differences).isEmpty();
  }

  /**
   * What cannot be encoded, what GNU as sizes by itself, what its 2.40 does not take, and where it
   * leaves out a REX.W that makes no difference or writes XCHG of the accumulator with itself as a
   * NOP.
   */
  private static boolean isLeftOut(InstructionSample sample) {
    boolean unknownToGnuAs =
        sample.encoding().operands().stream().anyMatch(o -> o.size() == OperandSize.P)
            || sample.mnemonic().equals("movsxd") && sample.operandBits() == 16
            || sample.mnemonic().equals("bswap") && sample.operandBits() == 16;
    boolean withoutRexW =
        sample.operandBits() == 64
            && (Set.of("sldt", "str").contains(sample.mnemonic())
                || sample.encoding().operands().stream().anyMatch(o -> o.kind() == OperandKind.S));
    boolean nop =
        sample.mnemonic().equals("xchg")
            && sample.operands().getFirst() instanceof RegisterOperand register
            && register.equals(sample.operands().getLast())
            && register.number() == 0;
    return unknownToGnuAs
        || withoutRexW
        || nop
        || sample.isImpossible()
        || sample.operands().stream().anyMatch(BranchOperand.class::isInstance);
  }

  private byte[] assemble(List<InstructionSample> samples)
      throws IOException, InterruptedException {
    StringBuilder source = new StringBuilder(".intel_syntax noprefix\n");
    for (InstructionSample sample : samples) {
      source.append(GnuSyntax.of(sample)).append("; .balign 16, 0xcc\n");
    }
    Path text = Files.writeString(directory.resolve("all.s"), source);
    Path object = directory.resolve("all.o");
    Path binary = directory.resolve("all.bin");
    run("as", "-W", "-o", object.toString(), text.toString());
    run("objcopy", "-O", "binary", "-j", ".text", object.toString(), binary.toString());
    return Files.readAllBytes(binary);
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).withFailMessage(() -> read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      String text = Files.readString(log, StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), 20_000));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean isInstalled(String tool) {
    return Files.isExecutable(Path.of("/usr/bin", tool));
  }
}
