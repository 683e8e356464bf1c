package ksim.core.sandbox;

import java.util.List;
import java.util.OptionalLong;
import ksim.core.encoding.CodeMode;

/**
 * A piece of machine code, the state that it starts from and how far it runs.
 *
 * @param code its bytes, at least one, at the address in RIP
 * @param registers the registers before it
 * @param memory contents of memory; of overlapping pieces the later one holds, and the code before
 *     all
 * @param instructions how many instructions to execute at most; empty for as many as it takes to
 *     reach the end of the code, or {@link Sandbox#INSTRUCTION_LIMIT}
 * @param mode how the CPU reads the code
 * @param ring privilege level: 0 or 3
 */
@SuppressWarnings("ArrayRecordComponent")
public record Snippet(
    byte[] code,
    RegisterState registers,
    List<MemoryBytes> memory,
    OptionalLong instructions,
    CodeMode mode,
    int ring) {

  /** Address behind the code: where it ends. */
  public long end() {
    return registers.rip() + code.length;
  }
}
