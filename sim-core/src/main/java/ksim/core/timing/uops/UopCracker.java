package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionBytes;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;

/** Turns instructions into the micro-operations that a core makes of them. */
public final class UopCracker {
  private static final int X87_REGISTERS = 8;

  /** How many cracked instructions are remembered. */
  private static final int REMEMBERED = 1 << 15;

  private final InstructionCracker cracker;
  private final MacroFusion fusion;
  private final Map<Key, Cracked> remembered = new HashMap<>();

  /** What decides on the result of cracking one instruction. */
  private record Key(InstructionBytes bytes, CodeMode mode, int stackTop, int highBytes) {}

  /**
   * A cracked instruction.
   *
   * @param uops its micro-operations
   * @param stackTop the top of the x87 register stack after it
   * @param highBytes the high bytes known to be renamed apart after it, as a bit set
   */
  private record Cracked(InstructionUops uops, int stackTop, int highBytes) {}

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
      Cracked next = crack(instruction, stackTop, highBytes);
      cracked.add(next.uops());
      stackTop = next.stackTop();
      highBytes = next.highBytes();
    }
    return fusion.apply(cracked, address);
  }

  private Cracked crack(Instruction instruction, int stackTop, int highBytes) {
    Key key = new Key(instruction.bytes(), instruction.mode(), stackTop, highBytes);
    Cracked known = remembered.get(key);
    if (known != null) {
      return known;
    }
    if (remembered.size() >= REMEMBERED) {
      remembered.clear();
    }
    Effects effects = Effects.of(instruction, stackTop, highBytes);
    Cracked cracked =
        new Cracked(
            cracker.crack(instruction, effects),
            Math.floorMod(stackTop + effects.stackTopChange(), X87_REGISTERS),
            (highBytes & ~(effects.wideReads() | effects.wideWrites()))
                | highBytesWritten(effects));
    remembered.put(key, cracked);
    return cracked;
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
