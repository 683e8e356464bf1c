/** Page-table entries, the page walk of Intel SDM volume 3 chapter 5, and page faults. */
@NullMarked
package ksim.mmu.paging;

import org.jspecify.annotations.NullMarked;
