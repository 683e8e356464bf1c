package ksim.core.decode;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.Op;
import ksim.core.isa.x87.Arithmetic;
import ksim.core.isa.x87.BinaryOperation;
import ksim.core.isa.x87.Compare;
import ksim.core.isa.x87.DataPointer;
import ksim.core.isa.x87.ExtendedMemory;
import ksim.core.isa.x87.Extract;
import ksim.core.isa.x87.Load;
import ksim.core.isa.x87.MemoryFormat;
import ksim.core.isa.x87.PartialRemainder;
import ksim.core.isa.x87.Recorded;
import ksim.core.isa.x87.RoundedConstant;
import ksim.core.isa.x87.StackOps;
import ksim.core.isa.x87.Store;
import ksim.core.isa.x87.Trigonometric;
import ksim.core.isa.x87.TrigonometricFunction;
import ksim.core.isa.x87.Unary;
import ksim.core.isa.x87.UnaryOperation;
import ksim.core.isa.x87.Verdict;
import ksim.core.isa.x87.X87Source;
import ksim.core.softfloat.Extended;

/** Factories of the x87 instructions that are remembered as the last one: all but control ones. */
final class X87Operations {
  static final Map<String, Factory> FACTORIES = recorded();

  private static final int OPCODES = 0xd8;

  /**
   * What the first byte of D9 D8+i adds to D8: the one form of FSTP that is not like the others.
   */
  private static final int UNCHECKED_STORE = 1;

  private X87Operations() {}

  private static Map<String, Factory> recorded() {
    Map<String, Factory> factories = new HashMap<>();
    factories.putAll(moves());
    factories.putAll(constants());
    factories.putAll(arithmetic());
    factories.putAll(comparisons());
    factories.putAll(functions());
    factories.replaceAll((_, factory) -> f -> recorded(f, factory.create(f)));
    return Map.copyOf(factories);
  }

  private static Op recorded(Form f, Op op) {
    boolean memory = f.operands() > 0 && f.isMemory(0);
    DataPointer pointer =
        memory
            ? new DataPointer.OfOperand(f.address(0), ((MemoryOperand) f.decoded(0)).segment())
            : new DataPointer.None();
    return new Recorded(f.rip(), opcode(f), pointer, op);
  }

  /** Bits 2-0 of the first opcode byte and the byte behind it; prefixes are not part of it. */
  private static int opcode(Form f) {
    int at = 0;
    while ((f.instruction().bytes().at(at) & 0xf8) != OPCODES) {
      at++;
    }
    return (f.instruction().bytes().at(at) & 7) << 8 | f.instruction().bytes().at(at + 1);
  }

  private static Map<String, Factory> moves() {
    return Map.ofEntries(
        entry("fld", X87Operations::load),
        entry("fild", f -> new Load.Converted(f.operand(0), integer(f))),
        entry("fbld", f -> new Load.Decimal(ExtendedMemory.at(f.address(0)))),
        entry("fst", f -> store(f, 0)),
        entry("fstp", f -> store(f, 1)),
        entry("fist", f -> new Store.Converted(f.operand(0), integer(f), 0)),
        entry("fistp", f -> new Store.Converted(f.operand(0), integer(f), 1)),
        entry("fisttp", f -> new Store.Truncated(f.operand(0), f.bits(0))),
        entry("fbstp", f -> new Store.Decimal(ExtendedMemory.at(f.address(0)))),
        entry("fxch", f -> new StackOps.Exchange(register(f, 0))),
        entry("fcmovb", f -> new StackOps.ConditionalMove(2, register(f, 1))),
        entry("fcmovnb", f -> new StackOps.ConditionalMove(3, register(f, 1))),
        entry("fcmove", f -> new StackOps.ConditionalMove(4, register(f, 1))),
        entry("fcmovne", f -> new StackOps.ConditionalMove(5, register(f, 1))),
        entry("fcmovbe", f -> new StackOps.ConditionalMove(6, register(f, 1))),
        entry("fcmovnbe", f -> new StackOps.ConditionalMove(7, register(f, 1))),
        entry("fcmovu", f -> new StackOps.ConditionalMove(10, register(f, 1))),
        entry("fcmovnu", f -> new StackOps.ConditionalMove(11, register(f, 1))),
        entry("ffree", f -> new StackOps.Free(register(f, 0))),
        entry("ffreep", f -> new StackOps.FreeAndPop(register(f, 0))),
        entry("fincstp", Factory.of(new StackOps.Rotate(1))),
        entry("fdecstp", Factory.of(new StackOps.Rotate(-1))),
        entry("fnop", Factory.of(new StackOps.Nothing())),
        entry("fxam", Factory.of(new StackOps.Examine())));
  }

  private static Map<String, Factory> constants() {
    return Map.of(
        "fld1", constant(RoundedConstant.ONE),
        "fldl2t", constant(RoundedConstant.LOG2_10),
        "fldl2e", constant(RoundedConstant.LOG2_E),
        "fldpi", constant(RoundedConstant.PI),
        "fldlg2", constant(RoundedConstant.LOG10_2),
        "fldln2", constant(RoundedConstant.LN_2),
        "fldz", constant(RoundedConstant.ZERO));
  }

  private static Factory constant(RoundedConstant constant) {
    return Factory.of(new Load.Constant(constant));
  }

  private static Map<String, Factory> arithmetic() {
    Map<String, BinaryOperation> operations =
        Map.of(
            "add", BinaryOperation.ADD,
            "mul", BinaryOperation.MUL,
            "sub", BinaryOperation.SUB,
            "subr", BinaryOperation.SUB_REVERSED,
            "div", BinaryOperation.DIV,
            "divr", BinaryOperation.DIV_REVERSED);
    Map<String, Factory> factories = new HashMap<>();
    operations.forEach(
        (name, operation) -> {
          factories.put("f" + name, f -> arithmetic(f, operation, 0));
          factories.put("f" + name + "p", f -> arithmetic(f, operation, 1));
          factories.put("fi" + name, f -> new Arithmetic(operation, 0, integerSource(f), 0));
        });
    return factories;
  }

  private static Op arithmetic(Form f, BinaryOperation operation, int pops) {
    return f.isMemory(0)
        ? new Arithmetic(operation, 0, realSource(f), pops)
        : new Arithmetic(operation, register(f, 0), registerSource(f, 1), pops);
  }

  private static Map<String, Factory> comparisons() {
    return Map.ofEntries(
        entry("fcom", f -> compare(f, true, 0)),
        entry("fcomp", f -> compare(f, true, 1)),
        entry("fcompp", f -> compareWithSecond(true)),
        entry("fucom", f -> compare(f, false, 0)),
        entry("fucomp", f -> compare(f, false, 1)),
        entry("fucompp", f -> compareWithSecond(false)),
        entry("ficom", f -> new Compare(integerSource(f), true, Verdict.CONDITIONS, 0)),
        entry("ficomp", f -> new Compare(integerSource(f), true, Verdict.CONDITIONS, 1)),
        entry("fcomi", f -> new Compare(registerSource(f, 1), true, Verdict.FLAGS, 0)),
        entry("fcomip", f -> new Compare(registerSource(f, 1), true, Verdict.FLAGS, 1)),
        entry("fucomi", f -> new Compare(registerSource(f, 1), false, Verdict.FLAGS, 0)),
        entry("fucomip", f -> new Compare(registerSource(f, 1), false, Verdict.FLAGS, 1)),
        entry("ftst", f -> compareWithZero()));
  }

  private static Op compare(Form f, boolean signalling, int pops) {
    X87Source source = f.isMemory(0) ? realSource(f) : registerSource(f, 0);
    return new Compare(source, signalling, Verdict.CONDITIONS, pops);
  }

  private static Op compareWithSecond(boolean signalling) {
    return new Compare(new X87Source.Register(1), signalling, Verdict.CONDITIONS, 2);
  }

  private static Op compareWithZero() {
    return new Compare(new X87Source.Constant(Extended.ZERO), true, Verdict.CONDITIONS, 0);
  }

  private static Map<String, Factory> functions() {
    return Map.ofEntries(
        entry("fabs", unary(UnaryOperation.ABSOLUTE)),
        entry("fchs", unary(UnaryOperation.CHANGE_SIGN)),
        entry("frndint", unary(UnaryOperation.ROUND_TO_INTEGER)),
        entry("fsqrt", unary(UnaryOperation.SQUARE_ROOT)),
        entry("f2xm1", unary(UnaryOperation.POWER_2_MINUS_1)),
        entry("fscale", Factory.of(scale())),
        entry("fyl2x", ofSecond(BinaryOperation.Y_LOG2_X)),
        entry("fyl2xp1", ofSecond(BinaryOperation.Y_LOG2_X_PLUS_1)),
        entry("fpatan", ofSecond(BinaryOperation.ARCTANGENT)),
        entry("fprem", Factory.of(new PartialRemainder(false))),
        entry("fprem1", Factory.of(new PartialRemainder(true))),
        entry("fxtract", Factory.of(new Extract())),
        entry("fsin", trigonometric(TrigonometricFunction.SINE)),
        entry("fcos", trigonometric(TrigonometricFunction.COSINE)),
        entry("fsincos", trigonometric(TrigonometricFunction.SINE_AND_COSINE)),
        entry("fptan", trigonometric(TrigonometricFunction.TANGENT)));
  }

  private static Factory unary(UnaryOperation operation) {
    return Factory.of(new Unary(operation));
  }

  private static Op scale() {
    return new Arithmetic(BinaryOperation.SCALE, 0, new X87Source.Register(1), 0);
  }

  private static Factory ofSecond(BinaryOperation operation) {
    return Factory.of(new Arithmetic(operation, 1, new X87Source.Register(0), 1));
  }

  private static Factory trigonometric(TrigonometricFunction function) {
    return Factory.of(new Trigonometric(function));
  }

  private static Op load(Form f) {
    if (!f.isMemory(0)) {
      return new Load.Register(register(f, 0));
    }
    return f.bits(0) == 80
        ? new Load.Whole(ExtendedMemory.at(f.address(0)))
        : new Load.Converted(f.operand(0), real(f));
  }

  private static Op store(Form f, int pops) {
    if (!f.isMemory(0)) {
      return opcode(f) >> 8 == UNCHECKED_STORE
          ? new Store.RegisterUnchecked(register(f, 0))
          : new Store.Register(register(f, 0), pops);
    }
    return f.bits(0) == 80
        ? new Store.Whole(ExtendedMemory.at(f.address(0)))
        : new Store.Converted(f.operand(0), real(f), pops);
  }

  private static X87Source realSource(Form f) {
    return new X87Source.InMemory(f.operand(0), real(f));
  }

  private static X87Source integerSource(Form f) {
    return new X87Source.InMemory(f.operand(0), integer(f));
  }

  private static X87Source registerSource(Form f, int i) {
    return new X87Source.Register(register(f, i));
  }

  private static MemoryFormat real(Form f) {
    return f.bits(0) == 32 ? MemoryFormat.BINARY32 : MemoryFormat.BINARY64;
  }

  private static MemoryFormat integer(Form f) {
    return switch (f.bits(0)) {
      case 16 -> MemoryFormat.INTEGER16;
      case 32 -> MemoryFormat.INTEGER32;
      default -> MemoryFormat.INTEGER64;
    };
  }

  /** The number of an x87 register, relative to the top. */
  private static int register(Form f, int i) {
    RegisterOperand register = (RegisterOperand) f.decoded(i);
    if (register.kind() != RegisterKind.X87) {
      throw new IllegalArgumentException("not an x87 register: " + register);
    }
    return register.number();
  }
}
