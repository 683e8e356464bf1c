package ksim.core.processor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where CPUID shows a feature.
 *
 * @param leaf EAX
 * @param subleaf ECX, zero where the leaf has no subleaves
 * @param register name of the result register: eax, ebx, ecx or edx
 * @param bit 0 to 31
 */
public record CpuidBit(int leaf, int subleaf, String register, int bit) {
  private static final List<String> REGISTERS = List.of("eax", "ebx", "ecx", "edx");
  private static final Pattern TEXT =
      Pattern.compile("(0x[0-9a-f]+|[0-9]+)(?:\\.([0-9]+))?\\.(e[abcd]x)\\.([0-9]+)");

  /** Checks the ranges. */
  public CpuidBit {
    if (!REGISTERS.contains(register) || bit < 0 || bit > 31) {
      throw new IllegalArgumentException("no bit of a CPUID register: " + register + "." + bit);
    }
  }

  /** Reads {@code LEAF[.SUBLEAF].REGISTER.BIT}; empty if the text is something else. */
  static Optional<CpuidBit> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String subleaf = matcher.group(2);
    return Optional.of(
        new CpuidBit(
            Long.decode(matcher.group(1)).intValue(),
            subleaf == null ? 0 : Integer.parseInt(subleaf),
            matcher.group(3),
            Integer.parseInt(matcher.group(4))));
  }

  /** Whether it is a bit of one result register of one leaf. */
  boolean isIn(int ofLeaf, int ofSubleaf, String ofRegister) {
    return leaf == ofLeaf && subleaf == ofSubleaf && register.equals(ofRegister);
  }
}
