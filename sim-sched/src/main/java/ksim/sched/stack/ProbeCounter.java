package ksim.sched.stack;

import static ksim.core.encoding.asm.Registers.EAX;

import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.sched.audit.AtomicSite;

/**
 * A counter of each thread, {@code stack_page_read_counter}, that every site increments and
 * decrements again; the load is executed where it goes from 0 to 1. Threads whose stacks cannot
 * fault start it so high that it never is. Takeaways 1 to 3 of OSv issue 143.
 *
 * @param modifiers settings
 */
public record ProbeCounter(Modifiers modifiers) implements StackDesign {
  /** First value of a thread on a lazily populated stack: it starts inside a section. */
  public static final int LAZY_START = 1;

  /** First value of any other thread: the ten above 1 keep it from ever meeting 0. */
  public static final int POPULATED_START = 11;

  @Override
  public String id() {
    return "probe-counter";
  }

  @Override
  public String description() {
    return "the load where a thread's counter of open sections goes from 0 to 1";
  }

  @Override
  public void createThread(GuestCode code) {
    Assembler a = code.assembler();
    Label lazy = a.fresh("lazy_stack");
    a.mov(EAX, LAZY_START);
    a.cmp(code.newThreadStackIsLazy(), 0);
    a.jcc(Condition.NE, lazy);
    a.mov(EAX, POPULATED_START);
    a.bind(lazy);
    a.mov(code.newThreadReadCounter(), EAX);
  }

  @Override
  public void enterAtomic(GuestCode code, AtomicSite site) {
    Assembler a = code.assembler();
    Label skip = a.fresh("no_probe");
    a.inc(code.readCounter());
    a.cmp(code.readCounter(), 1);
    a.jcc(Condition.NE, skip);
    Probes.unconditional(code, site.name(), modifiers.probePages());
    a.bind(skip);
  }

  @Override
  public void exitAtomic(GuestCode code) {
    code.assembler().dec(code.readCounter());
  }

  @Override
  public void waitForInterrupts(GuestCode code) {
    if (modifiers.idleDecrement()) {
      code.assembler().dec(code.readCounter());
    }
  }

  /** Both are enabled here, so the counter is 0 where the stack can fault. */
  @Override
  public void enterFaultLock(GuestCode code, String lock, int reachBytes) {
    Assembler a = code.assembler();
    Label skip = a.fresh("no_probe");
    a.cmp(code.readCounter(), 0);
    a.jcc(Condition.NE, skip);
    Probes.reach(code, lock, modifiers.lockReachBytes(reachBytes));
    a.bind(skip);
  }
}
