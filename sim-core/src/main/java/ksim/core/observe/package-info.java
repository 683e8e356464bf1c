/** The closed catalogue of observation points. */
@NullMarked
package ksim.core.observe;

import org.jspecify.annotations.NullMarked;
