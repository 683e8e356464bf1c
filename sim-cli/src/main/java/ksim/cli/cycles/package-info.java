/** Blocks of machine code from files, their cycles, and how these compare with measured ones. */
@NullMarked
package ksim.cli.cycles;

import org.jspecify.annotations.NullMarked;
