package ksim.core.encoding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import ksim.core.encoding.OpcodePattern.Form;
import ksim.core.encoding.OpcodePattern.LowBits;

/** Parser of one line of the instruction table. */
@SuppressWarnings("StringSplitter")
final class TableLine {
  private static final Pattern OPCODE = Pattern.compile("[0-9A-F]{2}(-[0-9A-F]{2})?(\\+r|\\+cc)?");
  private static final Pattern FEATURE = Pattern.compile("[0-9a-z._]+");
  private static final Map<String, MandatoryPrefix> PREFIXES =
      Map.of(
          "NP", MandatoryPrefix.NONE,
          "NFx", MandatoryPrefix.NO_REPEAT,
          "66", MandatoryPrefix.P66,
          "F2", MandatoryPrefix.F2,
          "F3", MandatoryPrefix.F3);

  private final int number;
  private final String content;
  private final List<String> tokens;
  private int at;

  TableLine(int number, String content) {
    this.number = number;
    this.content = content;
    this.tokens = List.of(content.split("\\s+"));
  }

  Encoding parse() {
    try {
      OpcodePattern opcode = opcode();
      String mnemonic = tokens.get(at++);
      if (!mnemonic.equals(mnemonic.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("mnemonic must be lower case: " + mnemonic);
      }
      List<OperandPattern> operands = new ArrayList<>();
      if (at < tokens.size() && isOperands(tokens.get(at))) {
        for (String code : tokens.get(at++).split(",")) {
          operands.add(OperandPattern.parse(code));
        }
      }
      Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
      String feature = "";
      for (; at < tokens.size(); at++) {
        String word = tokens.get(at);
        if (isAttribute(word)) {
          attributes.add(Attribute.valueOf(word.toUpperCase(Locale.ROOT)));
        } else if (feature.isEmpty() && FEATURE.matcher(word).matches()) {
          feature = word;
        } else {
          throw new IllegalArgumentException("no attribute, or a second feature: " + word);
        }
      }
      return new Encoding(
          number,
          opcode,
          mnemonic,
          List.copyOf(operands),
          Collections.unmodifiableSet(attributes),
          feature);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "instruction table, line " + number + ": " + content + ": " + e.getMessage(), e);
    }
  }

  private OpcodePattern opcode() {
    boolean vex = take("VEX");
    MandatoryPrefix prefix = MandatoryPrefix.ANY;
    if (PREFIXES.containsKey(tokens.get(at)) && OPCODE.matcher(tokens.get(at + 1)).matches()) {
      prefix = PREFIXES.getOrDefault(tokens.get(at++), MandatoryPrefix.ANY);
    }
    OpcodeMap map = map(vex);
    String opcode = tokens.get(at++);
    if (!OPCODE.matcher(opcode).matches()) {
      throw new IllegalArgumentException("not an opcode: " + opcode);
    }
    LowBits low =
        opcode.endsWith("+r")
            ? LowBits.REGISTER
            : opcode.endsWith("+cc") ? LowBits.CONDITION : LowBits.OPCODE;
    int first = Integer.parseInt(opcode.substring(0, 2), 16);
    int last = opcode.contains("-") ? Integer.parseInt(opcode.substring(3, 5), 16) : first;
    if (last == first && low != LowBits.OPCODE) {
      last = first | (low == LowBits.REGISTER ? 7 : 15);
    }
    int digit = OpcodePattern.NONE;
    int rm = OpcodePattern.NONE;
    Form form = Form.BOTH;
    if (tokens.get(at).startsWith("/")) {
      String digits = tokens.get(at++);
      digit = digits.charAt(1) - '0';
      if (digits.length() == 4) {
        rm = digits.charAt(3) - '0';
        form = Form.REGISTER;
      }
    }
    if (take("mem")) {
      form = Form.MEMORY;
    } else if (take("reg")) {
      form = Form.REGISTER;
    }
    return new OpcodePattern(map, prefix, first, last, low, digit, form, rm);
  }

  private OpcodeMap map(boolean vex) {
    if (!tokens.get(at).equals("0F") || !OPCODE.matcher(tokens.get(at + 1)).matches()) {
      return OpcodeMap.ONE_BYTE;
    }
    at++;
    boolean third = OPCODE.matcher(tokens.get(at + 1)).matches();
    if (third && take("38")) {
      return vex ? OpcodeMap.VEX_0F38 : OpcodeMap.MAP_0F38;
    }
    if (third && take("3A")) {
      return vex ? OpcodeMap.VEX_0F3A : OpcodeMap.MAP_0F3A;
    }
    return vex ? OpcodeMap.VEX_0F : OpcodeMap.MAP_0F;
  }

  private boolean take(String token) {
    if (tokens.get(at).equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  private static boolean isOperands(String token) {
    return token.equals("1") || !token.equals(token.toLowerCase(Locale.ROOT));
  }

  private static boolean isAttribute(String word) {
    for (Attribute attribute : Attribute.values()) {
      if (attribute.name().toLowerCase(Locale.ROOT).equals(word)) {
        return true;
      }
    }
    return false;
  }
}
