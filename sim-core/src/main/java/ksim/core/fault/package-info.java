/** Exceptions and interrupts: raising them, and delivering them through the IDT. */
@NullMarked
package ksim.core.fault;

import org.jspecify.annotations.NullMarked;
