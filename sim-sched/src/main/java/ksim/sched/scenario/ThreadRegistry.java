package ksim.sched.scenario;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;

/** Finds the record of a thread by the address of its structure. */
final class ThreadRegistry {
  private final KernelView view;
  private final GuestMemory memory;
  private final Map<Long, ThreadRecord> byAddress = new TreeMap<>();
  private final ThreadRecord[] current;

  ThreadRegistry(KernelView view, GuestMemory memory, int cpus) {
    this.view = view;
    this.memory = memory;
    this.current = new ThreadRecord[cpus];
    Arrays.fill(current, ThreadRecord.nobody());
  }

  /** The thread that {@code cpu} runs. */
  ThreadRecord current(Cpu cpu) {
    long address = cpu.segmentBase[Segments.FS];
    ThreadRecord last = current[cpu.id];
    if (last.address() == address) {
      return last;
    }
    current[cpu.id] = at(cpu, address);
    return current[cpu.id];
  }

  /** The thread whose structure lies at {@code address}; its stack has been allocated. */
  ThreadRecord at(Cpu cpu, long address) {
    return byAddress.computeIfAbsent(address, key -> read(cpu, key));
  }

  private ThreadRecord read(Cpu cpu, long address) {
    return new ThreadRecord(
        view.threadAt(cpu, address),
        memory.readOrZero(cpu, address + ThreadLayout.INDEX, 8) == ThreadLayout.INDEX_IDLE,
        memory.readOrZero(cpu, address + ThreadLayout.STACK_LAZY, 8) != 0,
        (int) memory.readOrZero(cpu, address + ThreadLayout.READ_COUNTER, 4));
  }

  /** All threads that were seen, in order of their structures' addresses. */
  Collection<ThreadRecord> all() {
    return byAddress.values();
  }

  /** The structure is about to be freed: what is at its address later is another thread. */
  void forget(long address) {
    byAddress.remove(address);
    for (int cpu = 0; cpu < current.length; cpu++) {
      if (current[cpu].address() == address) {
        current[cpu] = ThreadRecord.nobody();
      }
    }
  }
}
