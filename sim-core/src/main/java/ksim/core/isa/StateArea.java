package ksim.core.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.mmu.NonCanonicalAddress;

/**
 * An XSAVE area in guest memory (Intel SDM volume 1, section 13.4), and an image of it. Parts are
 * read from memory into the image; parts to be written are collected first and written together, so
 * that a fault leaves all as it was.
 */
final class StateArea {
  /** Place of XSTATE_BV, the components that are not in their initial configuration. */
  static final int STATE_BITMAP = 512;

  /** Place of XCOMP_BV, the components that a compacted area has room for. */
  static final int COMPACTION_BITMAP = 520;

  /** Bit 63 of XCOMP_BV: the area is compacted. */
  static final long COMPACTED = 1L << 63;

  /** End of the header. */
  static final int HEADER_END = 576;

  private static final int ALIGNMENT_MASK = 63;
  private static final int STEP = Long.BYTES;

  private record Part(int from, int to) {}

  private final Cpu cpu;
  private final Address address;
  private final List<Part> parts = new ArrayList<>();

  /** The bytes of the largest area. */
  final ByteBuffer image;

  /**
   * Checks what every instruction of the family checks first.
   *
   * @throws GuestException #UD where the operating system has not enabled the family, #NM where CR0
   *     says that the state is another task's, #GP(0) where the address is no multiple of 64
   */
  StateArea(Cpu cpu, Address address) {
    this.cpu = cpu;
    this.address = address;
    requireEnabled(cpu);
    long linear = address.ofBytes(1).linear(cpu);
    if ((linear & ALIGNMENT_MASK) != 0) {
      if (!cpu.mmu.isCanonical(linear)) {
        throw new NonCanonicalAddress(linear);
      }
      throw GuestException.generalProtection();
    }
    image = ByteBuffer.allocate(StateComponent.standardBytes(-1)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireEnabled(Cpu cpu) {
    ExtendedControlOps.requireEnabled(cpu);
    if ((cpu.control.cr0 & ControlRegisters.CR0_TS) != 0) {
      throw GuestException.deviceNotAvailable();
    }
  }

  /** What XSAVES and XRSTORS check before they look at their operand: #GP(0) outside ring 0. */
  static void requireSupervisor(Cpu cpu) {
    requireEnabled(cpu);
    Privilege.requireSupervisor(cpu);
  }

  /** Reads a part of the area, whose borders are multiples of eight, into the image. */
  void read(int from, int to) {
    Address eight = address.ofBytes(STEP);
    for (int at = from; at < to; at += STEP) {
      image.putLong(at, cpu.mmu.read64(eight.linear(cpu, at)));
    }
  }

  /** Reads eight bytes. */
  long readLong(int at) {
    read(at, at + STEP);
    return image.getLong(at);
  }

  /** Raises what a write of an area's last byte would raise; processors do that first. */
  void probeLastByte(int areaBytes) {
    cpu.mmu.checkWritable(address.ofBytes(1).linearForWrite(cpu, areaBytes - 1), 1);
  }

  /** Has a part of the image, whose borders are multiples of eight, written by {@link #write}. */
  void include(int from, int to) {
    parts.add(new Part(from, to));
  }

  /** Raises what a write of the parts so far would raise. */
  void checkWritable() {
    Address eight = address.ofBytes(STEP);
    for (Part part : parts) {
      for (int at = part.from(); at < part.to(); at += STEP) {
        cpu.mmu.checkWritable(eight.linearForWrite(cpu, at), STEP);
      }
    }
  }

  /** Writes the parts, or nothing if one of them cannot be written. */
  void write() {
    checkWritable();
    Address eight = address.ofBytes(STEP);
    for (Part part : parts) {
      for (int at = part.from(); at < part.to(); at += STEP) {
        cpu.mmu.write64(eight.linearForWrite(cpu, at), image.getLong(at));
      }
    }
  }
}
