package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Latencies of a row of uops.info between the roles of operands. uops.info numbers the operands as
 * Intel's XED does: registers and memory apart, first those that the assembler text shows, then
 * those that the instruction uses without showing them, and the flags last.
 */
final class UopsInfoLatencies {
  private static final Pattern TERM = Pattern.compile("(\\w+)->(\\w+)=(\\d+)(\\S*)");
  private static final Pattern REGISTER =
      Pattern.compile("R\\d.*|[XY]?MM|[ER]?AX|AL|CL|DX|SEG|[FG]S|CR|DR");
  private static final String MEMORY = "M\\d.*|VSIB.*|Moffs.*";
  private static final int RAX = OperandRole.IMPLICIT_REGISTER;
  private static final int RCX = RAX + 1;
  private static final int RDX = RAX + 2;
  private static final int RBX = RAX + 3;
  private static final int RSP = RAX + 4;
  private static final int RBP = RAX + 5;
  private static final int RSI = RAX + 6;
  private static final int RDI = RAX + 7;

  /** Registers that instructions use without naming them, in XED's order. */
  private static final Map<String, List<Integer>> IMPLICIT =
      Map.ofEntries(
          Map.entry("mul [rm](16|32|64)", List.of(RAX, RDX)),
          Map.entry("imul [rm](16|32|64)", List.of(RAX, RDX)),
          Map.entry("i?mul [rm]8h?", List.of(RAX, RAX)),
          Map.entry("i?div [rm](16|32|64)", List.of(RAX, RDX)),
          Map.entry("i?div [rm]8h?", List.of(RAX)),
          Map.entry("mulx.*", List.of(RDX)),
          Map.entry("(lock )?cmpxchg .*", List.of(RAX)),
          Map.entry("(lock )?cmpxchg(8|16)b.*", List.of(RDX, RAX, RCX, RBX)),
          Map.entry("cbw|cwde|cdqe", List.of(RAX, RAX)),
          Map.entry("cwd|cdq|cqo", List.of(RDX, RAX)),
          Map.entry("lahf|sahf|lods.|scas.|stos.|xlatb", List.of(RAX)),
          Map.entry("leave", List.of(RBP, RSP)),
          Map.entry("loop.*", List.of(RCX, RCX)),
          Map.entry("pushfq?", List.of(RSP)),
          Map.entry("xgetbv", List.of(RCX, RDX, RAX)),
          Map.entry("v?pcmpestri.*", List.of(RAX, RDX, RCX)),
          Map.entry("v?pcmpestrm.*", List.of(RAX, RDX, OperandRole.IMPLICIT_VECTOR)),
          Map.entry("v?pcmpistri.*", List.of(RCX)),
          Map.entry("v?pcmpistrm.*", List.of(OperandRole.IMPLICIT_VECTOR)));

  private final String form;
  private final UopsInfoRow row;
  private final List<Latency> latencies = new ArrayList<>();
  private final List<Latency> same = new ArrayList<>();

  UopsInfoLatencies(String form, UopsInfoRow row) {
    this.form = form;
    this.row = row;
    Matcher matcher = TERM.matcher(row.field("latencies"));
    while (matcher.find()) {
      term(matcher.group(1), role(matcher.group(2)), matcher.group(3), matcher.group(4));
    }
  }

  /** Latencies other than 1, and all that differ where both sources are one register. */
  List<Latency> latencies() {
    return latencies;
  }

  /** Latencies where both sources are one register, if others. */
  List<Latency> sameRegister() {
    return same;
  }

  private void term(String from, int to, String cycles, String variants) {
    if (from.startsWith("REG")) {
      add(latencies, role(from), to, cycles);
    }
    for (String variant : variants.substring(variants.isEmpty() ? 0 : 1).split("\\|")) {
      String number = variant.replaceAll("\\D", "");
      switch (variant.replaceAll("\\d", "")) {
        case "addr" -> add(latencies, base(from), to, number);
        case "addrI" -> add(latencies, OperandRole.INDEX, to, number);
        case "mem" -> add(latencies, role(from), to, number);
        case "sr" -> add(same, role(from), to, number);
        case "" -> {
          // There are no variants.
        }
        default -> throw new IllegalArgumentException(variant);
      }
    }
  }

  private void add(List<Latency> list, int from, int to, String cycles) {
    int measured = Integer.parseInt(cycles);
    int surplus = measured > 1 && crosses(from, to) ? 1 : 0;
    Latency latency = new Latency(from, to, measured - surplus);
    if (!list.contains(latency)) {
      list.add(latency);
    }
  }

  /**
   * Between general and vector registers uops.info measures a chain that MOVD or MOVQ closes, and
   * takes 1 cycle off for that, the least that it may take; it takes 2 (Agner Fog).
   */
  private boolean crosses(int from, int to) {
    return isVector(from) != isVector(to) && !isMemory(from) && !isMemory(to);
  }

  private boolean isVector(int role) {
    return role == OperandRole.IMPLICIT_VECTOR
        || (role < OperandRole.EXPLICIT_COUNT && row.operands().get(role).endsWith("MM"));
  }

  private boolean isMemory(int role) {
    return role == OperandRole.IMPLICIT_MEMORY
        || (role < OperandRole.EXPLICIT_COUNT && row.operands().get(role).matches(MEMORY));
  }

  private int role(String operand) {
    int number = operand.charAt(operand.length() - 1) - '0';
    return switch (operand.substring(0, operand.length() - 1)) {
      case "REG" -> register(number);
      case "MEM" -> explicit(MEMORY, number, OperandRole.IMPLICIT_MEMORY);
      case "AGE" -> OperandRole.IMPLICIT_MEMORY;
      default -> throw new IllegalArgumentException(operand);
    };
  }

  private int register(int number) {
    int explicit = explicit(REGISTER.pattern(), number, -1);
    if (explicit >= 0) {
      return explicit;
    }
    int shown = (int) row.operands().stream().filter(o -> o.matches(REGISTER.pattern())).count();
    if (form.matches("p?blendv.*") && number == shown) {
      return 2;
    }
    int hidden = number - shown;
    for (Map.Entry<String, List<Integer>> entry : IMPLICIT.entrySet()) {
      if (form.matches(entry.getKey()) && hidden < entry.getValue().size()) {
        return entry.getValue().get(hidden);
      }
    }
    return OperandRole.FLAGS;
  }

  private int explicit(String pattern, int number, int otherwise) {
    int left = number;
    for (int i = 0; i < row.operands().size(); i++) {
      if (row.operands().get(i).matches(pattern) && left-- == 0) {
        return i;
      }
    }
    return otherwise;
  }

  /** What the address of a memory operand is made of: of hidden ones a register is known. */
  private int base(String operand) {
    if (!operand.startsWith("MEM") || role(operand) != OperandRole.IMPLICIT_MEMORY) {
      return OperandRole.BASE;
    }
    if (form.matches("(push|pop|call|ret|enter|leave).*")) {
      return RSP;
    }
    if (form.startsWith("xlatb")) {
      return RBX;
    }
    boolean source =
        form.matches("lods.") || (form.matches("(movs|cmps).") && operand.equals("MEM1"));
    return source ? RSI : RDI;
  }
}
