package ksim.core.encoding.asm;

import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Operand;

/**
 * Moves, arithmetic, logic, shifts and bit tests, named as in the manual; target first. Immediates
 * are written as plain numbers.
 */
sealed interface ArithmeticMnemonics permits Assembler {
  /** Appends an instruction; see {@link Assembler#emit}. */
  void emit(String mnemonic, Operand... operands);

  default void mov(Operand target, Operand source) {
    emit("mov", target, source);
  }

  default void mov(Operand target, long immediate) {
    emit("mov", target, new ImmediateOperand(immediate, 0));
  }

  default void add(Operand target, Operand source) {
    emit("add", target, source);
  }

  default void add(Operand target, long immediate) {
    emit("add", target, new ImmediateOperand(immediate, 0));
  }

  default void adc(Operand target, Operand source) {
    emit("adc", target, source);
  }

  default void adc(Operand target, long immediate) {
    emit("adc", target, new ImmediateOperand(immediate, 0));
  }

  default void sub(Operand target, Operand source) {
    emit("sub", target, source);
  }

  default void sub(Operand target, long immediate) {
    emit("sub", target, new ImmediateOperand(immediate, 0));
  }

  default void sbb(Operand target, Operand source) {
    emit("sbb", target, source);
  }

  default void sbb(Operand target, long immediate) {
    emit("sbb", target, new ImmediateOperand(immediate, 0));
  }

  default void and(Operand target, Operand source) {
    emit("and", target, source);
  }

  default void and(Operand target, long immediate) {
    emit("and", target, new ImmediateOperand(immediate, 0));
  }

  default void or(Operand target, Operand source) {
    emit("or", target, source);
  }

  default void or(Operand target, long immediate) {
    emit("or", target, new ImmediateOperand(immediate, 0));
  }

  default void xor(Operand target, Operand source) {
    emit("xor", target, source);
  }

  default void xor(Operand target, long immediate) {
    emit("xor", target, new ImmediateOperand(immediate, 0));
  }

  default void cmp(Operand target, Operand source) {
    emit("cmp", target, source);
  }

  default void cmp(Operand target, long immediate) {
    emit("cmp", target, new ImmediateOperand(immediate, 0));
  }

  default void test(Operand target, Operand source) {
    emit("test", target, source);
  }

  default void test(Operand target, long immediate) {
    emit("test", target, new ImmediateOperand(immediate, 0));
  }

  default void bt(Operand target, Operand source) {
    emit("bt", target, source);
  }

  default void bt(Operand target, long immediate) {
    emit("bt", target, new ImmediateOperand(immediate, 0));
  }

  default void bts(Operand target, Operand source) {
    emit("bts", target, source);
  }

  default void bts(Operand target, long immediate) {
    emit("bts", target, new ImmediateOperand(immediate, 0));
  }

  default void btr(Operand target, Operand source) {
    emit("btr", target, source);
  }

  default void btr(Operand target, long immediate) {
    emit("btr", target, new ImmediateOperand(immediate, 0));
  }

  default void btc(Operand target, Operand source) {
    emit("btc", target, source);
  }

  default void btc(Operand target, long immediate) {
    emit("btc", target, new ImmediateOperand(immediate, 0));
  }

  default void movabs(Operand target, long immediate) {
    emit("movabs", target, new ImmediateOperand(immediate, 0));
  }

  default void shl(Operand target, Operand source) {
    emit("shl", target, source);
  }

  default void shl(Operand target, long immediate) {
    emit("shl", target, new ImmediateOperand(immediate, 0));
  }

  default void shr(Operand target, Operand source) {
    emit("shr", target, source);
  }

  default void shr(Operand target, long immediate) {
    emit("shr", target, new ImmediateOperand(immediate, 0));
  }

  default void sar(Operand target, Operand source) {
    emit("sar", target, source);
  }

  default void sar(Operand target, long immediate) {
    emit("sar", target, new ImmediateOperand(immediate, 0));
  }

  default void rol(Operand target, Operand source) {
    emit("rol", target, source);
  }

  default void rol(Operand target, long immediate) {
    emit("rol", target, new ImmediateOperand(immediate, 0));
  }

  default void ror(Operand target, Operand source) {
    emit("ror", target, source);
  }

  default void ror(Operand target, long immediate) {
    emit("ror", target, new ImmediateOperand(immediate, 0));
  }

  default void rcl(Operand target, Operand source) {
    emit("rcl", target, source);
  }

  default void rcl(Operand target, long immediate) {
    emit("rcl", target, new ImmediateOperand(immediate, 0));
  }

  default void rcr(Operand target, Operand source) {
    emit("rcr", target, source);
  }

  default void rcr(Operand target, long immediate) {
    emit("rcr", target, new ImmediateOperand(immediate, 0));
  }

  default void shld(Operand target, Operand source, Operand third) {
    emit("shld", target, source, third);
  }

  default void shld(Operand target, Operand source, long immediate) {
    emit("shld", target, source, new ImmediateOperand(immediate, 0));
  }

  default void shrd(Operand target, Operand source, Operand third) {
    emit("shrd", target, source, third);
  }

  default void shrd(Operand target, Operand source, long immediate) {
    emit("shrd", target, source, new ImmediateOperand(immediate, 0));
  }
}
