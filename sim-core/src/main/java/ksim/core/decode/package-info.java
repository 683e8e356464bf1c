/** From a decoded instruction to the operation that executes it. */
@NullMarked
package ksim.core.decode;

import org.jspecify.annotations.NullMarked;
