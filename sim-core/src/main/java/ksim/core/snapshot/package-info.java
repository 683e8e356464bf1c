/** The state of a whole machine as a stream of bytes. */
@NullMarked
package ksim.core.snapshot;

import org.jspecify.annotations.NullMarked;
