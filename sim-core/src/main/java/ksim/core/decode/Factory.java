package ksim.core.decode;

import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/** Makes the operation of an instruction; the tables of this package have one a mnemonic. */
interface Factory {
  /** The operation of an instruction with this factory's mnemonic. */
  Op create(Form form);

  /** An operation without operands. */
  static Factory of(Op op) {
    return form -> op;
  }

  /** An operation of a width on one operand. */
  static Factory unary(Unary constructor) {
    return form -> constructor.create(form.bits(), form.operand(0));
  }

  /** An operation of a width on two operands. */
  static Factory binary(Binary constructor) {
    return form -> constructor.create(form.bits(), form.operand(0), form.operand(1));
  }

  /** An operation of a width on three operands. */
  static Factory ternary(Ternary constructor) {
    return form ->
        constructor.create(form.bits(), form.operand(0), form.operand(1), form.operand(2));
  }

  /** A constructor of {@link #unary}. */
  interface Unary {
    /** The operation. */
    Op create(int bits, Operand first);
  }

  /** A constructor of {@link #binary}. */
  interface Binary {
    /** The operation. */
    Op create(int bits, Operand first, Operand second);
  }

  /** A constructor of {@link #ternary}. */
  interface Ternary {
    /** The operation. */
    Op create(int bits, Operand first, Operand second, Operand third);
  }
}
