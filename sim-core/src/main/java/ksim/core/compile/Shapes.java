package ksim.core.compile;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Alu;
import ksim.core.isa.Arithmetic;
import ksim.core.isa.Bits;
import ksim.core.isa.Branch;
import ksim.core.isa.FastForms;
import ksim.core.isa.FlagOperations;
import ksim.core.isa.FlatAddress;
import ksim.core.isa.Immediate;
import ksim.core.isa.Logic;
import ksim.core.isa.Memory;
import ksim.core.isa.Move;
import ksim.core.isa.Multiply;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.isa.RegisterOrConstant;
import ksim.core.isa.Registers;
import ksim.core.isa.Rotate;
import ksim.core.isa.Shift;
import ksim.core.isa.WholeRegister;

/** Which operation has which shape. An operation that is not named here is called as a whole. */
final class Shapes {
  private static final int LINEAR_BITS = 48;

  private Shapes() {}

  /** The shape of an operation, as far as its operands can be in local variables. */
  static Shape of(Op op) {
    Shape shape = named(op);
    boolean simple =
        shape.sources().stream().allMatch(Shapes::isSimple)
            && shape.destinations().stream().allMatch(Shapes::isSimple);
    return simple ? shape : new Shape.Whole(op);
  }

  private static Shape named(Op op) {
    return switch (op) {
      case Arithmetic.Add(int bits, var to, var from) -> compute(Alu.ADD, bits, to, from);
      case Arithmetic.Adc(int bits, var to, var from) -> compute(Alu.ADC, bits, to, from);
      case Arithmetic.Sub(int bits, var to, var from) -> compute(Alu.SUB, bits, to, from);
      case Arithmetic.Sbb(int bits, var to, var from) -> compute(Alu.SBB, bits, to, from);
      case Arithmetic.Cmp(int bits, var a, var b) -> new Shape.Compare(Alu.SUB, bits, a, b);
      case Arithmetic.Inc(int bits, var to) -> compute(Alu.INC, bits, to);
      case Arithmetic.Dec(int bits, var to) -> compute(Alu.DEC, bits, to);
      case Arithmetic.Neg(int bits, var to) -> compute(Alu.NEG, bits, to);
      case Logic.And(int bits, var to, var from) -> compute(Alu.AND, bits, to, from);
      case Logic.Or(int bits, var to, var from) -> compute(Alu.OR, bits, to, from);
      case Logic.Xor(int bits, var to, var from) -> compute(Alu.XOR, bits, to, from);
      case Logic.Test(int bits, var a, var b) -> new Shape.Compare(Alu.AND, bits, a, b);
      case Shift.Shl(int bits, var to, var count) -> compute(Alu.SHL, bits, to, count);
      case Shift.Shr(int bits, var to, var count) -> compute(Alu.SHR, bits, to, count);
      case Shift.Sar(int bits, var to, var count) -> compute(Alu.SAR, bits, to, count);
      case Rotate.Rol rol -> compute(rol.alu(), rol.bits(), rol.destination(), rol.count());
      case Rotate.Ror ror -> compute(ror.alu(), ror.bits(), ror.destination(), ror.count());
      case Bits.Bt(int bits, var a, var b) -> new Shape.Compare(Alu.BT, bits, a, b);
      case Bits.Bts(int bits, var to, var bit) -> compute(Alu.BTS, bits, to, bit);
      case Bits.Btr(int bits, var to, var bit) -> compute(Alu.BTR, bits, to, bit);
      case Bits.Btc(int bits, var to, var bit) -> compute(Alu.BTC, bits, to, bit);
      case Multiply.ImulTruncated(int bits, var to, var a, var b) ->
          new Shape.Compute(Alu.IMUL, bits, to, a, b);

      case FastForms.Add(int bits, var to, var from) -> compute(Alu.ADD, bits, to, from);
      case FastForms.Sub(int bits, var to, var from) -> compute(Alu.SUB, bits, to, from);
      case FastForms.Cmp(int bits, var a, var b) ->
          new Shape.Compare(Alu.SUB, bits, operand(a), operand(b));
      case FastForms.Inc(int bits, var to) -> compute(Alu.INC, bits, operand(to));
      case FastForms.Dec(int bits, var to) -> compute(Alu.DEC, bits, operand(to));
      case FastForms.And(int bits, var to, var from) -> compute(Alu.AND, bits, to, from);
      case FastForms.Or(int bits, var to, var from) -> compute(Alu.OR, bits, to, from);
      case FastForms.Xor(int bits, var to, var from) -> compute(Alu.XOR, bits, to, from);
      case FastForms.Test(int bits, var a, var b) ->
          new Shape.Compare(Alu.AND, bits, operand(a), operand(b));
      case FastForms.Shl(int bits, var to, var count) -> compute(Alu.SHL, bits, to, count);
      case FastForms.Shr(int bits, var to, var count) -> compute(Alu.SHR, bits, to, count);
      case FastForms.Sar(int bits, var to, var count) -> compute(Alu.SAR, bits, to, count);
      case FastForms.Imul(int bits, var to, var from) -> compute(Alu.IMUL, bits, to, from);

      case Move.Mov(var to, var from) -> new Shape.Copy(to, from);
      case Move.MovSignExtended(var to, var from, int bits) ->
          new Shape.Convert(Calls.SIGN_EXTENDED, bits, to, from);
      case Move.SignToRdx(int bits, var to, var from) ->
          new Shape.Convert(Calls.SIGN_OF, bits, to, from);
      case Move.ReverseBytes(int bits, var to, var from) ->
          new Shape.Convert(Calls.REVERSED, bits, to, from);
      case Move.Lea(var to, FlatAddress address) -> new Shape.AddressOf(to, address);
      case Move.Cmov(int condition, var to, var from) -> new Shape.Select(condition, to, from);
      case Move.Set(int condition, var to) -> new Shape.Truth(condition, to);
      case FastForms.Move(var to, var from) -> new Shape.Copy(operand(to), operand(from));
      case FastForms.Load(int bits, int to, var address) ->
          new Shape.Copy(new Registers.Register64(to), Memory.of(bits, address));
      case FastForms.Load64(int to, var address) ->
          new Shape.Copy(new Registers.Register64(to), Memory.of(64, address));
      case FastForms.Store(int bits, var address, var from) ->
          new Shape.Copy(Memory.of(bits, address), operand(from));
      case FastForms.Store64(var address, var from) ->
          new Shape.Copy(Memory.of(64, address), operand(from));
      case FastForms.Lea(var to, var address) -> new Shape.AddressOf(operand(to), address);
      case FastForms.Push64(var from) -> new Shape.Push(operand(from));
      case FastForms.Pop64(int to) -> new Shape.Pop(new Registers.Register64(to));
      case FlagOperations.Nop() -> new Shape.Nothing();

      case Branch.JumpIf(int condition, long target) when isCanonical(target) ->
          new Shape.JumpIf(condition, target);
      case Branch.Jump(long target) when isCanonical(target) -> new Shape.Jump(target);
      case Branch.JumpIndirect(var target) -> new Shape.JumpTo(target);
      case Branch.Call(long target, long next) when isCanonical(target) ->
          new Shape.Call64(target, next);
      case Branch.CallIndirect(var target, long next) -> new Shape.CallTo(target, next);
      case Branch.Return(int extra) -> new Shape.Return(extra);
      default -> new Shape.Whole(op);
    };
  }

  private static Shape compute(Alu alu, int bits, Operand to, Operand from) {
    return new Shape.Compute(alu, bits, to, to, from);
  }

  private static Shape compute(Alu alu, int bits, Operand to) {
    return compute(alu, bits, to, new Immediate(0));
  }

  private static Shape compute(Alu alu, int bits, WholeRegister to, RegisterOrConstant from) {
    return compute(alu, bits, operand(to), operand(from));
  }

  /** Canonical under every paging mode. */
  private static boolean isCanonical(long target) {
    int unused = Long.SIZE - LINEAR_BITS;
    return target << unused >> unused == target;
  }

  private static Operand operand(WholeRegister register) {
    return register(register.number(), register.mask());
  }

  private static Operand operand(RegisterOrConstant source) {
    return source.number() == Cpu.ZERO
        ? new Immediate(source.constant())
        : register(source.number(), source.mask());
  }

  private static Operand register(int number, long mask) {
    return switch (Long.bitCount(mask)) {
      case 8 -> new Registers.Register8(number);
      case 16 -> new Registers.Register16(number);
      case 32 -> new Registers.Register32(number);
      default -> new Registers.Register64(number);
    };
  }

  /** Operands that {@link OperandWriter} knows: not those that check segments. */
  private static boolean isSimple(Operand operand) {
    return switch (operand) {
      case Immediate _,
          Registers.Register8 _,
          Registers.Register16 _,
          Registers.Register32 _,
          Registers.Register64 _,
          Registers.HighByte _,
          Memory.Memory8 _,
          Memory.Memory16 _,
          Memory.Memory32 _,
          Memory.Memory64 _ ->
          true;
      default -> false;
    };
  }
}
