/**
 * The x87 FPU: its register stack, its instructions, their exceptions, and the saved images of its
 * state (Intel SDM volume 1, chapter 8).
 */
@NullMarked
package ksim.core.isa.x87;

import org.jspecify.annotations.NullMarked;
