package ksim.core.timing.memoization;

import java.util.Arrays;
import ksim.core.timing.state.StateWriter;

/** The states of a core that have been seen: a hash table that is emptied when it is full. */
final class StateTable {
  private static final int PLACES = 1 << 15;

  /** Words of all states and transitions together: 16 MiB. */
  private static final int MOST_WORDS = 1 << 22;

  private final CoreState[] states = new CoreState[PLACES];
  private int count;
  private int words;

  StateTable() {
    clear();
  }

  /**
   * The state that has been told.
   *
   * @param storesUnderWay how many of the youngest stores are not written yet
   */
  CoreState of(StateWriter told, int storesUnderWay) {
    int hash = told.hash();
    int place = (hash ^ hash >>> Short.SIZE) & (PLACES - 1);
    while (states[place] != CoreState.UNKNOWN) {
      CoreState state = states[place];
      if (state.hash() == hash && told.isEqualTo(state.words())) {
        return state;
      }
      place = (place + 1) & (PLACES - 1);
    }
    CoreState added = new CoreState(told.words(), hash, storesUnderWay);
    if (count > PLACES / 2 || words > MOST_WORDS) {
      clear();
    }
    states[place] = added;
    count++;
    words += added.words().length;
    return added;
  }

  /** A transition has been remembered. */
  void added(Transition transition) {
    words += transition.size();
  }

  private void clear() {
    Arrays.fill(states, CoreState.UNKNOWN);
    count = 0;
    words = 0;
  }
}
