/** What is known, by measurement, of each form of each instruction on a core. */
@NullMarked
package ksim.core.timing.figures;

import org.jspecify.annotations.NullMarked;
