package ksim.core.isa;

import static ksim.core.cpu.Flags.AF;
import static ksim.core.cpu.Flags.CF;
import static ksim.core.cpu.Flags.OF;
import static ksim.core.cpu.Flags.PF;
import static ksim.core.cpu.Flags.SF;
import static ksim.core.cpu.Flags.STATUS;
import static ksim.core.cpu.Flags.ZF;

/** Which flags the manual (Intel SDM volume 2) leaves undefined after which instruction. */
final class UndefinedFlags {
  private UndefinedFlags() {}

  /**
   * Flags that may differ between processors.
   *
   * @param mnemonic the instruction
   * @param bits width of its operands
   * @param count of a shift, the count before masking
   */
  static long of(String mnemonic, int bits, int count) {
    int masked = count & (bits == 64 ? 63 : 31);
    long overflow = masked == 1 ? 0 : OF;
    return switch (mnemonic) {
      case "and", "or", "xor", "test" -> AF;
      case "mul", "imul" -> SF | ZF | AF | PF;
      case "div", "idiv" -> STATUS;
      case "shl", "shr" -> masked == 0 ? 0 : AF | overflow | (masked >= bits ? CF : 0);
      case "sar" -> masked == 0 ? 0 : AF | overflow;
      case "shld", "shrd" -> masked == 0 ? 0 : AF | overflow;
      case "rol", "ror", "rcl", "rcr" -> overflow;
      case "bt", "bts", "btr", "btc" -> OF | SF | AF | PF;
      case "bsf", "bsr" -> CF | OF | SF | AF | PF;
      case "lzcnt", "tzcnt" -> OF | SF | AF | PF;
      case "andn", "blsi", "blsr", "blsmsk", "bzhi" -> AF | PF;
      case "bextr" -> AF | SF | PF;
      default -> 0;
    };
  }
}
