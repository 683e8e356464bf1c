/** Traces: what a guest does, as lines of text, the same in each run. */
@NullMarked
package ksim.core.trace;

import org.jspecify.annotations.NullMarked;
