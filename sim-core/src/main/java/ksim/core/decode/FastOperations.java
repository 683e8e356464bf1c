package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.FastForms;
import ksim.core.isa.Op;
import ksim.core.isa.RegisterOrConstant;
import ksim.core.isa.WholeRegister;

/**
 * Picks the fast form of an operation where the operands of an instruction allow it. Leaving this
 * class out would change nothing but the speed.
 */
final class FastOperations {
  private static final Map<String, Binary> BINARY =
      Map.ofEntries(
          entry("add", FastForms.Add::new),
          entry("sub", FastForms.Sub::new),
          entry("cmp", FastForms.Cmp::new),
          entry("and", FastForms.And::new),
          entry("or", FastForms.Or::new),
          entry("xor", FastForms.Xor::new),
          entry("test", FastForms.Test::new),
          entry("shl", FastForms.Shl::new),
          entry("shr", FastForms.Shr::new),
          entry("sar", FastForms.Sar::new),
          entry("imul", FastForms.Imul::new));

  private FastOperations() {}

  /** A constructor of an operation on a whole register. */
  private interface Binary {
    Op create(int bits, WholeRegister destination, RegisterOrConstant source);
  }

  /** The fast form of an instruction, if there is one. */
  static Optional<Op> of(Form f) {
    return switch (f.operands()) {
      case 1 -> unary(f);
      case 2 -> binary(f);
      default -> Optional.empty();
    };
  }

  private static Optional<Op> none() {
    return Optional.empty();
  }

  private static Optional<Op> unary(Form f) {
    return switch (f.mnemonic()) {
      case "inc" -> whole(f, 0).map(r -> new FastForms.Inc(f.bits(), r));
      case "dec" -> whole(f, 0).map(r -> new FastForms.Dec(f.bits(), r));
      case "push" -> f.stackBits() == 64 ? source(f, 0).map(FastForms.Push64::new) : none();
      case "pop" ->
          f.stackBits() == 64 ? whole(f, 0).map(r -> new FastForms.Pop64(r.number())) : none();
      default -> Optional.empty();
    };
  }

  private static Optional<Op> binary(Form f) {
    return switch (f.mnemonic()) {
      case "mov", "movzx" -> move(f);
      case "lea" ->
          f.isLong() ? whole(f, 0).map(r -> new FastForms.Lea(r, f.flatAddress(1))) : none();
      default ->
          Optional.ofNullable(BINARY.get(f.mnemonic()))
              .flatMap(
                  constructor ->
                      whole(f, 0)
                          .flatMap(r -> source(f, 1).map(s -> constructor.create(f.bits(), r, s))));
    };
  }

  private static Optional<Op> move(Form f) {
    if (!f.isLong() && (f.isMemory(0) || f.isMemory(1))) {
      return none();
    }
    if (f.isMemory(0)) {
      return source(f, 1)
          .map(
              s ->
                  f.bits() == 64
                      ? new FastForms.Store64(f.flatAddress(0), s)
                      : new FastForms.Store(f.bits(), f.flatAddress(0), s));
    }
    Optional<WholeRegister> destination = whole(f, 0);
    if (f.isMemory(1)) {
      return destination.map(
          r ->
              f.bits(1) == 64
                  ? new FastForms.Load64(r.number(), f.flatAddress(1))
                  : new FastForms.Load(f.bits(1), r.number(), f.flatAddress(1)));
    }
    return destination.flatMap(r -> source(f, 1).map(s -> new FastForms.Move(r, s)));
  }

  private static Optional<WholeRegister> whole(Form f, int i) {
    return f.decoded(i) instanceof RegisterOperand r
            && r.kind() == RegisterKind.GENERAL
            && r.bits() >= 32
        ? Optional.of(new WholeRegister(r.number(), mask(r.bits())))
        : Optional.empty();
  }

  /** A register from bit 0 on, or an immediate cut to the width of the first operand. */
  private static Optional<RegisterOrConstant> source(Form f, int i) {
    return switch (f.decoded(i)) {
      case RegisterOperand r when r.kind() == RegisterKind.GENERAL ->
          Optional.of(new RegisterOrConstant(r.number(), mask(r.bits()), 0));
      case ImmediateOperand immediate ->
          Optional.of(new RegisterOrConstant(Cpu.ZERO, 0, immediate.value() & mask(f.bits())));
      default -> Optional.empty();
    };
  }

  private static long mask(int bits) {
    return -1L >>> (64 - bits);
  }
}
