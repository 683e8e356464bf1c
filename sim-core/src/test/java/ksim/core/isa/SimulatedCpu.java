package ksim.core.isa;

import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.PortBus;
import ksim.core.decode.Operations;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.platform.ApicBus;
import ksim.core.platform.LocalApic;
import ksim.core.time.EventQueue;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;

/** Executes single instructions on the operations under test. Paging is off. */
public final class SimulatedCpu {
  static final int ABSENT = 0;
  static final int READ_ONLY = 1;
  static final int WRITABLE = 3;

  private static final long TABLES = 0x40_0000;

  /** Its physical memory. */
  public final PhysicalMemory memory = new PhysicalMemory(1L << 31);

  /** Its state. */
  public final Cpu cpu;

  /** A CPU with memory and no devices. */
  public SimulatedCpu() {
    PhysicalBus bus = new PhysicalBus(memory);
    Mmu mmu = new Mmu(bus, new CodePages(), TlbGeometry.skylake());
    cpu = new Cpu(0, mmu, new NoPorts(), apic());
  }

  private static LocalApic apic() {
    EventQueue events = new EventQueue();
    return new LocalApic(0, () -> 0, events, 3, new ApicBus(() -> 0, events, 0));
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
    load(before);
    do {
      cpu.rip = bound.next();
      bound.op().exec(cpu);
    } while (cpu.rip == Snapshot.CODE);
    return save();
  }

  void load(Snapshot state) {
    System.arraycopy(state.gpr(), 0, cpu.gpr, 0, 16);
    cpu.flags.fromRflags(state.rflags(), Flags.ALL);
    memory.writeBytes(Snapshot.MEMORY, state.memory(), 0, Snapshot.MEMORY_BYTES);
  }

  Snapshot save() {
    byte[] bytes = new byte[Snapshot.MEMORY_BYTES];
    memory.readBytes(Snapshot.MEMORY, bytes, 0, bytes.length);
    return new Snapshot(Arrays.copyOf(cpu.gpr, 16), cpu.flags.toRflags(), bytes);
  }

  /** Switches paging on: all that a snapshot names is mapped at its own address. */
  void mapPages() {
    memory.write(TABLES, 8, TABLES + 0x1000 | WRITABLE);
    memory.write(TABLES + 0x1000, 8, TABLES + 0x2000 | WRITABLE);
    memory.write(TABLES + 0x2000, 8, TABLES + 0x3000 | WRITABLE);
    for (long page = Snapshot.BASE; page < Snapshot.BASE + Snapshot.MAPPED_BYTES; page += 4096) {
      setPage(page, WRITABLE);
    }
    cpu.mmu.setControl(0x8001_0001L, 0x20, 0x500); // PG WP PE, PAE, LMA LME
    cpu.mmu.loadCr3(TABLES);
  }

  /** Changes the rights on a page: {@link #WRITABLE}, {@link #READ_ONLY} or {@link #ABSENT}. */
  void setPage(long page, int rights) {
    memory.write(TABLES + 0x3000 + (page >> 12) * 8, 8, page | rights);
    cpu.mmu.invalidate(page);
  }

  private static final class NoPorts implements PortBus {
    @Override
    public long read(int port, int bytes) {
      return -1L >>> (64 - 8 * bytes);
    }

    @Override
    public void write(int port, int bytes, long value) {}
  }
}
