/** What executed code costs in core cycles. */
@NullMarked
package ksim.core.timing;

import org.jspecify.annotations.NullMarked;
