package ksim.core.encoding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import ksim.core.encoding.OpcodePattern.Form;
import ksim.core.encoding.OpcodePattern.LowBits;

/** Parser of one line of the instruction table. */
@SuppressWarnings("StringSplitter")
final class TableLine {
  private static final Map<String, Attribute> ATTRIBUTES =
      Arrays.stream(Attribute.values())
          .collect(toUnmodifiableMap(a -> a.name().toLowerCase(Locale.ROOT), a -> a));
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
    this.tokens =
        Collections.list(new StringTokenizer(content)).stream().map(Object::toString).toList();
  }

  Encoding parse() {
    try {
      OpcodePattern opcode = opcode();
      String mnemonic = tokens.get(at++);
      if (!isLowerCase(mnemonic)) {
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
        Attribute attribute = ATTRIBUTES.get(word);
        if (attribute != null) {
          attributes.add(attribute);
        } else if (feature.isEmpty() && isLowerCase(word)) {
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
    if (PREFIXES.containsKey(tokens.get(at)) && isOpcode(tokens.get(at + 1))) {
      prefix = PREFIXES.getOrDefault(tokens.get(at++), MandatoryPrefix.ANY);
    }
    OpcodeMap map = map(vex);
    String opcode = tokens.get(at++);
    if (!isOpcode(opcode)) {
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
    if (!tokens.get(at).equals("0F") || !isOpcode(tokens.get(at + 1))) {
      return OpcodeMap.ONE_BYTE;
    }
    at++;
    boolean third = isOpcode(tokens.get(at + 1));
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
    return token.equals("1") || !isLowerCase(token);
  }

  private static boolean isLowerCase(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!isDigit(c) && !(c >= 'a' && c <= 'z') && c != '.' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** Whether a token is an opcode byte, a range of them, or one with +r or +cc. */
  private static boolean isOpcode(String token) {
    int end = token.length() > 2 && token.charAt(2) == '-' ? 5 : 2;
    return token.length() >= end
        && isHexadecimal(token, 0)
        && isHexadecimal(token, end - 2)
        && switch (token.substring(end)) {
          case "", "+r", "+cc" -> true;
          default -> false;
        };
  }

  private static boolean isHexadecimal(String token, int at) {
    return isHexadecimal(token.charAt(at)) && isHexadecimal(token.charAt(at + 1));
  }

  private static boolean isHexadecimal(char c) {
    return isDigit(c) || (c >= 'A' && c <= 'F');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
