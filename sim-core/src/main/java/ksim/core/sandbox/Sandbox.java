package ksim.core.sandbox;

import java.util.Optional;
import ksim.core.exec.Stop;
import ksim.core.processor.CpuModel;
import ksim.core.timing.TimingLevel;

/**
 * Runs snippets on a machine of their own. Each starts from the state that it gives and from
 * nothing else: its result does not depend on those before it.
 *
 * <p>The CPU is in long mode with paging on, so that 16- and 32-bit code runs in compatibility
 * mode; segments are flat (for 16-bit code 64 KiB), their selectors those of Linux. In ring 3 it is
 * in the state of a program under Linux: IOPL 0, no I/O permissions, x87, SSE and AVX enabled if
 * the model has them, RDFSBASE and its kin as well. SYSCALL meets a page fault in ring 0. No
 * interrupt arrives.
 */
public final class Sandbox {
  /** Instructions after which a snippet ends that names no number of its own. */
  public static final long INSTRUCTION_LIMIT = 1_000_000;

  private static final String USUAL_CORE = "skylake";

  private final TimingLevel timing;
  private final CpuModel model;
  private final String core;
  private Optional<SandboxMachine> reusable = Optional.empty();

  /**
   * Counts cycles for the core skylake.
   *
   * @param timing how cycles are counted
   * @param model what kind of processor runs the snippets
   */
  public Sandbox(TimingLevel timing, CpuModel model) {
    this(timing, model, USUAL_CORE);
  }

  /**
   * @param timing how cycles are counted
   * @param model what kind of processor runs the snippets
   * @param core the core that they are counted for, see {@link
   *     ksim.core.timing.description.CoreDescription#load}; a snippet cannot be run if there is
   *     none such
   */
  public Sandbox(TimingLevel timing, CpuModel model, String core) {
    this.timing = timing;
    this.model = model;
    this.core = core;
  }

  /** Watches a snippet instruction by instruction. */
  @FunctionalInterface
  public interface StepListener {
    /** An instruction has been executed, or has ended the run by an exception. */
    void stepped(Step step);
  }

  /**
   * Whether a range of linear addresses has a page that holds the machine's own tables, where
   * nothing can be put.
   */
  public static boolean isReserved(long at, long length) {
    return SandboxMemory.isReserved(at, length);
  }

  /** Runs a snippet. */
  public SnippetResult run(Snippet snippet) {
    SandboxMachine machine = machine(snippet);
    machine.load(snippet);
    Stop stop = machine.run(snippet.instructions().orElse(INSTRUCTION_LIMIT));
    return machine.result(snippet, machine.ending(stop, snippet));
  }

  /** Runs a snippet one instruction at a time: the same result, and a look at each step. */
  public SnippetResult trace(Snippet snippet, StepListener listener) {
    SandboxMachine machine = machine(snippet);
    machine.load(snippet);
    long limit = snippet.instructions().orElse(INSTRUCTION_LIMIT);
    Stop stop = new Stop.Limit();
    while (stop instanceof Stop.Limit && machine.instructions() < limit) {
      StepStart start = machine.startStep();
      stop = machine.run(machine.instructions() + 1);
      if (!(stop instanceof Stop.EndOfCode)) {
        listener.stepped(machine.finishStep(start));
      }
    }
    return machine.result(snippet, machine.ending(stop, snippet));
  }

  private SandboxMachine machine(Snippet snippet) {
    if (snippet.ring() != 3 || timing != TimingLevel.NONE) {
      return new SandboxMachine(timing, model, core);
    }
    SandboxMachine machine = reusable.orElseGet(() -> new SandboxMachine(timing, model, core));
    reusable = Optional.of(machine);
    return machine;
  }
}
