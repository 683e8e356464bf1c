package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;

/**
 * The addresses of the elements of a vector in memory that are accessed one by one. An element
 * beyond the last address of a short address size lies behind it, as in an access to the whole
 * vector; only the address of the vector itself wraps.
 *
 * @param vector address of the vector, with the length of an element
 * @param largest the largest offset of the address size; -1 where linear addresses wrap like it
 */
public record ElementAddress(Address vector, long largest) {
  /** The linear address of an element that is read, at a distance in bytes. */
  long linear(Cpu cpu, long distance) {
    return isBeyond(cpu, distance) ? vector.linear(cpu) + distance : vector.linear(cpu, distance);
  }

  /** The linear address of an element that is written, at a distance in bytes. */
  long linearForWrite(Cpu cpu, long distance) {
    return isBeyond(cpu, distance)
        ? vector.linearForWrite(cpu) + distance
        : vector.linearForWrite(cpu, distance);
  }

  private boolean isBeyond(Cpu cpu, long distance) {
    return ((vector.effective(cpu) + distance) & ~largest) != 0;
  }
}
