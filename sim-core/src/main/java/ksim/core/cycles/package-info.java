/** Cycles of a block of machine code in the steady state, and how they come about. */
@NullMarked
package ksim.core.cycles;

import org.jspecify.annotations.NullMarked;
