/**
 * What memory costs: caches with their replacement, fill buffers and prefetchers, the DRAM behind
 * them, TLBs and page walks. Everything is a function that gives a time in core cycles from the
 * times and addresses of older accesses; no data is held.
 */
@NullMarked
package ksim.core.timing.memory;

import org.jspecify.annotations.NullMarked;
