package ksim.core.timing.figures;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form of an instruction, as {@link InstructionForm} names it, of a row of uops.info. */
final class UopsInfoForm {
  /** Suffixes that tell encodings of one form apart, or say what the operands say too. */
  private static final Pattern SUFFIX =
      Pattern.compile("_(0F[0-9A-F]{2}|[0-9A-F]{2}|R0|R4|XMM|NEAR|W|CR|DR|SSE4|REX64|B)$");

  /** Instructions that ksim knows as another one, with a REX prefix. */
  private static final Set<String> SAME_AS_OTHERS =
      Set.of("FXSAVE64", "XSAVE64", "XSAVEC64", "XSAVEOPT64", "XSAVES64", "PREFETCH_EXCLUSIVE");

  /** Instructions whose operand is an address in ksim's table, which gives no width. */
  private static final Pattern ADDRESS_ONLY =
      Pattern.compile("fxsave|xsave.*|prefetch.*|clflush.*|invlpg|[ls][gi]dt");

  private static final Map<String, String> MNEMONICS =
      Map.of("xlat", "xlatb", "call_near", "call", "ret_near", "ret");

  /** Conditions that ksim names otherwise. */
  private static final Map<String, String> CONDITIONS =
      Map.of("z", "e", "nz", "ne", "nb", "ae", "nbe", "a", "nl", "ge", "nle", "g");

  private static final Pattern CONDITIONAL =
      Pattern.compile("(j|set|cmov)(o|no|b|nb|z|nz|be|nbe|s|ns|p|np|l|nl|le|nle)");

  private UopsInfoForm() {}

  /** Instructions whose result fits in 32 bits, which uops.info has no form with 64 bits of. */
  private static final Pattern SHORT_RESULT = Pattern.compile("(v?movmskp[sd]|v?pmovmskb) r32,.*");

  /**
   * The forms that a row is about; none if it is measured with a special operand only (an immediate
   * of 0), or is the same as another row.
   */
  static List<String> of(UopsInfoRow row) {
    String form = form(row);
    if (form.isEmpty()) {
      return List.of();
    }
    return SHORT_RESULT.matcher(form).matches()
        ? List.of(form, form.replace("r32", "r64"))
        : List.of(form);
  }

  private static String form(UopsInfoRow row) {
    String name = row.name();
    if (SAME_AS_OTHERS.contains(name)
        || row.operands().contains("0")
        || name.matches(".*PCMPESTR[IM]64")) {
      return "";
    }
    String prefix = "";
    if (name.endsWith("_LOCK")) {
      prefix = "lock ";
      name = name.substring(0, name.length() - "_LOCK".length());
    }
    if (name.contains("_REP")) {
      prefix = name.contains("_REPNE") ? "repne " : "rep ";
      name = name.substring(0, name.indexOf("_REP"));
    }
    if (name.startsWith("LEA_")) {
      return "lea " + operand("lea", row.operands().getFirst()) + "," + address(name);
    }
    while (SUFFIX.matcher(name).find()) {
      name = SUFFIX.matcher(name).replaceFirst("");
    }
    String mnemonic = mnemonic(name.toLowerCase(Locale.ROOT));
    List<String> operands = row.operands().stream().map(o -> operand(mnemonic, o)).toList();
    if (mnemonic.matches("lar|lsl")) {
      operands = operands.stream().limit(1).collect(Collectors.toList());
      operands.add(row.operands().getLast().startsWith("M") ? "m16" : "r16");
    }
    String last = mnemonic.matches("p?blendv.*") ? ",xmm0" : "";
    return prefix + mnemonic + (operands.isEmpty() ? "" : " " + String.join(",", operands)) + last;
  }

  private static String mnemonic(String name) {
    var matcher = CONDITIONAL.matcher(name);
    if (matcher.matches()) {
      return matcher.group(1) + condition(matcher.group(2));
    }
    return MNEMONICS.getOrDefault(name, name);
  }

  /** The suffix that ksim has for a condition of uops.info's: {@code e} for {@code z}. */
  static String condition(String name) {
    return CONDITIONS.getOrDefault(name, name);
  }

  /** {@code LEA_B_IS_D8} is {@code b+is+d}. */
  private static String address(String name) {
    String parts = name.substring("LEA_".length()).replaceAll("_", "+");
    String address = parts.replaceAll("D(8|32)", "D").toLowerCase(Locale.ROOT);
    return address.equals("r+d") ? "rip" : address;
  }

  private static String operand(String mnemonic, String name) {
    return switch (name) {
      case "R8l" -> "r8";
      case "SEG" -> "sreg";
      case "Rel8", "Rel32" -> "rel";
      case "VSIB_XMM" -> "vmx";
      case "VSIB_YMM" -> "vmy";
      case "Moffs8", "Moffs16", "Moffs32", "Moffs64" -> "moffs";
      default ->
          name.startsWith("M") && ADDRESS_ONLY.matcher(mnemonic).matches()
              ? "m"
              : name.toLowerCase(Locale.ROOT);
    };
  }
}
