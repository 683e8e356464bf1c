package ksim.core.host;

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
      // "The state of the AF flag is undefined."
      case "and", "or", "xor", "test" -> AF;
      // "The SF, ZF, AF, and PF flags are undefined."
      case "mul", "imul" -> SF | ZF | AF | PF;
      // "The CF, OF, SF, ZF, AF, and PF flags are undefined."
      case "div", "idiv" -> STATUS;
      // "CF ... is undefined for SHL and SHR where the count is greater than or equal to the size";
      // "The OF flag is affected only on 1-bit shifts"; "For a non-zero count, AF is undefined."
      case "shl", "shr" -> masked == 0 ? 0 : AF | overflow | (masked >= bits ? CF : 0);
      case "sar" -> masked == 0 ? 0 : AF | overflow;
      // "For shifts greater than 1 bit, the OF flag is undefined"; "... the AF flag is undefined."
      case "shld", "shrd" -> masked == 0 ? 0 : AF | overflow;
      // "The OF flag is defined only for the 1-bit rotates."
      case "rol", "ror", "rcl", "rcr" -> masked == 0 ? 0 : overflow;
      // "The OF, SF, AF, and PF flags are undefined."
      case "bt", "bts", "btr", "btc" -> OF | SF | AF | PF;
      // "The CF, OF, SF, AF, and PF flags are undefined."
      case "bsf", "bsr" -> CF | OF | SF | AF | PF;
      // "OF, SF, PF, and AF flags are undefined."
      case "lzcnt", "tzcnt" -> OF | SF | AF | PF;
      // "AF and PF flags are undefined."
      case "andn", "blsi", "blsr", "blsmsk", "bzhi" -> AF | PF;
      // "AF, SF, and PF are undefined."
      case "bextr" -> AF | SF | PF;
      // "The OF flag is undefined"; "The OF, SF, ZF, and PF flags are undefined."
      case "daa", "das" -> OF;
      case "aaa", "aas" -> OF | SF | ZF | PF;
      // "The OF, AF, and CF flags are undefined."
      case "aam", "aad" -> OF | AF | CF;
      default -> 0;
    };
  }
}
