/** The assembler: from named methods and operands to machine code, by the instruction table. */
@NullMarked
package ksim.core.encoding.asm;

import org.jspecify.annotations.NullMarked;
