package ksim.core.exec;

import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Disassembler;

/** The instruction at an address, as text for people. */
final class InstructionText {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private InstructionText() {}

  static Stop.Unimplemented unimplemented(Cpu cpu, long rip, String feature) {
    return CodeAt.instruction(cpu, rip)
        .map(
            instruction ->
                new Stop.Unimplemented(
                    cpu.id,
                    cpu.code().linear(rip),
                    feature,
                    instruction.bytes().hex(),
                    Disassembler.attAndT(instruction, rip)))
        .orElseGet(
            () ->
                new Stop.Unimplemented(
                    cpu.id,
                    cpu.code().linear(rip),
                    feature,
                    HEX.formatHex(CodeAt.bytes(cpu, rip)),
                    "(bad)"));
  }
}
