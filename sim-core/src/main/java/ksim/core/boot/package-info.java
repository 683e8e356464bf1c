/** Loading a kernel image and the state in which its CPUs start. */
@NullMarked
package ksim.core.boot;

import org.jspecify.annotations.NullMarked;
