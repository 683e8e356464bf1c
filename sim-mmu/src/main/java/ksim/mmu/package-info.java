/**
 * The memory management unit of one simulated CPU: translation, protection and access to guest
 * memory.
 */
@NullMarked
package ksim.mmu;

import org.jspecify.annotations.NullMarked;
