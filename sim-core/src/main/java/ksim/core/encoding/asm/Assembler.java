package ksim.core.encoding.asm;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Label;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;

/**
 * Assembles 64-bit machine code from the instruction table.
 *
 * <p>Each mnemonic of the table is reached by {@link #emit}; the common ones have methods of their
 * own. Operands stand in the manual's order, target first.
 */
public final class Assembler implements ArithmeticMnemonics, GeneralMnemonics, SystemMnemonics {
  private final long origin;
  private final Set<String> labels = new HashSet<>();

  /** An assembler whose first byte will stand at {@code origin}. */
  public Assembler(long origin) {
    this.origin = origin;
  }

  /** An immediate operand for {@link #emit}; its width is chosen by the assembler. */
  public static ImmediateOperand imm(long value) {
    return new ImmediateOperand(value, 0);
  }

  /** The address of the first byte. */
  public long origin() {
    return origin;
  }

  /** A label of a new name, to be bound once; it becomes a symbol. */
  public Label label(String name) {
    if (!labels.add(name)) {
      throw new AssemblyException("duplicate label '" + name + "'");
    }
    return new Label(name);
  }

  /** A label of its own, named after the hint; it does not become a symbol. */
  public Label fresh(String hint) {
    return label(".L" + hint + "." + labels.size());
  }

  /** Puts the label here. */
  public void bind(Label label) {
    throw new AssemblyException("not implemented yet");
  }

  /** A label of a new name, bound here. */
  public Label here(String name) {
    Label label = label(name);
    bind(label);
    return label;
  }

  /** The number of bytes so far; exact only where no branch before is still to be sized. */
  public long position() {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends an instruction with any mnemonic of the table; jcc and its like as "jne". */
  @Override
  public void emit(String mnemonic, Operand... operands) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends a locked instruction. */
  public void lock(String mnemonic, Operand... operands) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends a string instruction with REP (the same prefix as REPE): {@code rep("stosq")}. */
  public void rep(String mnemonic) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends a string instruction with REPNE. */
  public void repne(String mnemonic) {
    throw new AssemblyException("not implemented yet");
  }

  /**
   * Loads the address of a label into a 64-bit register by the shortest way: a zero-extended
   * immediate where the code lies below 2 GiB, else LEA.
   */
  public void movAddress(RegisterOperand target, Label label) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends bytes; each argument is one, -128 to 255. */
  public void db(int... values) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends 16-bit values. */
  public void dw(int... values) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends 32-bit values, -2^31 to 2^32-1. */
  public void dd(long... values) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends 64-bit values. */
  public void dq(long... values) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends the 64-bit address of a label. */
  public void dq(Label label) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends the low 32 bits of a label's address, which must fit. */
  public void dd(Label label) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends zero bytes. */
  public void zero(int count) {
    throw new AssemblyException("not implemented yet");
  }

  /** Fills up to a multiple of {@code bytes} (a power of two): with NOPs, or zeros after data. */
  public void align(int bytes) {
    throw new AssemblyException("not implemented yet");
  }

  /** Appends the text in ASCII, without a terminating zero. */
  public void ascii(String text) {
    bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Appends bytes. */
  public void bytes(byte[] values) {
    throw new AssemblyException("not implemented yet");
  }

  /** Resolves all labels and returns the code. */
  public AssembledCode finish() {
    throw new AssemblyException("not implemented yet");
  }
}
