package ksim.core.encoding;

import java.util.Set;
import java.util.function.BiPredicate;

/** The differences from iced-x86 that the manual explains. */
enum IcedDifference {
  AMD(
      "SYSCALL and SYSRET outside 64-bit mode are AMD's; on Intel they are #UD (SDM 2B)",
      (decoded, line) ->
          decoded instanceof InvalidEncoding
              && Set.of("syscall", "sysret").contains(mnemonic(line))),
  CLZERO(
      "CLZERO is AMD's; with F2, F3 or 66 it is taken for undefined here",
      (decoded, line) -> decoded instanceof InvalidEncoding && mnemonic(line).equals("clzero")),
  RESERVED_NOP(
      "0F 0D and 0F 18 with other digits are NOPs or hints (SDM 2, app. A), PREFETCHI an extension",
      (decoded, line) -> named(decoded, "nop", "prefetch") && line.text().contains("prefetch")),
  WIDE_REGISTER(
      "PEXTRB, PEXTRW, EXTRACTPS, PINSRB, PINSRW: REX.W widens a register that is zero-extended or"
          + " read in part anyway; iced-x86 names the wide one",
      (decoded, line) ->
          decoded instanceof Instruction i
              && i.operandBits() == 64
              && i.mnemonic().matches("v?(pextr[bw]|extractps|pinsr[bw])")),
  PAUSE(
      "90 with REX.B is XCHG with R8, F3 or not, as processors show",
      (decoded, line) -> named(decoded, "xchg") && line.text().endsWith("pause")),
  PTWRITE(
      "66 before PTWRITE is ignored here, undefined to iced-x86; the SDM says nothing",
      (decoded, line) -> named(decoded, "ptwrite") && line.length() == 0),
  XBEGIN(
      "a 16-bit displacement of XBEGIN: iced-x86 does not wrap the target at 64 KiB",
      (decoded, line) -> named(decoded, "xbegin"));

  private final String reason;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final BiPredicate<Decoded, Iced.Line> predicate;

  IcedDifference(String reason, BiPredicate<Decoded, Iced.Line> predicate) {
    this.reason = reason;
    this.predicate = predicate;
  }

  /** The difference that explains a case; empty if none does. */
  static String explain(Decoded decoded, Iced.Line line) {
    for (IcedDifference difference : values()) {
      if (difference.predicate.test(decoded, line)) {
        return difference.name() + ": " + difference.reason;
      }
    }
    return "";
  }

  private static boolean named(Decoded decoded, String... mnemonics) {
    return decoded instanceof Instruction i && Set.of(mnemonics).contains(i.mnemonic());
  }

  private static String mnemonic(Iced.Line line) {
    return line.text().substring(line.text().lastIndexOf(' ') + 1);
  }
}
