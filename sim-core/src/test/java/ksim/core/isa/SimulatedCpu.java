package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.InterruptController;
import ksim.core.cpu.PortBus;
import ksim.core.decode.Operations;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;

/** Executes single instructions on the operations under test. Paging is off. */
final class SimulatedCpu {
  final PhysicalMemory memory = new PhysicalMemory(1L << 31);
  final Cpu cpu;

  SimulatedCpu() {
    PhysicalBus bus = new PhysicalBus(memory);
    Mmu mmu = new Mmu(bus, new CodePages(), TlbGeometry.skylake());
    cpu = new Cpu(0, mmu, new NoPorts(), new NoInterrupts());
  }

  /** The operation of an instruction at {@link Snapshot#CODE}, and where the next one is. */
  record Bound(Op op, long next) {
    static Bound of(byte[] code) {
      Decoded decoded = Decoder.decode(code, 0, code.length, CodeMode.BITS_64);
      long next =
          decoded instanceof ksim.core.encoding.Instruction instruction
              ? Snapshot.CODE + instruction.length()
              : Snapshot.CODE;
      return new Bound(Operations.of(decoded, Snapshot.CODE), next);
    }
  }

  /** The state after an instruction, repeated ones executed to their end. */
  Snapshot run(Bound bound, Snapshot before) {
    System.arraycopy(before.gpr(), 0, cpu.gpr, 0, 16);
    cpu.flags.fromRflags(before.rflags(), Flags.ALL);
    memory.writeBytes(Snapshot.MEMORY, before.memory(), 0, Snapshot.MEMORY_BYTES);
    do {
      cpu.rip = bound.next();
      bound.op().exec(cpu);
    } while (cpu.rip == Snapshot.CODE);
    long[] gpr = new long[16];
    System.arraycopy(cpu.gpr, 0, gpr, 0, 16);
    byte[] bytes = new byte[Snapshot.MEMORY_BYTES];
    memory.readBytes(Snapshot.MEMORY, bytes, 0, bytes.length);
    return new Snapshot(gpr, cpu.flags.toRflags(), bytes);
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
