package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/** Loads ES, SS, DS, FS or GS in 64-bit mode (Intel SDM volume 2, MOV). */
final class SegmentLoad {
  private SegmentLoad() {}

  static void load(Cpu cpu, int number, int selector) {
    Segment segment = number == Segments.SS ? stack(cpu, selector) : data(cpu, selector);
    if (!Descriptors.isNull(selector)) {
      Descriptors.markAccessed(cpu, segment);
    }
    cpu.segments.register[number] = segment;
    if (number == Segments.FS || number == Segments.GS) {
      cpu.segments.base[number] = segment.base();
    }
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

  /** The stack segment has the current privilege level; null is one in rings 0 to 2. */
  private static Segment stack(Cpu cpu, int selector) {
    return FarReturn.stackSegment(cpu, selector, cpu.cpl());
  }
}
