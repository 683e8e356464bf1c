package ksim.core.sandbox;

import java.util.SortedMap;
import ksim.core.encoding.CodeMode;

/**
 * The state before an instruction.
 *
 * @param code the bytes at its address
 * @param mode how the CPU reads them
 * @param registers the registers
 * @param memory a copy of all pages by address
 */
@SuppressWarnings("ArrayRecordComponent")
record StepStart(
    byte[] code, CodeMode mode, RegisterState registers, SortedMap<Long, byte[]> memory) {}
