package ksim.core.sandbox;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** Why a snippet came to its end. */
public sealed interface Ending {

  /** The end of its code was reached, or its number of instructions executed. */
  record End() implements Ending {}

  /**
   * An exception.
   *
   * @param vector vector number, 0 to 31
   * @param errorCode the error code, if it has one
   * @param address the linear address of a page fault (CR2), empty for all others
   */
  record Fault(int vector, OptionalInt errorCode, OptionalLong address) implements Ending {}

  /** No number of instructions was given, and {@link Sandbox#INSTRUCTION_LIMIT} was reached. */
  record Limit() implements Ending {}

  /** HLT: nothing will ever wake the CPU. */
  record Halted() implements Ending {}

  /**
   * The debug-exit port was written.
   *
   * @param value what was written
   */
  record Exit(long value) implements Ending {}

  /**
   * The code needs something that is not implemented. Not a fault of the guest.
   *
   * @param feature what is missing, as a noun phrase
   * @param bytes bytes of the instruction, in hexadecimal
   * @param disassembly its text
   */
  record Unimplemented(String feature, String bytes, String disassembly) implements Ending {}
}
