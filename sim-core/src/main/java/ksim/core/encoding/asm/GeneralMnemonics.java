package ksim.core.encoding.asm;

import ksim.core.encoding.Condition;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Label;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.Operand;

/** Further general-purpose instructions and control flow, named as in the manual; target first. */
sealed interface GeneralMnemonics permits Assembler {
  /** Appends an instruction; see {@link Assembler#emit}. */
  void emit(String mnemonic, Operand... operands);

  default void movzx(Operand target, Operand source) {
    emit("movzx", target, source);
  }

  default void movsx(Operand target, Operand source) {
    emit("movsx", target, source);
  }

  default void movsxd(Operand target, Operand source) {
    emit("movsxd", target, source);
  }

  default void xchg(Operand target, Operand source) {
    emit("xchg", target, source);
  }

  default void xadd(Operand target, Operand source) {
    emit("xadd", target, source);
  }

  default void cmpxchg(Operand target, Operand source) {
    emit("cmpxchg", target, source);
  }

  default void lea(Operand target, Operand source) {
    emit("lea", target, source);
  }

  default void bsf(Operand target, Operand source) {
    emit("bsf", target, source);
  }

  default void bsr(Operand target, Operand source) {
    emit("bsr", target, source);
  }

  default void popcnt(Operand target, Operand source) {
    emit("popcnt", target, source);
  }

  default void lzcnt(Operand target, Operand source) {
    emit("lzcnt", target, source);
  }

  default void tzcnt(Operand target, Operand source) {
    emit("tzcnt", target, source);
  }

  /** The address of a label, relative to RIP. */
  default void lea(Operand target, Label label) {
    emit("lea", target, new LabelOperand(label, 0, 0));
  }

  default void imul(Operand target, Operand source) {
    emit("imul", target, source);
  }

  default void imul(Operand target, Operand source, long immediate) {
    emit("imul", target, source, new ImmediateOperand(immediate, 0));
  }

  default void imul(Operand operand) {
    emit("imul", operand);
  }

  default void mul(Operand operand) {
    emit("mul", operand);
  }

  default void div(Operand operand) {
    emit("div", operand);
  }

  default void idiv(Operand operand) {
    emit("idiv", operand);
  }

  default void not(Operand operand) {
    emit("not", operand);
  }

  default void neg(Operand operand) {
    emit("neg", operand);
  }

  default void inc(Operand operand) {
    emit("inc", operand);
  }

  default void dec(Operand operand) {
    emit("dec", operand);
  }

  default void push(Operand operand) {
    emit("push", operand);
  }

  default void pop(Operand operand) {
    emit("pop", operand);
  }

  default void bswap(Operand operand) {
    emit("bswap", operand);
  }

  default void cmpxchg16b(Operand operand) {
    emit("cmpxchg16b", operand);
  }

  /** Pushes a sign-extended immediate of at most 32 bits. */
  default void push(long immediate) {
    emit("push", new ImmediateOperand(immediate, 0));
  }

  /** Sets a byte to 1 where the condition holds, else to 0. */
  default void setcc(Condition condition, Operand target) {
    emit("set" + condition.suffix(), target);
  }

  /** Moves where the condition holds; a memory source is read in any case. */
  default void cmovcc(Condition condition, Operand target, Operand source) {
    emit("cmov" + condition.suffix(), target, source);
  }

  /** Jumps to a label where the condition holds. */
  default void jcc(Condition condition, Label label) {
    emit("j" + condition.suffix(), new LabelOperand(label, 0, 0));
  }

  default void jmp(Operand operand) {
    emit("jmp", operand);
  }

  default void jmp(Label label) {
    emit("jmp", new LabelOperand(label, 0, 0));
  }

  default void call(Operand operand) {
    emit("call", operand);
  }

  default void call(Label label) {
    emit("call", new LabelOperand(label, 0, 0));
  }

  default void ret() {
    emit("ret");
  }

  default void leave() {
    emit("leave");
  }

  default void nop() {
    emit("nop");
  }

  default void cbw() {
    emit("cbw");
  }

  default void cwde() {
    emit("cwde");
  }

  default void cdqe() {
    emit("cdqe");
  }

  default void cwd() {
    emit("cwd");
  }

  default void cdq() {
    emit("cdq");
  }

  default void cqo() {
    emit("cqo");
  }

  default void clc() {
    emit("clc");
  }

  default void stc() {
    emit("stc");
  }

  default void cmc() {
    emit("cmc");
  }

  default void cld() {
    emit("cld");
  }

  default void std() {
    emit("std");
  }

  /** Returns and pops this number of bytes in addition. */
  default void ret(int bytes) {
    emit("ret", new ImmediateOperand(bytes, 16));
  }
}
