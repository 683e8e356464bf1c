/** Segmentation outside 64-bit mode: access through segments, and what loads them. */
@NullMarked
package ksim.core.segment;

import org.jspecify.annotations.NullMarked;
