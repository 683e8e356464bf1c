package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.decode.Operations;
import ksim.core.encoding.Instruction;
import ksim.core.isa.Op;
import ksim.core.isa.SimulatedCpu;

/** Executes single x87 instructions on the operations under test. Paging is off. */
final class SimulatedX87 {
  private static final long NE = 1 << 5;

  private final SimulatedCpu simulated = new SimulatedCpu();
  final Cpu cpu = simulated.cpu;

  SimulatedX87() {
    cpu.control.cr0 |= NE;
  }

  /** The operation of an instruction at {@link HostX87#CODE}. */
  static Op bind(Instruction instruction) {
    return Operations.of(instruction, HostX87.CODE);
  }

  /** The state after an instruction. */
  X87State run(Op op, X87State before) {
    load(before);
    op.exec(cpu);
    return save();
  }

  void load(X87State state) {
    LegacyRegion.loadX87(cpu, ByteBuffer.wrap(state.image()).order(ByteOrder.LITTLE_ENDIAN), true);
    cpu.gpr[Cpu.RAX] = state.rax();
    cpu.gpr[Cpu.RSI] = X87State.MEMORY;
    cpu.flags.fromRflags(state.rflags(), Flags.ALL);
    simulated.memory.writeBytes(X87State.MEMORY, state.memory(), 0, X87State.MEMORY_BYTES);
  }

  X87State save() {
    ByteBuffer image = ByteBuffer.allocate(X87State.IMAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    LegacyRegion.storeX87(cpu, image, true);
    byte[] bytes = new byte[X87State.MEMORY_BYTES];
    simulated.memory.readBytes(X87State.MEMORY, bytes, 0, bytes.length);
    return new X87State(image.array(), cpu.gpr[Cpu.RAX], cpu.flags.toRflags(), bytes);
  }
}
