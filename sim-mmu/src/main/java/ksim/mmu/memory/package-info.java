/** Guest physical memory, the physical bus and the pages that hold decoded code. */
@NullMarked
package ksim.mmu.memory;

import org.jspecify.annotations.NullMarked;
