/** How parts of a core tell what of their state decides on the future, relative to a cycle. */
@NullMarked
package ksim.core.timing.state;

import org.jspecify.annotations.NullMarked;
