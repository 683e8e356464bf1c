package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/**
 * Reads the stacks of the inner rings from the task state segment (Intel SDM volume 3, 7.2, 7.7).
 */
public final class TaskState {
  private static final int RSP0_64 = 4;
  private static final int IST1 = 36;
  private static final int ESP0_32 = 4;
  private static final int SP0_16 = 2;

  /** Type bit of a descriptor that tells a 32-bit task state from a 16-bit one. */
  private static final int TYPE_32 = 8;

  private TaskState() {}

  /**
   * The stack of an inner ring.
   *
   * @param level ring, 0 to 2
   * @param external EXT bit of error codes
   * @throws GuestException #TS or #SS where there is none
   */
  public static NewStack stack(Cpu cpu, int level, int external) {
    Segment task = cpu.segments.tr;
    if (CodeSegments.isLongModeActive(cpu)) {
      return NewStack.flat(cpu, level, read(cpu, RSP0_64 + 8 * level, 8, external), external);
    }
    boolean wide = (task.type() & TYPE_32) != 0;
    int bytes = wide ? 4 : 2;
    int at = wide ? ESP0_32 + 8 * level : SP0_16 + 4 * level;
    check(task, at + bytes + 2, external);
    long pointer = read(cpu, at, bytes, external);
    int selector = (int) read(cpu, at + bytes, 2, external);
    Segment segment = StackSegments.ofTask(cpu, selector, level, external);
    SegmentLoad.accessed(cpu, segment);
    return NewStack.of(cpu, segment, pointer, level, Descriptors.errorCode(selector, external));
  }

  /**
   * A stack of the interrupt stack table, in IA-32e mode.
   *
   * @param index 1 to 7
   * @param level ring that the handler runs in
   */
  public static NewStack interruptStack(Cpu cpu, int index, int level, int external) {
    return NewStack.flat(cpu, level, read(cpu, IST1 + 8 * (index - 1), 8, external), external);
  }

  private static long read(Cpu cpu, int offset, int bytes, int external) {
    Segment task = cpu.segments.tr;
    check(task, offset + bytes, external);
    return cpu.mmu.readSupervisor(task.base() + offset, bytes);
  }

  private static void check(Segment task, int end, int external) {
    if (end - 1 > task.limit()) {
      throw GuestException.invalidTss(Descriptors.errorCode(task.selector(), external));
    }
  }
}
