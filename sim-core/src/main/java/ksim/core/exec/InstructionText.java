package ksim.core.exec;

import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;

/** The instruction at an address, as text for people. */
final class InstructionText {
  private static final int LONGEST = 15;

  private InstructionText() {}

  static Stop.Unimplemented unimplemented(Cpu cpu, long rip, String feature) {
    byte[] code = new byte[LONGEST];
    int length = 0;
    while (length < LONGEST) {
      OptionalLong physical = cpu.mmu.peek(rip + length);
      if (physical.isEmpty() || !cpu.mmu.bus().isRam(physical.getAsLong())) {
        break;
      }
      code[length++] = (byte) cpu.mmu.bus().memory().read(physical.getAsLong(), 1);
    }
    if (Decoder.decode(code, 0, length, CodeMode.BITS_64) instanceof Instruction instruction) {
      String text = instruction.mnemonic();
      return new Stop.Unimplemented(cpu.id, rip, feature, instruction.bytes().hex(), text);
    }
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < length; i++) {
      bytes.append(i == 0 ? "" : " ").append("%02x".formatted(code[i]));
    }
    return new Stop.Unimplemented(cpu.id, rip, feature, bytes.toString(), "(bad)");
  }
}
