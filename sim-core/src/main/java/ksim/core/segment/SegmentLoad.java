package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/** Loads ES, SS, DS, FS or GS in any mode (Intel SDM volume 2, MOV). */
public final class SegmentLoad {
  private SegmentLoad() {}

  /**
   * Loads a segment register.
   *
   * @param number ES, SS, DS, FS or GS
   * @param selector 16 bits
   * @throws GuestException #GP, #NP or #SS where the descriptor does not allow it
   */
  public static void load(Cpu cpu, int number, int selector) {
    if (RealMode.isOn(cpu)) {
      RealMode.load(cpu, number, selector);
      return;
    }
    Segment segment =
        number == Segments.SS
            ? StackSegments.check(cpu, selector, cpu.cpl(), cpu.code().isLong())
            : data(cpu, selector);
    cpu.segments.load(number, accessed(cpu, segment));
  }

  /** The segment, its descriptor in memory marked as accessed unless the selector is null. */
  public static Segment accessed(Cpu cpu, Segment segment) {
    if (!Descriptors.isNull(segment.selector())) {
      Descriptors.markAccessed(cpu, segment);
    }
    return segment;
  }

  private static Segment data(Cpu cpu, int selector) {
    if (Descriptors.isNull(selector)) {
      return new Segment(selector, 0, 0, 0);
    }
    Segment segment = Descriptors.read(cpu, selector, 0);
    int requested = selector & 3;
    boolean visible =
        segment.isConforming() || (requested <= segment.dpl() && cpu.cpl() <= segment.dpl());
    if (!segment.isReadable() || !visible) {
      throw GuestException.generalProtection(Descriptors.errorCode(selector, 0));
    }
    if (!segment.isPresent()) {
      throw GuestException.segmentNotPresent(Descriptors.errorCode(selector, 0));
    }
    return segment;
  }
}
