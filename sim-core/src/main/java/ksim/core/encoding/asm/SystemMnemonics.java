package ksim.core.encoding.asm;

import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Operand;

/** System instructions, named as in the manual. */
sealed interface SystemMnemonics permits Assembler {
  /** Appends an instruction; see {@link Assembler#emit}. */
  void emit(String mnemonic, Operand... operands);

  default void cli() {
    emit("cli");
  }

  default void sti() {
    emit("sti");
  }

  default void pushfq() {
    emit("pushfq");
  }

  default void popfq() {
    emit("popfq");
  }

  default void hlt() {
    emit("hlt");
  }

  default void iretq() {
    emit("iretq");
  }

  default void syscall() {
    emit("syscall");
  }

  default void swapgs() {
    emit("swapgs");
  }

  default void rdmsr() {
    emit("rdmsr");
  }

  default void wrmsr() {
    emit("wrmsr");
  }

  default void cpuid() {
    emit("cpuid");
  }

  default void rdtsc() {
    emit("rdtsc");
  }

  default void rdtscp() {
    emit("rdtscp");
  }

  default void pause() {
    emit("pause");
  }

  default void mfence() {
    emit("mfence");
  }

  default void lfence() {
    emit("lfence");
  }

  default void sfence() {
    emit("sfence");
  }

  default void ud2() {
    emit("ud2");
  }

  default void int3() {
    emit("int3");
  }

  default void wbinvd() {
    emit("wbinvd");
  }

  default void clts() {
    emit("clts");
  }

  default void sysretq() {
    emit("sysretq");
  }

  default void lgdt(Operand operand) {
    emit("lgdt", operand);
  }

  default void lidt(Operand operand) {
    emit("lidt", operand);
  }

  default void sgdt(Operand operand) {
    emit("sgdt", operand);
  }

  default void sidt(Operand operand) {
    emit("sidt", operand);
  }

  default void ltr(Operand operand) {
    emit("ltr", operand);
  }

  default void str(Operand operand) {
    emit("str", operand);
  }

  default void invlpg(Operand operand) {
    emit("invlpg", operand);
  }

  /** A software interrupt; {@code vector} is 0 to 255. */
  default void int_(int vector) {
    emit("int", new ImmediateOperand(vector, 8));
  }

  /** Reads a port: target AL, AX or EAX; port DX. */
  default void in(Operand target, Operand port) {
    emit("in", target, port);
  }

  /** Reads a port 0 to 255. */
  default void in(Operand target, int port) {
    emit("in", target, new ImmediateOperand(port, 8));
  }

  /** Writes a port: port DX; source AL, AX or EAX. */
  default void out(Operand port, Operand source) {
    emit("out", port, source);
  }

  /** Writes a port 0 to 255. */
  default void out(int port, Operand source) {
    emit("out", new ImmediateOperand(port, 8), source);
  }
}
