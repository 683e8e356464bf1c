package ksim.core.decode;

import static java.util.Map.entry;
import static ksim.core.decode.Factory.binary;
import static ksim.core.decode.Factory.ternary;
import static ksim.core.decode.Factory.unary;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.isa.Arithmetic;
import ksim.core.isa.BitManipulation;
import ksim.core.isa.BitString;
import ksim.core.isa.Bits;
import ksim.core.isa.Carry;
import ksim.core.isa.Cmpxchg16b;
import ksim.core.isa.Crc32;
import ksim.core.isa.DecimalOps;
import ksim.core.isa.Divide;
import ksim.core.isa.Logic;
import ksim.core.isa.Multiply;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.isa.Rotate;
import ksim.core.isa.Shift;

/** Factories of the operations that compute. */
final class IntegerOperations {
  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("add", binary(Arithmetic.Add::new)),
          entry("adc", binary(Arithmetic.Adc::new)),
          entry("sub", binary(Arithmetic.Sub::new)),
          entry("sbb", binary(Arithmetic.Sbb::new)),
          entry("cmp", binary(Arithmetic.Cmp::new)),
          entry("inc", unary(Arithmetic.Inc::new)),
          entry("dec", unary(Arithmetic.Dec::new)),
          entry("neg", unary(Arithmetic.Neg::new)),
          entry("aaa", Factory.of(new DecimalOps.AdjustUnpacked(0x106))),
          entry("aas", Factory.of(new DecimalOps.AdjustUnpacked(-0x106))),
          entry("daa", Factory.of(new DecimalOps.AdjustPacked(1))),
          entry("das", Factory.of(new DecimalOps.AdjustPacked(-1))),
          entry("aam", f -> new DecimalOps.AdjustMultiplied((int) f.immediate(0) & 0xff)),
          entry("aad", f -> new DecimalOps.AdjustDividend((int) f.immediate(0) & 0xff)),
          entry("salc", Factory.of(new DecimalOps.SetAlFromCarry())),
          entry("xadd", IntegerOperations::xadd),
          entry("cmpxchg", IntegerOperations::cmpxchg),
          entry("cmpxchg8b", f -> Cmpxchg16b.cmpxchg8b(f.address(0))),
          entry("cmpxchg16b", f -> Cmpxchg16b.cmpxchg16b(f.address(0))),
          entry("adcx", binary(Carry.Adcx::new)),
          entry("adox", binary(Carry.Adox::new)),
          entry("and", binary(Logic.And::new)),
          entry("or", binary(Logic.Or::new)),
          entry("xor", binary(Logic.Xor::new)),
          entry("test", binary(Logic.Test::new)),
          entry("not", f -> new Logic.Not(f.operand(0))),
          entry("andn", ternary(Logic.Andn::new)),
          entry("mul", IntegerOperations::mul),
          entry("imul", IntegerOperations::imul),
          entry("mulx", IntegerOperations::mulx),
          entry("div", IntegerOperations::div),
          entry("idiv", IntegerOperations::idiv),
          entry("shl", binary(Shift.Shl::new)),
          entry("shr", binary(Shift.Shr::new)),
          entry("sar", binary(Shift.Sar::new)),
          entry("shld", ternary(Shift.Shld::new)),
          entry("shrd", ternary(Shift.Shrd::new)),
          entry("shlx", ternary(Shift.Shlx::new)),
          entry("shrx", ternary(Shift.Shrx::new)),
          entry("sarx", ternary(Shift.Sarx::new)),
          entry("rol", f -> new Rotate.Rol(f.bits(), f.operand(0), f.operand(1), keepsOverflow(f))),
          entry("ror", f -> new Rotate.Ror(f.bits(), f.operand(0), f.operand(1), keepsOverflow(f))),
          entry("rcl", binary(Rotate.Rcl::new)),
          entry("rcr", binary(Rotate.Rcr::new)),
          entry("rorx", ternary(Rotate.Rorx::new)),
          entry("bt", bitTest(Bits.Bt::new)),
          entry("bts", bitTest(Bits.Bts::new)),
          entry("btr", bitTest(Bits.Btr::new)),
          entry("btc", bitTest(Bits.Btc::new)),
          entry("bsf", binary(Bits.Bsf::new)),
          entry("bsr", binary(Bits.Bsr::new)),
          entry("popcnt", f -> new Bits.Popcnt(f.operand(0), f.operand(1))),
          entry("lzcnt", binary(Bits.Lzcnt::new)),
          entry("tzcnt", binary(Bits.Tzcnt::new)),
          entry("bextr", ternary(BitManipulation.Bextr::new)),
          entry("blsi", binary(BitManipulation.Blsi::new)),
          entry("blsmsk", binary(BitManipulation.Blsmsk::new)),
          entry("blsr", binary(BitManipulation.Blsr::new)),
          entry("bzhi", ternary(BitManipulation.Bzhi::new)),
          entry("pdep", f -> new BitManipulation.Pdep(f.operand(0), f.operand(1), f.operand(2))),
          entry("pext", f -> new BitManipulation.Pext(f.operand(0), f.operand(1), f.operand(2))),
          entry("crc32", f -> new Crc32(f.bits(1), f.operand(0), f.operand(1))));

  private IntegerOperations() {}

  /** Whether a rotation is one of a register by an immediate, and by more than one bit. */
  private static boolean keepsOverflow(Form f) {
    return !f.isMemory(0)
        && f.isImmediate(1)
        && ((int) f.immediate(1) & ((f.bits() - 1) | 31)) != 1;
  }

  private static Op xadd(Form f) {
    Operand destination = f.operand(0);
    Operand source = f.operand(1);
    return destination.equals(source)
        ? new Arithmetic.Add(f.bits(), destination, source)
        : new Arithmetic.Xadd(f.bits(), destination, source);
  }

  private static Op cmpxchg(Form f) {
    return new Arithmetic.Cmpxchg(f.bits(), rax(f), f.operand(0), f.operand(1));
  }

  private static Op mul(Form f) {
    return f.bits() == 8
        ? new Multiply.Mul8(f.operand(0))
        : new Multiply.Mul(f.bits(), rdx(f), rax(f), f.operand(0));
  }

  private static Op imul(Form f) {
    return switch (f.operands()) {
      case 1 ->
          f.bits() == 8
              ? new Multiply.Imul8(f.operand(0))
              : new Multiply.Imul(f.bits(), rdx(f), rax(f), f.operand(0));
      case 2 -> new Multiply.ImulTruncated(f.bits(), f.operand(0), f.operand(0), f.operand(1));
      default -> new Multiply.ImulTruncated(f.bits(), f.operand(0), f.operand(1), f.operand(2));
    };
  }

  private static Op mulx(Form f) {
    return new Multiply.Mulx(f.bits(), f.operand(0), f.operand(1), rdx(f), f.operand(2));
  }

  private static Op div(Form f) {
    return f.bits() == 8
        ? new Divide.Div8(f.operand(0))
        : new Divide.Div(f.bits(), rdx(f), rax(f), f.operand(0));
  }

  private static Op idiv(Form f) {
    return f.bits() == 8
        ? new Divide.Idiv8(f.operand(0))
        : new Divide.Idiv(f.bits(), rdx(f), rax(f), f.operand(0));
  }

  /** A register as offset reaches beyond a memory operand, an immediate does not. */
  private static Factory bitTest(Factory.Binary constructor) {
    return f -> {
      boolean reaches = f.isMemory(0) && !f.isImmediate(1);
      Operand offset = f.operand(1);
      Operand string = reaches ? new BitString(f.bits(), f.address(0), offset) : f.operand(0);
      return constructor.create(f.bits(), string, offset);
    };
  }

  private static Operand rax(Form f) {
    return Form.register(Cpu.RAX, f.bits());
  }

  private static Operand rdx(Form f) {
    return Form.register(Cpu.RDX, f.bits());
  }
}
