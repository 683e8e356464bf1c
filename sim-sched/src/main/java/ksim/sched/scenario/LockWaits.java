package ksim.sched.scenario;

import ksim.sched.view.GuestList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.PipeLayout;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.kernel.WaitQueueLayout;
import ksim.sched.view.Frame;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;
import ksim.sched.view.ThreadView;
import ksim.sched.workload.KernelObjects;

/** Finds out of a kernel's memory which threads wait, for what, and who keeps it from them. */
final class LockWaits {
  private static final String PAGE_FAULT = "page_fault";

  /** The scheduler's functions at the inner end of each waiting thread's chain say nothing. */
  private static final List<String> SCHEDULER = List.of("switch_to", "reschedule", "thread_wait");

  private final KernelImage image;
  private final KernelView view;
  private final GuestMemory memory;
  private final KernelObjects objects;

  LockWaits(KernelImage image, KernelView view, GuestMemory memory, KernelObjects objects) {
    this.image = image;
    this.view = view;
    this.memory = memory;
    this.objects = objects;
  }

  /** What a thread waits for. */
  private record Waited(String name, Kind kind) {
    private enum Kind {
      MUTEX,
      READ_WRITE_LOCK,
      NOBODY_HOLDS
    }
  }

  /**
   * The waits of a system in which nothing is going to happen, oldest thread first; threads of the
   * kernel itself, and those that wait for ever on purpose, are left out.
   */
  List<LockWait> all(Cpu cpu) {
    List<LockWait> waits = new ArrayList<>();
    for (long thread : threads(cpu)) {
      long object = read(cpu, thread + ThreadLayout.WAITS_ON);
      boolean waiting = read(cpu, thread + ThreadLayout.STATE) == ThreadLayout.STATE_WAITING;
      boolean ofScenario = read(cpu, thread + ThreadLayout.INDEX) >= 0;
      if (waiting && ofScenario && object != 0) {
        waits.add(of(cpu, thread, object));
      }
    }
    return List.copyOf(waits.reversed());
  }

  private LockWait of(Cpu cpu, long thread, long object) {
    Waited waited = describe(cpu, object);
    Optional<Long> holder = holder(cpu, object, waited.kind());
    return new LockWait(
        view.threadAt(cpu, thread).name(),
        waited.kind() == Waited.Kind.READ_WRITE_LOCK
            ? mode(read(cpu, thread + ThreadLayout.WAIT_KIND) != 0)
            : "",
        chain(cpu, thread),
        waited.name(),
        holder.map(address -> view.threadAt(cpu, address).name()).orElse(""),
        holder.isPresent() && waited.kind() == Waited.Kind.READ_WRITE_LOCK ? mode(true) : "",
        holder.map(address -> chain(cpu, address)).orElse(List.of()));
  }

  private static String mode(boolean writing) {
    return writing ? "for writing" : "for reading";
  }

  /** Readers of a read-write lock are only counted, so that only a writer has a name. */
  private Optional<Long> holder(Cpu cpu, long object, Waited.Kind kind) {
    long address =
        switch (kind) {
          case MUTEX -> read(cpu, object + WaitQueueLayout.MUTEX_OWNER);
          case READ_WRITE_LOCK -> read(cpu, object + WaitQueueLayout.RW_WRITER);
          case NOBODY_HOLDS -> 0;
        };
    return address == 0 ? Optional.empty() : Optional.of(address);
  }

  /** The functions of a thread that does not run, from where it gave the CPU away. */
  private List<String> chain(Cpu cpu, long thread) {
    ThreadView seen = view.threadAt(cpu, thread);
    List<String> names =
        view
            .callChain(
                cpu,
                read(cpu, thread + ThreadLayout.RIP),
                read(cpu, thread + ThreadLayout.RSP),
                read(cpu, thread + ThreadLayout.RBP),
                seen)
            .stream()
            .map(frame -> view.functionName(frame.address()))
            .toList();
    return names.stream().dropWhile(SCHEDULER::contains).toList();
  }

  /**
   * A thread whose page fault waits for a lock that the code it interrupted holds.
   *
   * @param chain its whole chain of calls, handler and interrupted code
   * @param object the lock
   */
  LockWait ofItself(Cpu cpu, ThreadView thread, List<Frame> chain, long object) {
    List<String> names = chain.stream().map(frame -> view.functionName(frame.address())).toList();
    int fault = names.indexOf(PAGE_FAULT);
    int split = fault < 0 ? names.size() : fault + 1;
    Waited waited = describe(cpu, object);
    boolean readWrite = waited.kind() == Waited.Kind.READ_WRITE_LOCK;
    return new LockWait(
        thread.name(),
        readWrite ? mode(false) : "",
        names.subList(0, split),
        waited.name(),
        thread.name(),
        readWrite ? mode(true) : "",
        names.subList(split, names.size()));
  }

  private Waited describe(Cpu cpu, long object) {
    for (String lock : List.of("page_ranges_lock", "flush_lock", "threads_lock")) {
      if (object == image.address(lock)) {
        return new Waited(lock, Waited.Kind.MUTEX);
      }
    }
    if (object == image.address("vma_lock")) {
      return new Waited("vma_lock", Waited.Kind.READ_WRITE_LOCK);
    }
    long mutex = element("mutexes", object, objects.mutexes().size());
    if (mutex >= 0) {
      return new Waited("mutex '" + objects.mutexes().get((int) mutex) + "'", Waited.Kind.MUTEX);
    }
    long event = element("events", object, objects.events().size());
    if (event >= 0) {
      String name = "event '" + objects.events().get((int) event) + "'";
      return new Waited(name, Waited.Kind.NOBODY_HOLDS);
    }
    long pipe = object - image.address("pipes");
    if (pipe == PipeLayout.MUTEX) {
      return new Waited("the pipe's mutex", Waited.Kind.MUTEX);
    }
    if (pipe == PipeLayout.READERS || pipe == PipeLayout.WRITERS) {
      String what = pipe == PipeLayout.READERS ? "data in the pipe" : "room in the pipe";
      return new Waited(what, Waited.Kind.NOBODY_HOLDS);
    }
    if (object == image.address("memory_waiters")) {
      return new Waited("free memory", Waited.Kind.NOBODY_HOLDS);
    }
    for (long thread : threads(cpu)) {
      if (object == thread + ThreadLayout.EXIT_EVENT) {
        String name = "the end of thread " + view.threadAt(cpu, thread).name();
        return new Waited(name, Waited.Kind.NOBODY_HOLDS);
      }
    }
    return new Waited("an object at 0x" + Long.toHexString(object), Waited.Kind.NOBODY_HOLDS);
  }

  private List<Long> threads(Cpu cpu) {
    long newest = read(cpu, image.address("all_threads"));
    return GuestList.addresses(memory, cpu, newest, ThreadLayout.ALL_NEXT);
  }

  private long element(String table, long object, int count) {
    long offset = object - image.address(table);
    return offset >= 0 && offset < (long) count * WaitQueueLayout.OBJECT_SIZE
        ? offset / WaitQueueLayout.OBJECT_SIZE
        : -1;
  }

  private long read(Cpu cpu, long linear) {
    return memory.readOrZero(cpu, linear, 8);
  }
}
