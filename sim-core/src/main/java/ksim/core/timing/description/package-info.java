/** Cores as data: the parameters of a core, read from its description file. */
@NullMarked
package ksim.core.timing.description;

import org.jspecify.annotations.NullMarked;
