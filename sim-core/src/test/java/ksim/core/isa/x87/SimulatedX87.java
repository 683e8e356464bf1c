package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.InterruptController;
import ksim.core.cpu.PortBus;
import ksim.core.decode.Operations;
import ksim.core.encoding.Instruction;
import ksim.core.isa.Op;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;

/** Executes single x87 instructions on the operations under test. Paging is off. */
final class SimulatedX87 {
  private static final long NE = 1 << 5;

  private final PhysicalMemory memory = new PhysicalMemory(1L << 24);
  final Cpu cpu;

  SimulatedX87() {
    PhysicalBus bus = new PhysicalBus(memory);
    Mmu mmu = new Mmu(bus, new CodePages(), TlbGeometry.skylake());
    cpu = new Cpu(0, mmu, new NoPorts(), new NoInterrupts());
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
    memory.writeBytes(X87State.MEMORY, state.memory(), 0, X87State.MEMORY_BYTES);
  }

  X87State save() {
    ByteBuffer image = ByteBuffer.allocate(X87State.IMAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    LegacyRegion.storeX87(cpu, image, true);
    byte[] bytes = new byte[X87State.MEMORY_BYTES];
    memory.readBytes(X87State.MEMORY, bytes, 0, bytes.length);
    return new X87State(image.array(), cpu.gpr[Cpu.RAX], cpu.flags.toRflags(), bytes);
  }

  private static final class NoPorts implements PortBus {
    @Override
    public long read(int port, int bytes) {
      return -1L >>> (64 - 8 * bytes);
    }

    @Override
    public void write(int port, int bytes, long value) {}
  }

  private static final class NoInterrupts implements InterruptController {
    @Override
    public int pending() {
      return NONE;
    }

    @Override
    public int acknowledge() {
      throw new IllegalStateException("nothing is pending");
    }

    @Override
    public int taskPriority() {
      return 0;
    }

    @Override
    public void setTaskPriority(int priorityClass) {}
  }
}
