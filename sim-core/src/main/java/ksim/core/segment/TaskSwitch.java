package ksim.core.segment;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.core.segment.TaskImage.Task;
import ksim.mmu.paging.PageFault;

/**
 * The task switch of protected mode (Intel SDM volume 3, section 7.3). A fault before the new state
 * is loaded belongs to the old task, and is thrown; one after that is not implemented.
 */
public final class TaskSwitch {
  /** What leads to another task. */
  public enum Cause {
    /** JMP. */
    JUMP,
    /** CALL, an exception or an interrupt: the new task is nested in the old one. */
    CALL,
    /** IRET with NT set. */
    RETURN
  }

  private static final int BUSY = 2;
  private static final int TABLE_INDICATOR = 4;
  private static final int LOCAL_TABLE_TYPE = 2;
  private static final long TASK_SWITCHED = 1 << 3;

  /** DR7: L0 to L3 and LE. */
  private static final long LOCAL_BREAKPOINTS = 0x155;

  private TaskSwitch() {}

  /** Whether a type is that of a task state, available or busy, 16-bit or 32-bit. */
  public static boolean isTaskState(int type) {
    return (type & 5) == 1;
  }

  /** Whether the task state in use is a 32-bit one. */
  public static boolean isWide(Cpu cpu) {
    return TaskImage.of(cpu.segments.tr).isWide();
  }

  /**
   * Switches to the task that the task state in use was entered from.
   *
   * @throws GuestException #TS or #NP where the link does not name a busy task
   */
  public static void returnToPrevious(Cpu cpu) {
    int link = (int) cpu.mmu.readSupervisor(cpu.segments.tr.base(), 2);
    int errorCode = Descriptors.errorCode(link, 0);
    if ((link & TABLE_INDICATOR) != 0 || Descriptors.address(cpu, link, 8) == -1) {
      throw GuestException.invalidTss(errorCode);
    }
    Segment task = Descriptors.read(cpu, link, 0);
    if (task.isCodeOrData() || !isTaskState(task.type()) || (task.type() & BUSY) == 0) {
      throw GuestException.invalidTss(errorCode);
    }
    perform(cpu, task, Cause.RETURN, cpu.rip, cpu.flags.toRflags() & ~Flags.NT, 0);
  }

  /**
   * Switches to a task that JMP, CALL, a task gate or an event names.
   *
   * @param selector of its task state
   * @param cause {@link Cause#JUMP} or {@link Cause#CALL}
   * @param savedRip where the old task will go on
   * @param rflags its flags
   * @param external EXT bit of error codes
   * @throws GuestException #GP, #NP or #TS where it cannot be switched to
   */
  public static void to(
      Cpu cpu, int selector, Cause cause, long savedRip, long rflags, int external) {
    int errorCode = Descriptors.errorCode(selector, external);
    if ((selector & TABLE_INDICATOR) != 0 || Descriptors.isNull(selector)) {
      throw GuestException.generalProtection(errorCode);
    }
    Segment task = Descriptors.read(cpu, selector, external);
    if (task.isCodeOrData() || !isTaskState(task.type()) || (task.type() & BUSY) != 0) {
      throw GuestException.generalProtection(errorCode);
    }
    perform(cpu, task, cause, savedRip, rflags, external);
  }

  private static void perform(
      Cpu cpu, Segment next, Cause cause, long savedRip, long rflags, int external) {
    int errorCode = Descriptors.errorCode(next.selector(), external);
    TaskImage image = TaskImage.of(next);
    if (!next.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    if (next.limit() < image.smallestLimit()) {
      throw GuestException.invalidTss(errorCode);
    }
    Segment old = cpu.segments.tr;
    Task task = image.read(cpu, next.base());
    TaskImage.of(old).save(cpu, old.base(), savedRip, rflags);
    if (cause == Cause.CALL) {
      cpu.mmu.writeSupervisor(next.base(), 2, old.selector());
    } else {
      setBusy(cpu, old, false);
    }
    setBusy(cpu, next, true);
    cpu.segments.tr =
        new Segment(next.selector(), next.base(), next.limit(), next.attributes() | BUSY);
    long nested = cause == Cause.CALL ? Flags.NT : 0;
    try {
      load(cpu, task, image.isWide(), nested);
    } catch (GuestException | PageFault e) {
      throw new UnimplementedException("a fault in the new task of a task switch");
    }
  }

  private static void setBusy(Cpu cpu, Segment task, boolean busy) {
    long address = Descriptors.address(cpu, task.selector(), 8);
    if (address != -1) {
      long access = cpu.mmu.readSupervisor(address + 5, 1);
      cpu.mmu.writeSupervisor(address + 5, 1, busy ? access | BUSY : access & ~BUSY);
    }
  }

  private static void load(Cpu cpu, Task task, boolean wide, long nested) {
    if (task.trap()) {
      throw new UnimplementedException("the debug trap of a task switch");
    }
    cpu.control.cr0 |= TASK_SWITCHED;
    cpu.control.debug[7] &= ~LOCAL_BREAKPOINTS;
    cpu.updateBreakpoints();
    if (wide && (cpu.control.cr0 & ControlRegisters.CR0_PG) != 0) {
      cpu.control.cr3 = task.cr3();
      cpu.mmu.loadCr3(task.cr3());
    }
    cpu.flags.fromRflags(task.rflags() | nested, Flags.ALL & ~Flags.RF);
    cpu.mmu.setAlignmentCheckFlag(cpu.flags.isSet(Flags.AC));
    long kept = wide ? 0 : 0xffff_0000L;
    for (int number = 0; number < task.general().length; number++) {
      cpu.gpr[number] = (cpu.gpr[number] & kept) | task.general()[number];
    }
    loadLocalTable(cpu, task.localTable());
    if (RealMode.isVirtual(cpu)) {
      loadVirtual(cpu, task);
    } else {
      loadSegments(cpu, task);
    }
    CodeSegments.checkTarget(cpu, cpu.segments.register[Segments.CS], task.rip(), 0);
    cpu.rip = task.rip();
  }

  private static void loadLocalTable(Cpu cpu, int selector) {
    cpu.segments.ldtr = Segment.NULL;
    if (!Descriptors.isNull(selector)) {
      int errorCode = Descriptors.errorCode(selector, 0);
      Segment table = Descriptors.read(cpu, selector, 0);
      boolean usable =
          (selector & TABLE_INDICATOR) == 0
              && !table.isCodeOrData()
              && table.type() == LOCAL_TABLE_TYPE
              && table.isPresent();
      if (!usable) {
        throw GuestException.invalidTss(errorCode);
      }
      cpu.segments.ldtr = table;
    }
  }

  private static void loadVirtual(Cpu cpu, Task task) {
    cpu.setCpl(3);
    cpu.loadCode(RealMode.virtualSegment(task.selectors()[Segments.CS]));
    for (int number = Segments.ES; number <= Segments.GS; number++) {
      if (number != Segments.CS) {
        cpu.segments.load(number, RealMode.virtualSegment(task.selectors()[number]));
      }
    }
  }

  private static void loadSegments(Cpu cpu, Task task) {
    int selector = task.selectors()[Segments.CS];
    cpu.setCpl(0); // for the check of the code segment, whose RPL is the new level
    Segment code = CodeSegments.forReturn(cpu, selector);
    cpu.setCpl(selector & 3);
    cpu.loadCode(SegmentLoad.accessed(cpu, code));
    SegmentLoad.load(cpu, Segments.SS, task.selectors()[Segments.SS]);
    for (int number : new int[] {Segments.ES, Segments.DS, Segments.FS, Segments.GS}) {
      SegmentLoad.load(cpu, number, task.selectors()[number]);
    }
  }
}
