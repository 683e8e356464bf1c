package ksim.core.decode;

import java.util.Map;
import java.util.Optional;
import ksim.core.isa.Op;
import ksim.core.isa.vector.FastVectorForms;
import ksim.core.isa.vector.LaneOperation;
import ksim.core.isa.vector.VectorDestination.ToRegister;

/**
 * Picks the fast form of a vector operation where the operands of an instruction allow it. Leaving
 * this class out would change nothing but the speed.
 */
final class FastVectorOperations {
  private static final int XMM_BITS = 128;
  private static final int YMM_BITS = 256;

  private static final Map<String, Logic> LOGIC =
      Map.of(
          "pxor", FastVectorForms.Xor128::new,
          "xorps", FastVectorForms.Xor128::new,
          "xorpd", FastVectorForms.Xor128::new,
          "pand", FastVectorForms.And128::new,
          "andps", FastVectorForms.And128::new,
          "andpd", FastVectorForms.And128::new);

  private FastVectorOperations() {}

  /** A constructor of a bitwise operation on XMM registers. */
  private interface Logic {
    Op create(ToRegister destination, int first, int second);
  }

  /** An operation on lanes, if all operands are XMM or YMM registers. */
  static Optional<Op> lanewise(VectorForm f, LaneOperation operation) {
    int last = f.hasThreeOperands() ? 2 : 1;
    if (!f.isVector(0) || !f.isVector(last - 1) || !f.isVector(last)) {
      return Optional.empty();
    }
    ToRegister destination = f.destinationRegister();
    int first = f.laneIndex(last - 1);
    int second = f.laneIndex(last);
    if (f.form().bits(0) == XMM_BITS) {
      String mnemonic = f.form().mnemonic();
      Logic logic = LOGIC.get(f.vex() ? mnemonic.substring(1) : mnemonic);
      if (logic != null) {
        return Optional.of(logic.create(destination, first, second));
      }
    }
    return Optional.of(
        new FastVectorForms.Registers(operation, f.lanes(), destination, first, second));
  }

  /** A move between registers, or between a register and 4, 8, 16 or 32 bytes of memory. */
  static Optional<Op> move(VectorForm f) {
    if (f.isVector(0) && f.form().isMemory(1)) {
      return load(f);
    }
    if (f.isVector(1) && f.form().isMemory(0)) {
      return store(f, f.laneIndex(1));
    }
    return f.isVector(0) && f.isVector(1) && f.form().bits(0) == XMM_BITS
        ? Optional.of(new FastVectorForms.Move128(f.destinationRegister(), f.laneIndex(1)))
        : Optional.empty();
  }

  private static Optional<Op> load(VectorForm f) {
    ToRegister destination = f.destinationRegister();
    return switch (f.form().bits(1)) {
      case 32 -> Optional.of(new FastVectorForms.LoadLow32(destination, f.form().address(1)));
      case 64 -> Optional.of(new FastVectorForms.LoadLow64(destination, f.form().address(1)));
      case XMM_BITS ->
          Optional.of(
              new FastVectorForms.Load128(destination, f.form().address(1), f.alignmentMask(1)));
      case YMM_BITS ->
          Optional.of(
              new FastVectorForms.Load256(destination, f.form().address(1), f.alignmentMask(1)));
      default -> Optional.empty();
    };
  }

  /** A store of what stands in a lane and above it. */
  private static Optional<Op> store(VectorForm f, int lane) {
    return switch (f.form().bits(0)) {
      case 32 -> Optional.of(new FastVectorForms.StoreLow32(f.form().address(0), lane));
      case 64 -> Optional.of(new FastVectorForms.StoreLow64(f.form().address(0), lane));
      case XMM_BITS ->
          Optional.of(new FastVectorForms.Store128(f.form().address(0), f.alignmentMask(0), lane));
      case YMM_BITS ->
          Optional.of(new FastVectorForms.Store256(f.form().address(0), f.alignmentMask(0), lane));
      default -> Optional.empty();
    };
  }
}
