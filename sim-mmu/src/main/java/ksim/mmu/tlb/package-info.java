/**
 * Translation lookaside buffers: the modelled structure and the fast software cache in front of it.
 */
@NullMarked
package ksim.mmu.tlb;

import org.jspecify.annotations.NullMarked;
