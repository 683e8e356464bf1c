/**
 * Operations on vectors: MMX, SSE and AVX. All of them work on the lanes of {@link
 * ksim.core.cpu.VectorRegisters}; where operands come from and go to is the business of {@link
 * ksim.core.isa.vector.VectorSource} and {@link ksim.core.isa.vector.VectorDestination}.
 */
@NullMarked
package ksim.core.isa.vector;

import org.jspecify.annotations.NullMarked;
