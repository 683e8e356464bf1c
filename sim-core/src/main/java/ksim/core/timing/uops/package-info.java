/** Instructions as a core sees them: micro-operations, what they need and what they produce. */
@NullMarked
package ksim.core.timing.uops;

import org.jspecify.annotations.NullMarked;
