/** How fast the simulator runs guest code: the only place where host time is looked at. */
@NullMarked
package ksim.core.bench;

import org.jspecify.annotations.NullMarked;
