package ksim.core.timing.memoization;

import java.util.Arrays;
import ksim.core.timing.loadstore.ForeseenAccesses;
import ksim.core.timing.pipeline.BlockProgram;

/** A state of a core, and what blocks have done that came next. */
final class CoreState {
  /** Stands for a state that has not been told. */
  static final CoreState UNKNOWN = new CoreState(new int[0], 0, 0);

  /** No transition. */
  static final int NONE = -1;

  private static final int MOST_TRANSITIONS = 16;

  private final int[] words;
  private final int hash;
  private final int storesUnderWay;
  private Transition[] transitions = {};

  /** Of as many transitions as there can be, the one that is forgotten next. */
  private int oldest;

  /**
   * @param words the state as it was told
   * @param hash their hash
   * @param storesUnderWay how many of the youngest stores are not written yet
   */
  CoreState(int[] words, int hash, int storesUnderWay) {
    this.words = words;
    this.hash = hash;
    this.storesUnderWay = storesUnderWay;
  }

  int[] words() {
    return words;
  }

  int hash() {
    return hash;
  }

  int storesUnderWay() {
    return storesUnderWay;
  }

  /**
   * Where among the transitions that stands what a block does in this state.
   *
   * @param outcome where it goes and how that was predicted
   * @param accesses its accesses, all plain
   * @return {@link #NONE} if that has not been seen
   */
  int find(BlockProgram program, int outcome, ForeseenAccesses accesses) {
    for (int i = 0; i < transitions.length; i++) {
      Transition transition = transitions[i];
      if (transition.program() == program
          && transition.outcome() == outcome
          && accesses.isRelated(transition.relations())) {
        return i;
      }
    }
    return NONE;
  }

  Transition transition(int index) {
    return transitions[index];
  }

  /**
   * Remembers what a block has done.
   *
   * @param index of what it has done when other windows were cached, or {@link #NONE}
   */
  void add(int index, Transition transition) {
    if (index != NONE) {
      transitions[index] = transition;
    } else if (transitions.length < MOST_TRANSITIONS) {
      transitions = Arrays.copyOf(transitions, transitions.length + 1);
      transitions[transitions.length - 1] = transition;
    } else {
      transitions[oldest] = transition;
      oldest = (oldest + 1) % MOST_TRANSITIONS;
    }
  }
}
