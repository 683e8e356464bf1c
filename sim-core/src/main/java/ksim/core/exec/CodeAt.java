package ksim.core.exec;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;

/** The code bytes at an address, looked at without any effect on the machine. */
final class CodeAt {
  private static final int LONGEST_INSTRUCTION = 15;

  private CodeAt() {}

  /**
   * As many bytes as an instruction may have, fewer where they cannot be read.
   *
   * @param rip offset in the current code segment
   */
  static byte[] bytes(Cpu cpu, long rip) {
    byte[] code = new byte[LONGEST_INSTRUCTION];
    for (int i = 0; i < code.length; i++) {
      OptionalLong physical = cpu.mmu.peek(cpu.code().linear(rip + i));
      if (physical.isEmpty() || !cpu.mmu.bus().isRam(physical.getAsLong())) {
        return Arrays.copyOf(code, i);
      }
      code[i] = (byte) cpu.mmu.bus().memory().read(physical.getAsLong(), 1);
    }
    return code;
  }

  /** The instruction; empty if there is none. */
  static Optional<Instruction> instruction(Cpu cpu, long rip) {
    byte[] code = bytes(cpu, rip);
    return Decoder.decode(code, 0, code.length, cpu.code().mode())
            instanceof Instruction instruction
        ? Optional.of(instruction)
        : Optional.empty();
  }
}
