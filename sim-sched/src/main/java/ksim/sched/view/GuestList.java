package ksim.sched.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ksim.core.cpu.Cpu;

/** Follows linked lists of a guest, which may have been overwritten by it. */
public final class GuestList {
  private GuestList() {}

  /**
   * The addresses of a list's elements in its order; ends at a null link, at an address that is not
   * mapped, and where the list has been closed to a ring.
   *
   * @param first address of the first element, or 0
   * @param nextOffset offset in an element of the address of the next one
   */
  public static List<Long> addresses(GuestMemory memory, Cpu cpu, long first, int nextOffset) {
    List<Long> addresses = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (long address = first;
        address != 0 && seen.add(address);
        address = memory.readOrZero(cpu, address + nextOffset, Long.BYTES)) {
      addresses.add(address);
    }
    return List.copyOf(addresses);
  }
}
