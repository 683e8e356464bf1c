/**
 * Comparison of the simulated processor with the one that runs the tests, or with what others were
 * recorded to do.
 */
@NullMarked
package ksim.core.host;

import org.jspecify.annotations.NullMarked;
