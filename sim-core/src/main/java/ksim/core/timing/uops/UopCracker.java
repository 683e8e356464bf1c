package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;

/** Turns instructions into the micro-operations that a core makes of them. */
public final class UopCracker {
  private static final int X87_REGISTERS = 8;

  private final InstructionCracker cracker;
  private final MacroFusion fusion;

  /**
   * A cracker for a core.
   *
   * @param core its description
   * @param figures what was measured of its instructions
   */
  public UopCracker(CoreDescription core, FigureTable figures) {
    PortRoles roles = PortRoles.of(core);
    this.cracker = new InstructionCracker(core, figures, roles);
    this.fusion = new MacroFusion(roles);
  }

  /**
   * Cracks the instructions of a block.
   *
   * @param instructions instructions that follow each other in memory
   * @param address linear address of the first
   * @return one element for each instruction
   */
  public List<InstructionUops> crack(List<Instruction> instructions, long address) {
    List<InstructionUops> cracked = new ArrayList<>();
    int stackTop = 0;
    int highBytes = 0;
    for (Instruction instruction : instructions) {
      Effects effects = Effects.of(instruction, stackTop, highBytes);
      cracked.add(cracker.crack(instruction, effects));
      stackTop = Math.floorMod(stackTop + effects.stackTopChange(), X87_REGISTERS);
      highBytes &= ~(effects.wideReads() | effects.wideWrites());
      highBytes |= highBytesWritten(effects);
    }
    return fusion.apply(cracked, address);
  }

  private static int highBytesWritten(Effects effects) {
    int written = 0;
    for (Effects.Use write : effects.writes()) {
      int number = write.resource() - Resource.HIGH_BYTE;
      written |= number >= 0 && number < Resource.CARRY - Resource.HIGH_BYTE ? 1 << number : 0;
    }
    return written;
  }
}
