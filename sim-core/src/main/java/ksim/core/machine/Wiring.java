package ksim.core.machine;

import java.util.SortedMap;
import ksim.core.platform.ApicBus;
import ksim.core.platform.IoPorts;
import ksim.core.time.Clock;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;
import ksim.mmu.memory.PhysicalBus;

/**
 * What a machine's board is connected to.
 *
 * @param parts takes the parts that have a state
 */
record Wiring(
    MachineConfiguration configuration,
    IoPorts ports,
    PhysicalBus bus,
    EventQueue events,
    Clock clock,
    ApicBus apicBus,
    Power power,
    SortedMap<String, Persistent> parts)
    implements Backplane {
  @Override
  public void persist(String name, Persistent part) {
    if (parts.putIfAbsent(name, part) != null) {
      throw new IllegalArgumentException("two parts are called " + name);
    }
  }
}
