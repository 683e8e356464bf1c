/** Blocks, their cache, the interpreter and the reasons for which it stops. */
@NullMarked
package ksim.core.exec;

import org.jspecify.annotations.NullMarked;
