/** Architectural state of one simulated CPU. */
@NullMarked
package ksim.core.cpu;

import org.jspecify.annotations.NullMarked;
