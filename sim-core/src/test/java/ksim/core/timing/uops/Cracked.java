package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;

/** Cracks code given as bytes, for the core Skylake. */
final class Cracked {
  static final UopCracker SKYLAKE =
      new UopCracker(CoreDescription.load("skylake"), FigureTable.load("skylake"));

  private static final int LONGEST = 15;

  private Cracked() {}

  /** The instructions of 64-bit code. */
  static List<Instruction> decode(String hex) {
    byte[] code = HexFormat.of().parseHex(hex.replace(" ", "") + "00".repeat(LONGEST));
    int length = code.length - LONGEST;
    List<Instruction> instructions = new ArrayList<>();
    for (int offset = 0; offset < length; ) {
      Decoded decoded = Decoder.decode(code, offset, code.length - offset, CodeMode.BITS_64);
      if (!(decoded instanceof Instruction instruction)) {
        throw new IllegalArgumentException("no instruction at " + offset + " of " + hex);
      }
      instructions.add(instruction);
      offset += instruction.length();
    }
    return instructions;
  }

  /** The same, cracked, at an address. */
  static List<InstructionUops> at(long address, String hex) {
    return SKYLAKE.crack(decode(hex), address);
  }

  /** The first instruction of some code, cracked. */
  static InstructionUops one(String hex) {
    return at(0, hex).getFirst();
  }

  /** The micro-operations of the unfused domain of an instruction, in order. */
  static List<MicroOp> uops(InstructionUops instruction) {
    return instruction.uops().stream()
        .flatMap(decoded -> decoded.parts().stream())
        .flatMap(fused -> fused.parts().stream())
        .toList();
  }
}
