package ksim.core.segment;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;

/**
 * Segment registers in real and virtual-8086 mode: the base is the selector times 16 (Intel SDM
 * volume 3, sections 21.1.1 and 21.2.1). In real mode limit and attributes stay as they were loaded
 * in protected mode; in virtual-8086 mode they are always those of a 64 KiB data segment of ring 3.
 */
public final class RealMode {
  private static final long LIMIT = 0xffff;
  private static final int WRITABLE_DATA = 0x93;
  private static final int RING_3 = 3 << 5;

  private RealMode() {}

  /** Whether selectors are paragraph numbers, not names of descriptors. */
  public static boolean isOn(Cpu cpu) {
    return !isProtected(cpu) || isVirtual(cpu);
  }

  /** CR0.PE. */
  public static boolean isProtected(Cpu cpu) {
    return (cpu.control.cr0 & ControlRegisters.CR0_PE) != 0;
  }

  /** Virtual-8086 mode: RFLAGS.VM. */
  public static boolean isVirtual(Cpu cpu) {
    return cpu.flags.isSet(Flags.VM);
  }

  /** What a segment register holds after a load. */
  public static Segment segment(Cpu cpu, int number, int selector) {
    long base = (long) selector << 4;
    if (isVirtual(cpu)) {
      return virtualSegment(selector);
    }
    Segment old = cpu.segments.register[number];
    return old.isPresent() && old.isCodeOrData()
        ? new Segment(selector, base, old.limit(), old.attributes())
        : new Segment(selector, base, LIMIT, WRITABLE_DATA);
  }

  /** What a segment register holds in virtual-8086 mode. */
  public static Segment virtualSegment(int selector) {
    return new Segment(selector, (long) selector << 4, LIMIT, WRITABLE_DATA | RING_3);
  }

  /** Loads a segment register other than CS. */
  public static void load(Cpu cpu, int number, int selector) {
    cpu.segments.load(number, segment(cpu, number, selector));
  }

  /**
   * Goes to an offset in another code segment.
   *
   * @throws GuestException #GP(0) where it lies beyond the limit
   */
  public static void jump(Cpu cpu, int selector, long rip) {
    Segment code = segment(cpu, Segments.CS, selector);
    if (rip > code.limit()) {
      throw GuestException.generalProtection();
    }
    cpu.loadCode(code);
    cpu.rip = rip;
  }
}
