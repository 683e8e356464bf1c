package ksim.core.sandbox;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The state of the system around a program: long mode with paging, flat segments with the selectors
 * of Linux, x87, SSE and AVX enabled if the CPU's model has them. In ring 3 it is that of a program
 * under Linux.
 */
public final class ProgramState {
  /** Where the global descriptor table lies, as in Linux: out of reach of ring 3, not for code. */
  public static final long DESCRIPTORS = 0xffff_fe00_0000_1000L;

  private static final long CR0 = 0x8005_0033L; // PG AM WP NE ET MP PE
  private static final long CR4 = 0x5_06a0L; // OSXSAVE FSGSBASE OSXMMEXCPT OSFXSR PGE PAE
  private static final long EFER = 0xd01L; // NXE LMA LME SCE
  private static final long STAR = 0x0023_0010L << 32;
  private static final long XCR0 = 7; // AVX SSE x87
  private static final long DR6_INITIAL = 0xffff_0ff0L;
  private static final byte[] TABLE = SandboxDescriptors.table();

  private ProgramState() {}

  /** Maps the global descriptor table, in a frame of its own. */
  public static void mapDescriptors(PhysicalMemory memory, PageTables tables) {
    long frame = tables.newClearFrame();
    memory.writeBytes(frame, TABLE, 0, TABLE.length);
    tables.mapForSystem(DESCRIPTORS, frame);
  }

  /**
   * Puts a CPU into that state, all but what the program itself can change.
   *
   * @param root physical address of the root page table
   * @param mode how the CPU reads the program's code
   * @param ring privilege level: 0 or 3
   */
  public static void load(Cpu cpu, long root, CodeMode mode, int ring) {
    loadSystemState(cpu, root);
    loadSegments(cpu, mode, ring);
  }

  private static void loadSystemState(Cpu cpu, long root) {
    long cr4 = CR4 & cpu.model.cr4Bits();
    cpu.control.cr0 = CR0;
    cpu.control.cr2 = 0;
    cpu.control.cr3 = root;
    cpu.control.cr4 = cr4;
    cpu.control.xcr0 = XCR0 & cpu.model.xcr0Bits();
    cpu.control.debug[6] = DR6_INITIAL;
    cpu.msrs.efer = EFER;
    cpu.msrs.star = STAR;
    cpu.msrs.lstar = DESCRIPTORS; // where nothing can be executed
    cpu.interrupts.shadow = false;
    cpu.restartRandom();
    cpu.mmu.setControl(CR0, cr4, EFER);
    cpu.mmu.loadCr3(root); // no page is global: nothing of the last tables is left
  }

  private static void loadSegments(Cpu cpu, CodeMode mode, int ring) {
    Segments segments = cpu.segments;
    Segment data = SandboxDescriptors.data(mode, ring);
    Segment others = mode == CodeMode.BITS_64 ? Segment.NULL : data;
    cpu.setCpl(ring);
    cpu.loadCode(SandboxDescriptors.code(mode, ring));
    segments.load(Segments.SS, data);
    segments.load(Segments.DS, others);
    segments.load(Segments.ES, others);
    segments.load(Segments.FS, Segment.NULL);
    segments.load(Segments.GS, Segment.NULL);
    segments.gdtBase = DESCRIPTORS;
    segments.gdtLimit = TABLE.length - 1;
    segments.idtBase = 0;
    segments.idtLimit = 0;
  }
}
