/**
 * How a core's loads and stores go about memory: which accesses of a log belong to which
 * instruction, the store buffer with forwarding and its failures, memory disambiguation and
 * renaming, fences. What caches and TLBs add is the business of {@code ksim.core.timing.memory}.
 */
@NullMarked
package ksim.core.timing.loadstore;

import org.jspecify.annotations.NullMarked;
