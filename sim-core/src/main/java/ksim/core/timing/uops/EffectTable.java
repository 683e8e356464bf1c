package ksim.core.timing.uops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** What instructions read and write, by mnemonic: the resource {@code effects.txt}. */
final class EffectTable {
  private static final String RESOURCE = "effects.txt";

  /** Operands, flags, others, colon. */
  private static final int FIELDS = 4;

  private static final int CL = 1;

  private final Map<String, EffectLine> lines = new HashMap<>();
  private final Map<String, EffectLine> prefixes = new HashMap<>();

  private EffectTable(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String content = line.replaceFirst("#.*", "").strip();
      if (!content.isEmpty()) {
        read(content, number);
      }
    }
  }

  /** The table of the module. */
  static EffectTable standard() {
    return Standard.TABLE;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException naming the line that makes no sense
   */
  static EffectTable parse(String text) {
    return new EffectTable(text);
  }

  private void read(String line, int number) {
    String[] words = line.split("\\s+", -1);
    if (words.length <= FIELDS || !words[FIELDS - 1].equals(":")) {
      throw new IllegalArgumentException(
          "%s:%d: three fields, a colon and mnemonics expected".formatted(RESOURCE, number));
    }
    EffectLine effects = EffectLine.parse(words[0], words[1], words[2]);
    for (int i = FIELDS; i < words.length; i++) {
      String name = words[i];
      boolean prefix = name.endsWith("*");
      Map<String, EffectLine> map = prefix ? prefixes : lines;
      if (map.put(prefix ? name.substring(0, name.length() - 1) : name, effects) != null) {
        throw new IllegalArgumentException(
            "%s:%d: second line of %s".formatted(RESOURCE, number, name));
      }
    }
  }

  /** The line of an instruction, if its mnemonic has one or follows the rule of VEX. */
  Optional<EffectLine> find(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    String variant = variant(instruction);
    EffectLine line = variant.isEmpty() ? null : lines.get(mnemonic + variant);
    if (line == null) {
      line = lines.get(mnemonic + "." + instruction.operands().size());
    }
    if (line == null) {
      line = lines.get(mnemonic);
    }
    for (int length = mnemonic.length() - 1; line == null && length > 0; length--) {
      line = prefixes.get(mnemonic.substring(0, length));
    }
    if (line == null && instruction.encoding().opcode().map().vex()) {
      line = EffectLine.VEX;
    }
    return Optional.ofNullable(line);
  }

  private static String variant(Instruction instruction) {
    if (instruction.encoding().has(Attribute.REP) || instruction.encoding().has(Attribute.REPZ)) {
      return ".string";
    }
    if (instruction.operands().isEmpty()) {
      return "";
    }
    Operand last = instruction.operands().getLast();
    if (instruction.operands().size() > 1
        && last instanceof RegisterOperand r
        && r.kind() == RegisterKind.GENERAL
        && r.number() == CL
        && r.bits() == Byte.SIZE) {
      return ".cl";
    }
    return Widths.bits(instruction.operands().getFirst()) == Byte.SIZE ? ".b" : "";
  }

  /** Loads the table at first use; it is immutable. */
  private static final class Standard {
    static final EffectTable TABLE = load();

    private static EffectTable load() {
      try (InputStream in = EffectTable.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("missing resource " + RESOURCE);
        }
        return new EffectTable(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException("cannot read " + RESOURCE, e);
      }
    }
  }
}
