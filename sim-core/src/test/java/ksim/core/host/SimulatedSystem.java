package ksim.core.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.encoding.Encoding;
import ksim.core.exec.Tiering;
import ksim.core.host.SimulatedProcess.DataRights;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;

/**
 * A machine set up as Linux does it, as far as a user program can tell: segments, control bits and
 * pages. Physical memory appears once more from {@link #LINEAR} on, for the supervisor.
 */
final class SimulatedSystem {
  /** Physical address of {@link Layout#MEMORY}. */
  static final long MEMORY = 0x20_1000;

  private static final long LINEAR = 0xffff_8000_0000_0000L;
  private static final long CODE_FRAME = 0x20_0000;
  private static final long READ_ONLY_FRAME = MEMORY + Layout.MEMORY_BYTES;

  /** Where the supervisor can write to the page of code. */
  static final long CODE = LINEAR + CODE_FRAME;

  private static final long GDT = 0x1000;
  private static final long IDT = 0x2000;
  private static final long TSS = 0x3000;
  private static final long HANDLER_FRAME = 0x4000;
  private static final long STACK_TOP = 0x6000;
  private static final long TABLES = 0x1_0000;
  private static final long USER_TABLE = TABLES + 0x3000;

  /** Address of the handlers, which lie one after the other by vector. */
  static final long HANDLERS = LINEAR + HANDLER_FRAME;

  /** Distance of the handlers. */
  static final int HANDLER_BYTES = 8;

  private static final int VECTORS = 32;
  private static final byte HLT = (byte) 0xf4;
  private static final int KERNEL_CODE = 0x10;
  private static final int TASK = 0x40;
  private static final int TSS_LIMIT = 0x67;

  /** Linux' GDT: kernel code 32, 64 and data; user code 32, data, code 64; TSS; number of CPU. */
  private static final long[] DESCRIPTORS = {
    0,
    0x00cf_9b00_0000_ffffL,
    0x00af_9b00_0000_ffffL,
    0x00cf_9300_0000_ffffL,
    0x00cf_fb00_0000_ffffL,
    0x00cf_f300_0000_ffffL,
    0x00af_fb00_0000_ffffL,
    0,
    0x0000_8b00_3000_0067L,
    0xffff_8000L,
    0,
    0,
    0,
    0,
    0,
    0x0040_f500_0000_0000L
  };

  private static final long CR0 = 0x8005_0033L; // PG AM WP NE ET MP PE
  private static final long CR4 = 0x5_06a0L; // OSXSAVE FSGSBASE OSXMMEXCPT OSFXSR PGE PAE
  private static final long EFER = 0xd01L; // NXE LMA LME SCE
  private static final long XCR0 = 7; // AVX SSE x87
  private static final long PRESENT = 1,
      WRITABLE = 2,
      USER = 4,
      LARGE = 0x80,
      NO_EXECUTE = 1L << 63;

  private SimulatedSystem() {}

  /** A machine in the state between two cases. */
  static Machine boot(Tiering tiering) {
    Machine machine =
        new Machine(
            new MachineConfiguration(
                    1, 16 << 20, "skylake", TimingLevel.NONE, 1 << 20, CpuModels.everything(), 0)
                .with(tiering),
            b -> {});
    PhysicalMemory memory = machine.memory();
    mapPages(memory);
    byte[] int3 = new byte[Layout.PAGE_BYTES];
    Arrays.fill(int3, Layout.INT3);
    memory.writeBytes(CODE_FRAME, int3, 0, int3.length);
    memory.writeBytes(READ_ONLY_FRAME, Memories.readOnly(), 0, Layout.PAGE_BYTES);
    for (int i = 0; i < DESCRIPTORS.length; i++) {
      memory.write(GDT + 8L * i, 8, DESCRIPTORS[i]);
    }
    for (int vector = 0; vector < VECTORS; vector++) {
      gate(memory, vector);
    }
    memory.write(TSS + 36, 8, LINEAR + STACK_TOP); // IST1
    memory.write(TSS + 102, 2, TSS_LIMIT + 1); // no I/O permission map
    start(machine.cpus().getFirst());
    return machine;
  }

  private static void gate(PhysicalMemory memory, int vector) {
    long handler = HANDLERS + (long) vector * HANDLER_BYTES;
    memory.write(HANDLER_FRAME + (long) vector * HANDLER_BYTES, 1, HLT);
    ByteBuffer gate = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    gate.putShort((short) handler).putShort((short) KERNEL_CODE);
    boolean open = vector == 3 || vector == 4; // DPL 3, as Linux has it
    gate.put((byte) 1).put((byte) (open ? 0xee : 0x8e)); // IST 1, interrupt gate
    gate.putShort((short) (handler >> 16)).putInt((int) (handler >> 32));
    memory.writeBytes(IDT + 16L * vector, gate.array(), 0, 16);
  }

  private static void mapPages(PhysicalMemory memory) {
    long pointers = TABLES + 0x1000, directory = TABLES + 0x2000, table = USER_TABLE;
    memory.write(TABLES, 8, pointers | PRESENT | WRITABLE | USER);
    memory.write(pointers, 8, directory | PRESENT | WRITABLE | USER);
    memory.write(directory, 8, table | PRESENT | WRITABLE | USER);
    page(memory, table, Layout.CODE, CODE_FRAME | PRESENT | USER);
    mapData(memory, DataRights.WRITABLE);
    page(memory, table, Layout.READ_ONLY, READ_ONLY_FRAME | PRESENT | USER | NO_EXECUTE);
    long linearPointers = TABLES + 0x4000, linearDirectory = TABLES + 0x5000;
    memory.write(TABLES + 8 * 256, 8, linearPointers | PRESENT | WRITABLE);
    memory.write(linearPointers, 8, linearDirectory | PRESENT | WRITABLE);
    for (long i = 0; i < 8; i++) {
      memory.write(linearDirectory + 8 * i, 8, i << 21 | PRESENT | WRITABLE | LARGE);
    }
  }

  /** Maps the writable pages with these rights. */
  static void mapData(PhysicalMemory memory, DataRights rights) {
    long bits =
        switch (rights) {
          case WRITABLE -> PRESENT | WRITABLE;
          case READ_ONLY -> PRESENT;
          case ABSENT -> 0;
        };
    for (long at = 0; at < Layout.MEMORY_BYTES; at += Layout.PAGE_BYTES) {
      long entry = (MEMORY + at) | bits | USER | NO_EXECUTE;
      page(memory, USER_TABLE, Layout.MEMORY + at, entry);
    }
  }

  private static void page(PhysicalMemory memory, long table, long linear, long entry) {
    memory.write(table + (linear >> 12) * 8, 8, entry);
  }

  private static void start(Cpu cpu) {
    cpu.control.cr0 = CR0;
    cpu.control.cr3 = TABLES;
    cpu.control.cr4 = CR4;
    cpu.control.xcr0 = XCR0;
    cpu.msrs.efer = EFER;
    cpu.mmu.setControl(CR0, CR4, EFER);
    cpu.mmu.loadCr3(TABLES);
    cpu.segments.gdtBase = LINEAR + GDT;
    cpu.segments.gdtLimit = 8 * DESCRIPTORS.length - 1;
    cpu.segments.idtBase = LINEAR + IDT;
    cpu.segments.idtLimit = 16 * VECTORS - 1;
    cpu.segments.tr = new Segment(TASK, LINEAR + TSS, TSS_LIMIT, 0x8b);
  }

  /** The segment that a selector of the GDT names. */
  static Segment segment(int selector) {
    int attributes = (int) (DESCRIPTORS[selector >> 3] >>> 40) & 0xf0ff;
    return new Segment(selector, 0, 0xffff_ffffL, attributes);
  }

  /** Whether the simulated processor advertises what an encoding needs. */
  static boolean has(Encoding encoding) {
    return encoding.feature().isEmpty() || CpuModels.everything().has(encoding.feature());
  }

  /** Whether delivery of an exception pushes an error code. */
  static boolean hasErrorCode(int vector) {
    return switch (vector) {
      case 8, 10, 11, 12, 13, 14, 17, 21 -> true;
      default -> false;
    };
  }
}
