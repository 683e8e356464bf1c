package ksim.core.timing.memoization;

import ksim.core.timing.frontend.FrontEndFacts;
import ksim.core.timing.loadstore.AccessEffects;
import ksim.core.timing.pipeline.BlockProgram;

/**
 * What a block has done in a state of the core. It does the same again in that state if its
 * accesses are plain and have the same relations, and if the micro-operation cache holds the same
 * windows.
 *
 * @param program the block
 * @param outcome where it went and how that was predicted
 * @param relations of its accesses to stores
 * @param effects what its accesses did
 * @param fetched what the front end found in its caches
 * @param issueCycles core cycles from the base of the state to that of the next one
 * @param retireCycles core cycles from the base of the state to the retirement of the block
 * @param next the next state
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never changed
record Transition(
    BlockProgram program,
    int outcome,
    int[] relations,
    AccessEffects effects,
    FrontEndFacts fetched,
    int issueCycles,
    int retireCycles,
    CoreState next) {
  /** What it takes in memory, in words of 32 bits: about 40, and its arrays. */
  int size() {
    return 40
        + relations.length
        + effects.cached().length
        + effects.learned().length
        + fetched.cacheUses().length / Integer.BYTES
        + 2 * fetched.fetches().length;
  }
}
