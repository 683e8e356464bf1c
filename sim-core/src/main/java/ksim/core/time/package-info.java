/** The clock of a machine and its totally ordered event queue. */
@NullMarked
package ksim.core.time;

import org.jspecify.annotations.NullMarked;
