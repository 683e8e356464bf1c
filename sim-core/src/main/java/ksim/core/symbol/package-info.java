/** Names of addresses. */
@NullMarked
package ksim.core.symbol;

import org.jspecify.annotations.NullMarked;
