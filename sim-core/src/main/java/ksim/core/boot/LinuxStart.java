package ksim.core.boot;

import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The state in which Linux's 64-bit entry finds the first CPU (Linux,
 * Documentation/arch/x86/boot.rst, "64-bit Boot Protocol"): 64-bit mode, interrupts off, the first
 * 4 GiB mapped at their own addresses, flat segments, RSI at the boot parameters. The other CPUs
 * wait for a start-up message.
 */
final class LinuxStart {
  /** Where the boot parameters are put. */
  static final long BOOT_PARAMETERS = 0x1_0000;

  /** Where the command line is put. */
  static final long COMMAND_LINE = 0x2_0000;

  /** Room for the command line in bytes. */
  static final int COMMAND_LINE_BYTES = 0x1_0000;

  /** Lowest physical address of a kernel: below are the boot parameters and the rest. */
  static final long LEAST_KERNEL = 0x10_0000;

  /** How much memory, from address 0 on, is mapped at its own addresses, in bytes. */
  static final long MAPPED_BYTES = 1L << 32;

  private static final long GDT = 0x1_1000;
  private static final long TABLES = 0x1_2000;

  /** Linux's __BOOT_CS and __BOOT_DS. */
  private static final int CODE_SELECTOR = 0x10;

  private static final int DATA_SELECTOR = 0x18;
  private static final long[] DESCRIPTORS = {0, 0, 0x00af_9b00_0000_ffffL, 0x00cf_9300_0000_ffffL};

  private static final long CR0 = 0x8000_0011L; // PG ET PE
  private static final long CR4 = 0x20L; // PAE
  private static final long EFER = 0x500L; // LMA LME

  private LinuxStart() {}

  /**
   * Makes the CPUs ready.
   *
   * @param machine a machine that has not run yet
   * @param entry physical address of the entry, below 4 GiB
   */
  static void start(Machine machine, long entry) {
    PhysicalMemory memory = machine.memory();
    for (int i = 0; i < DESCRIPTORS.length; i++) {
      memory.write(GDT + (long) Long.BYTES * i, Long.BYTES, DESCRIPTORS[i]);
    }
    long root = StartTables.identity(memory, TABLES, COMMAND_LINE);
    RealModeStart.reset(machine);
    Cpu cpu = machine.cpus().getFirst();
    Arrays.fill(cpu.gpr, 0);
    cpu.gpr[Cpu.RSI] = BOOT_PARAMETERS;
    cpu.control.cr0 = CR0;
    cpu.control.cr3 = root;
    cpu.control.cr4 = CR4;
    cpu.msrs.efer = EFER;
    cpu.mmu.setControl(CR0, CR4, EFER);
    cpu.mmu.loadCr3(root);
    cpu.segments.gdtBase = GDT;
    cpu.segments.gdtLimit = DESCRIPTORS.length * Long.BYTES - 1;
    cpu.segments.idtLimit = 0;
    for (int number = Segments.ES; number <= Segments.GS; number++) {
      cpu.segments.load(number, segment(DATA_SELECTOR));
    }
    cpu.loadCode(segment(CODE_SELECTOR));
    cpu.rip = entry;
  }

  private static Segment segment(int selector) {
    int attributes = (int) (DESCRIPTORS[selector >> 3] >>> 40) & 0xf0ff;
    return new Segment(selector, 0, 0xffff_ffffL, attributes);
  }
}
