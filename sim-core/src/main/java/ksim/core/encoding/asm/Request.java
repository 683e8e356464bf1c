package ksim.core.encoding.asm;

import java.util.List;
import java.util.stream.Collectors;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RepeatPrefix;

/**
 * What the assembler has been asked to encode.
 *
 * @param mnemonic mnemonic as written
 * @param operands operands, target first
 * @param lock whether with LOCK
 * @param repeat the repeat prefix
 */
record Request(String mnemonic, List<Operand> operands, boolean lock, RepeatPrefix repeat) {

  /** The same with other operands. */
  Request with(List<Operand> other) {
    return new Request(mnemonic, other, lock, repeat);
  }

  /** A readable form: "mov qword [rdi + 8], rax". */
  String text() {
    String prefix =
        switch (repeat) {
          case REP -> "rep ";
          case REPNE -> "repne ";
          case NONE -> "";
        };
    String list = operands.stream().map(OperandText::of).collect(Collectors.joining(", "));
    return (lock ? "lock " : "") + prefix + mnemonic + (list.isEmpty() ? "" : " " + list);
  }
}
