/** What blocks did in a state of the core, so that in the same state they need not run again. */
@NullMarked
package ksim.core.timing.memoization;

import org.jspecify.annotations.NullMarked;
