/** Branch prediction: directions, targets and returns. */
@NullMarked
package ksim.core.timing.branch;

import org.jspecify.annotations.NullMarked;
