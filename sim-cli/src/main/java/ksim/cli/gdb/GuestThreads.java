package ksim.cli.gdb;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import ksim.core.cpu.Cpu;

/** The CPUs as threads: thread n is CPU n-1. */
final class GuestThreads {
  /** All threads, or any. */
  private static final long ALL = -1;

  private final List<Cpu> cpus;

  /** Whose registers and memory are looked at. */
  private Cpu current;

  GuestThreads(List<Cpu> cpus) {
    this.cpus = cpus;
    this.current = cpus.getFirst();
  }

  Cpu current() {
    return current;
  }

  void setCurrent(int cpu) {
    current = cpus.get(cpu);
  }

  int count() {
    return cpus.size();
  }

  /** The identifier of a CPU. */
  static String id(int cpu) {
    return Integer.toHexString(cpu + 1);
  }

  /** All identifiers, as the list of threads has them. */
  String ids() {
    return cpus.stream().map(cpu -> id(cpu.id)).collect(Collectors.joining(","));
  }

  /**
   * Reads the identifier of one thread or of all; zero is any.
   *
   * @return the CPUs that it means
   */
  BitSet parse(PacketText packet) throws MalformedPacket {
    BitSet meant = new BitSet();
    long id = packet.skip('-') ? -packet.number() : packet.number();
    if (id == ALL) {
      meant.set(0, cpus.size());
    } else if (id == 0) {
      meant.set(current.id);
    } else if (id > 0 && id <= cpus.size()) {
      meant.set((int) id - 1);
    } else {
      throw new MalformedPacket("no thread " + id);
    }
    return meant;
  }

  /** What the list of threads says of a CPU beside its number. */
  static String description(Cpu cpu) {
    if (cpu.interrupts.waitsForStartUp) {
      return "CPU " + cpu.id + ", waits for start-up";
    }
    return "CPU " + cpu.id + (cpu.interrupts.halted ? ", halted" : ", running");
  }
}
