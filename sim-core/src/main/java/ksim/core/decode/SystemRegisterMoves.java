package ksim.core.decode;

import java.util.Optional;
import ksim.core.cpu.Segments;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.ControlRegisterOps;
import ksim.core.isa.DebugRegisterOps;
import ksim.core.isa.Op;
import ksim.core.isa.SegmentRegisterOps;
import ksim.core.isa.Undefined;

/** MOV, PUSH and POP with a segment, control or debug register. */
final class SystemRegisterMoves {
  private SystemRegisterMoves() {}

  /** The operation; empty if the instruction is none of them. */
  static Optional<Op> of(Form form) {
    for (int i = 0; i < form.operands(); i++) {
      Operand operand = form.decoded(i);
      if (operand instanceof RegisterOperand register) {
        switch (register.kind()) {
          case SEGMENT -> {
            return segment(form, i, register.number());
          }
          case CONTROL -> {
            return Optional.of(control(form, i, register.number()));
          }
          case DEBUG -> {
            return Optional.of(debug(form, i, register.number()));
          }
          case GENERAL, HIGH_BYTE, X87, MMX, VECTOR -> {}
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Op> segment(Form form, int i, int number) {
    return switch (form.mnemonic()) {
      case "push" -> Optional.of(new SegmentRegisterOps.PushSegment(form.stackBits(), number));
      case "pop" -> Optional.of(new SegmentRegisterOps.PopSegment(form.stackBits(), number));
      case "mov" -> Optional.of(moveSegment(form, i, number));
      default -> Optional.empty();
    };
  }

  private static Op moveSegment(Form form, int i, int number) {
    boolean load = i == 0;
    if (number > Segments.GS || (load && number == Segments.CS)) {
      return new Undefined.InvalidOpcode();
    }
    return load
        ? new SegmentRegisterOps.MovToSegment(number, form.operand(1))
        : new SegmentRegisterOps.MovFromSegment(form.operand(0), number);
  }

  private static Op control(Form form, int i, int number) {
    if (!ControlRegisterOps.exists(number)) {
      return new Undefined.InvalidOpcode();
    }
    return i == 0
        ? new ControlRegisterOps.MovToControl(number, general(form, 1))
        : new ControlRegisterOps.MovFromControl(general(form, 0), number);
  }

  private static Op debug(Form form, int i, int number) {
    return i == 0
        ? new DebugRegisterOps.MovToDebug(number, general(form, 1))
        : new DebugRegisterOps.MovFromDebug(general(form, 0), number);
  }

  private static int general(Form form, int i) {
    RegisterOperand register = (RegisterOperand) form.decoded(i);
    if (register.kind() != RegisterKind.GENERAL) {
      throw new IllegalArgumentException("not a general register: " + register);
    }
    return register.number();
  }
}
