package ksim.core.timing.memoization;

import ksim.core.timing.branch.Prediction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.frontend.FetchPlan;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.loadstore.AccessEffects;
import ksim.core.timing.loadstore.ForeseenAccesses;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.pipeline.BlockProgram;
import ksim.core.timing.pipeline.Pipeline;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.AccessLog;

/**
 * Runs blocks through a core, and remembers what they did: in the same state the same block does
 * the same, some cycles later. Most of a program is such repetition. What is remembered are
 * consequences, not estimates: with or without it all cycles are the same.
 *
 * <p>After "Fast Out-Of-Order Processor Simulation Using Memoization" (Schnarr and Larus, ASPLOS
 * 1998). The states are those of front end, pipeline and store buffer between blocks. Caches, TLBs
 * and predictors are not part of them: they are asked each time, and where they answer other than
 * with a plain hit the block runs.
 */
public final class Memoization {
  /** What it costs to tell a state and to look it up, as if so many micro-operations had run. */
  private static final int TELLING = 40;

  /** How many states are told before it is seen whether they come again: at first, and at most. */
  private static final int SMALLEST_STAKE = 256;

  private static final int LARGEST_STAKE = 1 << 12;

  /** If they do not, so many times what that has cost passes until it is tried again. */
  private static final int REST = 20;

  /** The parameter's value for remembering even where that does not pay. */
  private static final int ALWAYS = 2;

  /** Its value for running even what is remembered, and comparing. */
  private static final int COMPARED = 3;

  private final boolean on;
  private final boolean always;
  private final boolean compared;
  private final FrontEnd frontEnd;
  private final Pipeline pipeline;
  private final LoadStore loadStore;
  private final ForeseenAccesses accesses;
  private final StateWriter writer = new StateWriter();
  private final StateReader reader = new StateReader();
  private final StateTable table = new StateTable();

  /** The state of the core, if it has been told. */
  private CoreState current = CoreState.UNKNOWN;

  /** The cycle to which it is relative. */
  private long base;

  /** Whether the core is not in that state yet, but in an earlier one. */
  private boolean ahead;

  private int stake = SMALLEST_STAKE;
  private int credit = SMALLEST_STAKE * TELLING;
  private int rest;

  /** How many blocks have been repeated since this was made. */
  private long repeated;

  /**
   * @param core the core description: whether anything is remembered
   * @param frontEnd a part of the core, as are the others
   * @throws IllegalArgumentException if the core's parameter "memoization" is not 0 to 3
   */
  public Memoization(
      CoreDescription core, FrontEnd frontEnd, Pipeline pipeline, LoadStore loadStore) {
    int chosen = core.parameter("memoization");
    if (chosen < 0 || chosen > COMPARED) {
      throw new IllegalArgumentException(
          "core %s: memoization must be 0 to %d, not %d".formatted(core.name(), COMPARED, chosen));
    }
    this.on = chosen != 0;
    this.always = chosen >= ALWAYS;
    this.compared = chosen == COMPARED;
    this.frontEnd = frontEnd;
    this.pipeline = pipeline;
    this.loadStore = loadStore;
    this.accesses = loadStore.foreseen();
  }

  /**
   * A block has run to its end.
   *
   * @param program the block
   * @param log what it accessed, no fetch walk among that
   * @param taken whether it was left by a jump
   * @param prediction how that was predicted
   * @return the cycle in which the last of its instructions retires
   */
  public long run(BlockProgram program, AccessLog log, boolean taken, Prediction prediction) {
    if (current == CoreState.UNKNOWN && !begin(program)) {
      return execute(program, log, taken, prediction);
    }
    boolean plain =
        accesses.arePlain(
            program.accesses(), program.addresses(), log, base, current.storesUnderWay());
    int outcome = outcome(taken, prediction);
    int index = plain ? current.find(program, outcome, accesses) : CoreState.NONE;
    if (index != CoreState.NONE) {
      Transition known = current.transition(index);
      if (frontEnd.holds(program.plan(), known.fetched(), base)
          && accesses.canRepeat(program.accesses(), log, known.effects())) {
        return compared
            ? compare(known, program, log, taken, prediction)
            : again(known, program, log);
      }
    }
    return learn(program, log, outcome, taken, prediction, plain);
  }

  /** Where a block went, and how that was predicted, as a number. */
  private static int outcome(boolean taken, Prediction prediction) {
    int known =
        switch (prediction) {
          case RIGHT -> 0;
          case CORRECTED_AT_DECODE -> 1;
          case WRONG -> 2;
        };
    return known << 1 | (taken ? 1 : 0);
  }

  /**
   * How many blocks have not been run since this was made, but repeated. That is not a figure of
   * the core: it depends on what is remembered, and is not saved.
   */
  public long repeated() {
    return repeated;
  }

  /** Whether the state of the core is told now. */
  private boolean begin(BlockProgram program) {
    if (!on || pipeline.isRecording()) {
      return false;
    }
    if (rest > 0) {
      rest -= program.plan().uops();
      return false;
    }
    tell();
    return current != CoreState.UNKNOWN;
  }

  private long again(Transition known, BlockProgram program, AccessLog log) {
    repeated++;
    FetchPlan plan = program.plan();
    frontEnd.repeat(plan, known.fetched(), base);
    loadStore.repeat(program.accesses(), program.addresses(), log, known.effects());
    long retired = base + known.retireCycles();
    base += known.issueCycles();
    current = known.next();
    ahead = true;
    credit += plan.uops();
    if (credit > stake * TELLING) {
      stake = SMALLEST_STAKE;
      credit = SMALLEST_STAKE * TELLING;
    }
    return retired;
  }

  /** Runs a block of which it is known what it does. */
  private long compare(
      Transition known, BlockProgram program, AccessLog log, boolean taken, Prediction prediction) {
    repeated++;
    settle();
    long from = base;
    long retired = execute(program, log, taken, prediction);
    describe();
    boolean same =
        base - from == known.issueCycles()
            && retired - from == known.retireCycles()
            && writer.isEqualTo(known.next().words())
            && frontEnd.isRepeatable()
            && frontEnd.facts(from).isSame(known.fetched())
            && loadStore.effects().isSame(known.effects());
    if (!same) {
      throw new IllegalStateException(
          "the block at 0x%x did in cycle %d what it had not done in the same state before"
              .formatted(program.address(0), from));
    }
    current = known.next();
    return retired;
  }

  /** Runs a block and remembers what it does, if that follows from what is known. */
  private long learn(
      BlockProgram program,
      AccessLog log,
      int outcome,
      boolean taken,
      Prediction prediction,
      boolean plain) {
    settle();
    CoreState before = current;
    long from = base;
    long nextPages = accesses.nextPages();
    long retired = execute(program, log, taken, prediction);
    tell();
    if (plain
        && current != CoreState.UNKNOWN
        && frontEnd.isRepeatable()
        && accesses.nextPages() == nextPages
        && retired - from == (int) (retired - from)) {
      remember(before, from, program, outcome, retired);
    }
    return retired;
  }

  private void remember(
      CoreState before, long from, BlockProgram program, int outcome, long retired) {
    AccessEffects effects = loadStore.effects();
    if (effects.clears() == 0 || ForeseenAccesses.isShort(program.addresses())) {
      Transition transition =
          new Transition(
              program,
              outcome,
              accesses.relations(),
              effects,
              frontEnd.facts(from),
              (int) (base - from),
              (int) (retired - from),
              current);
      before.add(before.find(program, outcome, accesses), transition);
      table.added(transition);
    }
  }

  private long execute(BlockProgram program, AccessLog log, boolean taken, Prediction prediction) {
    program.jump(taken);
    long retired = pipeline.run(program, log, program.instructions().size());
    switch (prediction) {
      case WRONG -> frontEnd.redirect(pipeline.lastStart());
      case CORRECTED_AT_DECODE -> frontEnd.redirectAtDecode();
      case RIGHT -> {}
    }
    return retired;
  }

  /** Tells the state of the core, or rests from doing so. */
  private void tell() {
    credit -= always ? 0 : TELLING;
    if (credit < 0) {
      current = CoreState.UNKNOWN;
      rest = REST * stake * TELLING;
      stake = Math.min(2 * stake, LARGEST_STAKE);
      credit = stake * TELLING;
      return;
    }
    describe();
    current = table.of(writer, loadStore.storesUnderWay(base));
  }

  private void describe() {
    base = pipeline.baseCycle();
    writer.begin(base);
    frontEnd.describe(writer);
    pipeline.describe(writer);
    loadStore.describe(writer);
  }

  private void adopt(int[] words) {
    reader.begin(words, base);
    frontEnd.adopt(reader);
    pipeline.adopt(reader);
    loadStore.adopt(reader);
  }

  /** Brings the parts of the core into the state that it is in. */
  private void settle() {
    if (ahead) {
      adopt(current.words());
      ahead = false;
    }
  }

  /** Something else than {@link #run} is about to use the parts of the core. */
  public void leave() {
    settle();
    current = CoreState.UNKNOWN;
  }

  /**
   * Brings the parts of the core into the one form of their state that does not depend on what was
   * remembered, so that it can be compared.
   */
  public void normalize() {
    leave();
    describe();
    adopt(writer.words());
  }
}
