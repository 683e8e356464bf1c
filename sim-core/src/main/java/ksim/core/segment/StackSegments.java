package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/** Checks of selectors for SS in protected mode (Intel SDM volume 3, section 5.7). */
public final class StackSegments {
  private StackSegments() {}

  /**
   * The stack segment that an instruction or a return loads.
   *
   * @param level privilege level that it is for
   * @param toLong the code that uses it is 64-bit code, which in rings 0 to 2 needs no stack
   *     segment
   * @throws GuestException #GP or #SS where it cannot be loaded
   */
  public static Segment check(Cpu cpu, int selector, int level, boolean toLong) {
    if (Descriptors.isNull(selector)) {
      if (!toLong || level == 3 || (selector & 3) != level) {
        throw GuestException.generalProtection();
      }
      return new Segment(selector, 0, 0, 0);
    }
    int errorCode = Descriptors.errorCode(selector, 0);
    if ((selector & 3) != level) {
      throw GuestException.generalProtection(errorCode);
    }
    Segment stack = Descriptors.read(cpu, selector, 0);
    if (!stack.isWritableData() || stack.dpl() != level) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!stack.isPresent()) {
      throw GuestException.stackFault(errorCode);
    }
    return stack;
  }

  /**
   * The stack segment that the task state names for an inner ring.
   *
   * @param external EXT bit of error codes
   * @throws GuestException #TS or #SS where it cannot be loaded
   */
  static Segment ofTask(Cpu cpu, int selector, int level, int external) {
    int errorCode = Descriptors.errorCode(selector, external);
    if (Descriptors.isNull(selector) || Descriptors.address(cpu, selector, 8) == -1) {
      throw GuestException.invalidTss(errorCode);
    }
    Segment stack = Descriptors.read(cpu, selector, external);
    if ((selector & 3) != level || !stack.isWritableData() || stack.dpl() != level) {
      throw GuestException.invalidTss(errorCode);
    }
    if (!stack.isPresent()) {
      throw GuestException.stackFault(errorCode);
    }
    return stack;
  }
}
