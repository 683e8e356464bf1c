package ksim.core.cpu;

import java.util.Arrays;

/**
 * The state of a processor after power-up, RESET or INIT (Intel SDM volume 3, table 9-1), except
 * IA32_APIC_BASE and what INIT leaves as it is: x87, vector and most model-specific registers.
 */
public final class ResetState {
  private static final long CR0 = 0x6000_0010L; // CD NW ET
  private static final long CACHING = 0x6000_0000L; // CD NW
  private static final long LIMIT = 0xffff;

  /** Present writable data of ring 0: the attributes of every segment register, CS among them. */
  private static final int WRITABLE_DATA = 0x93;

  private static final int LOCAL_TABLE = 0x82;
  private static final int BUSY_TASK = 0x8b;
  private static final int RESET_SELECTOR = 0xf000;
  private static final long RESET_BASE = 0xffff_0000L;
  private static final long RESET_OFFSET = 0xfff0;
  private static final long DR6 = 0xffff_0ff0L;
  private static final long DR7 = 0x400;

  private ResetState() {}

  /** Puts a CPU into real mode at the reset vector, physical address 0xfffffff0. */
  public static void reset(Cpu cpu) {
    Arrays.fill(cpu.gpr, 0);
    cpu.gpr[Cpu.RDX] = cpu.model.signature().eax();
    cpu.flags.fromRflags(0, Flags.ALL);
    cpu.control.cr0 = CR0;
    cpu.control.cr2 = 0;
    cpu.control.cr3 = 0;
    cpu.control.cr4 = 0;
    Arrays.fill(cpu.control.debug, 0);
    cpu.control.debug[6] = DR6;
    cpu.control.debug[7] = DR7;
    cpu.msrs.efer = 0;
    cpu.mmu.setControl(CR0, 0, 0);
    cpu.mmu.loadCr3(0);
    cpu.mmu.setAlignmentCheckFlag(false);
    cpu.updateBreakpoints();
    cpu.interrupts.forgetInstruction();
    cpu.interrupts.nmisPending = 0;
    cpu.interrupts.halted = false;
    resetSegments(cpu.segments);
    cpu.setCpl(0);
    enter(cpu, new Segment(RESET_SELECTOR, RESET_BASE, LIMIT, WRITABLE_DATA), RESET_OFFSET);
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

  /** Lets a CPU after reset start at a far pointer instead, in real mode. */
  public static void startAt(Cpu cpu, int selector, int offset) {
    enter(cpu, new Segment(selector, (long) selector << 4, LIMIT, WRITABLE_DATA), offset);
  }

  private static void enter(Cpu cpu, Segment code, long rip) {
    cpu.loadCode(code);
    cpu.rip = rip;
  }

  /**
   * INIT: the state after reset, in which the CPU waits for a start-up message. CR0.CD and CR0.NW
   * stay as they are.
   */
  public static void waitForStartUp(Cpu cpu) {
    long caching = cpu.control.cr0 & CACHING;
    reset(cpu);
    cpu.control.cr0 = (CR0 & ~CACHING) | caching;
    cpu.interrupts.waitsForStartUp = true;
    cpu.interrupts.halted = true;
    cpu.interrupts.nmiBlocked = true;
  }

  /**
   * The start-up message (SIPI), which only a CPU that waits for it takes (Intel SDM volume 3,
   * section 8.4.4).
   *
   * @param vector number of the 4 KiB page below 1 MiB at whose start it begins, 0 to 0xff
   */
  public static void startUp(Cpu cpu, int vector) {
    if (cpu.interrupts.waitsForStartUp) {
      cpu.interrupts.waitsForStartUp = false;
      cpu.interrupts.halted = false;
      cpu.interrupts.nmiBlocked = false;
      startAt(cpu, vector << 8, 0);
    }
  }
}
