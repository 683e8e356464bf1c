/** A whole machine: CPUs, memory, devices and time, run deterministically. */
@NullMarked
package ksim.core.machine;

import org.jspecify.annotations.NullMarked;
