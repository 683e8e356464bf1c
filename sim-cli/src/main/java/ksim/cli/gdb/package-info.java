/** A remote stub for gdb: its protocol, over a machine that is stopped and resumed. */
@NullMarked
package ksim.cli.gdb;

import org.jspecify.annotations.NullMarked;
