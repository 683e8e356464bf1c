package ksim.core.boot;

import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.platform.LocalApic;

/** The state of a processor after power-up or RESET (Intel SDM volume 3, table 9-1). */
final class CpuReset {
  /** Present writable data of ring 0: the attributes of every segment register, CS among them. */
  static final int WRITABLE_DATA = 0x93;

  private static final long CR0 = 0x6000_0010L; // CD NW ET
  private static final long LIMIT = 0xffff;
  private static final int LOCAL_TABLE = 0x82;
  private static final int BUSY_TASK = 0x8b;
  private static final int RESET_SELECTOR = 0xf000;
  private static final long RESET_BASE = 0xffff_0000L;
  private static final long RESET_OFFSET = 0xfff0;
  private static final long APIC_ENABLE = 1 << 11;
  private static final long BOOTSTRAP_PROCESSOR = 1 << 8;

  private CpuReset() {}

  /** Puts a CPU into real mode at the reset vector, physical address 0xfffffff0. */
  static void reset(Cpu cpu) {
    Arrays.fill(cpu.gpr, 0);
    cpu.flags.fromRflags(0, Flags.ALL);
    cpu.control.cr0 = CR0;
    cpu.control.cr2 = 0;
    cpu.control.cr3 = 0;
    cpu.control.cr4 = 0;
    cpu.msrs.efer = 0;
    cpu.msrs.apicBase = LocalApic.BASE | APIC_ENABLE | (cpu.id == 0 ? BOOTSTRAP_PROCESSOR : 0);
    cpu.mmu.setControl(CR0, 0, 0);
    cpu.mmu.loadCr3(0);
    cpu.mmu.setAlignmentCheckFlag(false);
    resetSegments(cpu.segments);
    cpu.setCpl(0);
    cpu.loadCode(new Segment(RESET_SELECTOR, RESET_BASE, LIMIT, WRITABLE_DATA));
    cpu.rip = RESET_OFFSET;
  }

  private static void resetSegments(Segments segments) {
    for (int number = Segments.ES; number <= Segments.GS; number++) {
      segments.load(number, new Segment(0, 0, LIMIT, WRITABLE_DATA));
    }
    segments.ldtr = new Segment(0, 0, LIMIT, LOCAL_TABLE);
    segments.tr = new Segment(0, 0, LIMIT, BUSY_TASK);
    segments.gdtBase = 0;
    segments.gdtLimit = (int) LIMIT;
    segments.idtBase = 0;
    segments.idtLimit = (int) LIMIT;
  }
}
