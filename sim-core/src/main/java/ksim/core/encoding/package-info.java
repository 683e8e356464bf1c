/** The instruction table, and the decoder, disassembler and assembler that read it. */
@NullMarked
package ksim.core.encoding;

import org.jspecify.annotations.NullMarked;
