package ksim.core.encoding.asm;

/**
 * What was asked of the assembler cannot be encoded, or a label is missing or bound twice. The
 * message names the mnemonic and its operands, or the label.
 */
public final class AssemblyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with its message. */
  public AssemblyException(String message) {
    super(message);
  }
}
