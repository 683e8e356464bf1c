package ksim.core.boot;

import java.util.Arrays;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Starts a 64-bit kernel on all CPUs at once, as a boot loader in the manner of the Limine protocol
 * hands over: long mode, ring 0, interrupts off, page tables and a flat GDT in place.
 *
 * <p>Memory: the first 4 GiB are mapped at their own addresses, all RAM (and what lies below 4 GiB)
 * once more from {@link #LINEAR_MAP} on, both in pages of 2 MiB and open to ring 0 only. An image
 * is linked at {@link #IMAGE_LINEAR} and loaded at {@link #IMAGE_PHYSICAL}; the window around it is
 * {@link #IMAGE_WINDOW_BYTES} long. Tables live below {@link #IMAGE_PHYSICAL}.
 *
 * <p>Registers: RDI holds the number of the CPU, RSI the number of CPUs, RDX the size of RAM in
 * bytes, RSP zero. The other general registers are zero.
 */
public final class LongModeStart {
  /** Linear address at which physical address 0 appears once more. */
  public static final long LINEAR_MAP = 0xffff_8000_0000_0000L;

  /** Linear address that images are linked at, or above. */
  public static final long IMAGE_LINEAR = 0x4020_0000L;

  /** Physical address that corresponds to {@link #IMAGE_LINEAR}. */
  public static final long IMAGE_PHYSICAL = 0x20_0000L;

  /** Linear address of the window that holds images; physical address 0 is mapped there. */
  public static final long IMAGE_WINDOW = 0x4000_0000L;

  /** Length of the window in bytes. */
  public static final long IMAGE_WINDOW_BYTES = 64L << 20;

  /** Selector of the flat 64-bit code segment of ring 0. */
  public static final int CODE_SELECTOR = 0x08;

  /** Selector of the flat data segment of ring 0. */
  public static final int DATA_SELECTOR = 0x10;

  private static final long GDT = 0x1000;
  private static final long[] DESCRIPTORS = {0, 0x00af_9b00_0000_ffffL, 0x00cf_9300_0000_ffffL};

  private static final long CR0 = 0x8001_0033L; // PG WP NE ET MP PE
  private static final long CR4 = 0xa0L; // PGE PAE
  private static final long EFER = 0xd00L; // NXE LMA LME

  private LongModeStart() {}

  /**
   * Loads an image and makes every CPU ready to run it.
   *
   * @param machine a machine that has not run yet
   * @param segments the image
   * @param entry linear address at which every CPU starts
   */
  public static void start(Machine machine, List<ImageSegment> segments, long entry) {
    PhysicalMemory memory = machine.memory();
    ImageSegment.load(memory, segments);
    for (int i = 0; i < DESCRIPTORS.length; i++) {
      memory.write(GDT + (long) Long.BYTES * i, Long.BYTES, DESCRIPTORS[i]);
    }
    long root = StartTables.build(memory);
    for (Cpu cpu : machine.cpus()) {
      startCpu(cpu, machine, root, entry);
    }
  }

  private static void startCpu(Cpu cpu, Machine machine, long root, long entry) {
    Arrays.fill(cpu.gpr, 0);
    cpu.gpr[Cpu.RDI] = cpu.id;
    cpu.gpr[Cpu.RSI] = machine.cpus().size();
    cpu.gpr[Cpu.RDX] = machine.memory().sizeBytes();
    cpu.rip = entry;
    cpu.control.cr0 = CR0;
    cpu.control.cr3 = root;
    cpu.control.cr4 = CR4;
    cpu.msrs.efer = EFER;
    cpu.mmu.setControl(CR0, CR4, EFER);
    cpu.mmu.loadCr3(root);
    Segments segments = cpu.segments;
    Arrays.fill(segments.register, descriptor(DATA_SELECTOR));
    segments.register[Segments.CS] = descriptor(CODE_SELECTOR);
    segments.gdtBase = LINEAR_MAP + GDT;
    segments.gdtLimit = DESCRIPTORS.length * Long.BYTES - 1;
    segments.idtLimit = 0;
    cpu.setCpl(0);
    cpu.updateCode();
  }

  private static Segment descriptor(int selector) {
    int attributes = (int) (DESCRIPTORS[selector >> 3] >>> 40) & 0xf0ff;
    return new Segment(selector, 0, 0xffff_ffffL, attributes);
  }
}
