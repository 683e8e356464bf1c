package ksim.core.symbol;

import java.util.Map;
import java.util.Optional;

/**
 * Names of C++ as people write them (Itanium C++ ABI, section 5.1). It knows names, not types: a
 * function is shown without parameters and a template without arguments, and a name that begins
 * with a substitution stays as it is.
 */
public final class Demangler {
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("nw", "new"),
          Map.entry("na", "new[]"),
          Map.entry("dl", "delete"),
          Map.entry("da", "delete[]"),
          Map.entry("pl", "+"),
          Map.entry("mi", "-"),
          Map.entry("ml", "*"),
          Map.entry("dv", "/"),
          Map.entry("rm", "%"),
          Map.entry("aS", "="),
          Map.entry("pL", "+="),
          Map.entry("mI", "-="),
          Map.entry("eq", "=="),
          Map.entry("ne", "!="),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("le", "<="),
          Map.entry("ge", ">="),
          Map.entry("ls", "<<"),
          Map.entry("rs", ">>"),
          Map.entry("de", "*"),
          Map.entry("ad", "&"),
          Map.entry("pt", "->"),
          Map.entry("cl", "()"),
          Map.entry("ix", "[]"),
          Map.entry("pp", "++"),
          Map.entry("mm", "--"),
          Map.entry("nt", "!"));

  private static final Map<String, String> SPECIAL =
      Map.of(
          "TV",
          "vtable for ",
          "TI",
          "typeinfo for ",
          "TS",
          "typeinfo name for ",
          "TT",
          "VTT for ",
          "GV",
          "guard variable for ");

  private final String text;
  private int at;

  private Demangler(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** The name as people write it; itself if it is none of C++ or cannot be read. */
  public static String of(String name) {
    if (!name.startsWith("_Z")) {
      return name;
    }
    int dot = name.indexOf('.'); // .cold, .isra.0: clones that the compiler has made
    String mangled = dot < 0 ? name : name.substring(0, dot);
    String suffix = dot < 0 ? "" : " [" + name.substring(dot) + "]";
    return new Demangler(mangled, 2).encoding().map(read -> read + suffix).orElse(name);
  }

  private boolean next(String expected) {
    if (!text.startsWith(expected, at)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  private Optional<String> encoding() {
    for (Map.Entry<String, String> special : SPECIAL.entrySet()) {
      if (next(special.getKey())) {
        return name().map(name -> special.getValue() + name);
      }
    }
    return name();
  }

  private Optional<String> name() {
    if (next("N")) {
      return nested();
    }
    if (next("Z")) {
      return encoding().map(function -> function + "::(local)");
    }
    String scope = next("St") ? "std::" : "";
    return component("").map(name -> scope + name + (skipArguments() ? "<>" : ""));
  }

  private Optional<String> nested() {
    while (at < text.length() && "rVKRO".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    StringBuilder name = new StringBuilder();
    String last = "";
    while (!next("E")) {
      if (skipArguments()) {
        name.append("<>");
        continue;
      }
      Optional<String> part = next("St") ? Optional.of("std") : component(last);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      last = part.get();
      name.append(name.isEmpty() ? "" : "::").append(last);
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
  }

  /** A name without scope: of an identifier, a constructor, a destructor or an operator. */
  private Optional<String> component(String enclosing) {
    next("L"); // internal linkage
    if (at < text.length() && Character.isDigit(text.charAt(at))) {
      return identifier();
    }
    if (at + 2 > text.length()) {
      return Optional.empty();
    }
    String code = text.substring(at, at + 2);
    at += 2;
    if (code.matches("[CD][0-5]") && !enclosing.isEmpty()) {
      return Optional.of(code.startsWith("D") ? "~" + enclosing : enclosing);
    }
    return Optional.ofNullable(OPERATORS.get(code)).map(Demangler::operator);
  }

  private static String operator(String name) {
    return (Character.isLetter(name.charAt(0)) ? "operator " : "operator") + name;
  }

  private Optional<String> identifier() {
    int length = number();
    if (length <= 0 || length > text.length() - at) {
      return Optional.empty();
    }
    String read = text.substring(at, at + length);
    at += length;
    return Optional.of(read.startsWith("_GLOBAL__N") ? "(anonymous namespace)" : read);
  }

  private int number() {
    int value = 0;
    while (at < text.length() && Character.isDigit(text.charAt(at)) && value < text.length()) {
      value = 10 * value + text.charAt(at++) - '0';
    }
    return value;
  }

  /** Passes over template arguments; whether there were any. */
  private boolean skipArguments() {
    if (!next("I")) {
      return false;
    }
    for (int depth = 1; depth > 0 && at < text.length(); ) {
      char c = text.charAt(at);
      if (Character.isDigit(c)) {
        identifier();
        continue;
      }
      at++;
      switch (c) {
        case 'I', 'N', 'F', 'J', 'X', 'Z' -> depth++;
        case 'U' -> depth += next("l") ? 1 : 0; // a lambda
        case 'E' -> depth--;
        case 'L' -> {
          if (next("_Z")) {
            depth++; // the address of a function
          } else {
            skipLiteral();
          }
        }
        case 'S', 'T' -> skipReference();
        default -> {}
      }
    }
    return true;
  }

  /** A number of a built-in type or of an enumeration: its digits are no identifier. */
  private void skipLiteral() {
    if (next("N")) {
      nested();
    } else if (at < text.length() && Character.isDigit(text.charAt(at))) {
      identifier();
    }
    int end = text.indexOf('E', at);
    at = end < 0 ? text.length() : end + 1;
  }

  /** A substitution or a template parameter: {@code S_}, {@code S1_}, {@code St}, {@code T0_}. */
  private void skipReference() {
    boolean numbered =
        at < text.length()
            && (text.charAt(at) == '_'
                || Character.isDigit(text.charAt(at))
                || Character.isUpperCase(text.charAt(at)));
    int end = numbered ? text.indexOf('_', at) : at;
    at = end < 0 ? text.length() : end + 1;
  }
}
