package ksim.core.machine;

import ksim.core.platform.ApicBus;
import ksim.core.platform.IoPorts;
import ksim.core.time.Clock;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;
import ksim.mmu.memory.PhysicalBus;

/** What a machine offers to the devices on its {@link Board}. */
public interface Backplane {
  /** What the machine is made of. */
  MachineConfiguration configuration();

  /** The I/O port space. */
  IoPorts ports();

  /** RAM and memory-mapped devices. */
  PhysicalBus bus();

  /** What is going to happen. */
  EventQueue events();

  /** The time. */
  Clock clock();

  /** Carries interrupt messages to the local APICs. */
  ApicBus apicBus();

  /** Ends the run. */
  Power power();

  /**
   * Makes a part's state one of the machine's.
   *
   * @param name unique on the board
   */
  void persist(String name, Persistent part);
}
