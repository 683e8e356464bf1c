/** Devices: they know offsets, a clock and an interrupt line. */
@NullMarked
package ksim.core.platform;

import org.jspecify.annotations.NullMarked;
