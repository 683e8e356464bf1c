/** The front end of a core: how instructions become micro-operations that wait to be issued. */
@NullMarked
package ksim.core.timing.frontend;

import org.jspecify.annotations.NullMarked;
