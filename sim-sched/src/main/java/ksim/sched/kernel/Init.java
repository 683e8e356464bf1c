package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import java.util.List;
import java.util.stream.Stream;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/** The init thread: creates all others and waits for those that end. */
final class Init {
  private Init() {}

  /** {@code init_main()}. Observation point {@code scenario_complete}: all of those have ended. */
  static void emit(KernelCode k, List<ThreadDescriptor> threads, List<ThreadDescriptor> spawned) {
    Assembler a = k.assembler();
    long table = k.at("thread_table");
    Label next = a.fresh("next");
    Label started = a.fresh("started");
    k.begin("init_main", FrameSizes.ALLOCATOR, RBX);
    if (StackReserve.used(k)) {
      k.call("stack_reserve_fill_all");
    }
    k.loadAddress(EDI, "reclaimer_descriptor");
    k.call("thread_create");
    a.mov(RDI, RAX);
    k.call("thread_start");
    a.mov(EBX, table);
    a.bind(next);
    a.cmp(RBX, table + (long) threads.size() * ThreadTable.SIZE);
    a.jcc(Condition.AE, started);
    a.mov(RDI, RBX);
    k.call("thread_create");
    a.mov(RDI, RAX);
    k.call("thread_start");
    a.add(RBX, ThreadTable.SIZE);
    a.jmp(next);
    a.bind(started);
    k.observable("threads_created");
    if (Stream.concat(threads.stream(), spawned.stream()).anyMatch(ThreadDescriptor::terminates)) {
      k.loadAddress(EDI, "exit_event");
      k.call("event_wait");
    }
    k.observable("scenario_complete");
    a.mov(EAX, ExitCode.COMPLETED.value());
    k.jump("machine_stop");
    k.endNoReturn();
  }
}
