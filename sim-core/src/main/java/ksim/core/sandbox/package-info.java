/** Runs pieces of machine code from given states and answers the states after them. */
@NullMarked
package ksim.core.sandbox;

import org.jspecify.annotations.NullMarked;
