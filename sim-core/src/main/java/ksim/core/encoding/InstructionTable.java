package ksim.core.encoding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The instruction table of the resource {@code instructions.txt}, whose header is its grammar. */
public final class InstructionTable {
  private static final String RESOURCE = "instructions.txt";

  private final List<Encoding> encodings;
  private final Map<String, List<Encoding>> byMnemonic = new LinkedHashMap<>();

  private InstructionTable(List<Encoding> encodings) {
    this.encodings = List.copyOf(encodings);
    for (Encoding encoding : encodings) {
      byMnemonic.computeIfAbsent(encoding.mnemonic(), m -> new ArrayList<>()).add(encoding);
    }
  }

  /** The table of the module. */
  public static InstructionTable standard() {
    return Standard.TABLE;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException naming the line that breaks the grammar
   */
  public static InstructionTable parse(String text) {
    List<Encoding> encodings = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      String content = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!content.isEmpty()) {
        encodings.add(new TableLine(number, content).parse());
      }
    }
    return new InstructionTable(encodings);
  }

  /** All encodings in table order, unlisted ones included. */
  public List<Encoding> encodings() {
    return encodings;
  }

  /** The encodings of a mnemonic in table order; empty if there is none. */
  public List<Encoding> named(String mnemonic) {
    return Collections.unmodifiableList(byMnemonic.getOrDefault(mnemonic, List.of()));
  }

  /** Loads the table at first use; it is immutable. */
  private static final class Standard {
    static final InstructionTable TABLE = load();

    private static InstructionTable load() {
      try (InputStream in = InstructionTable.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("missing resource " + RESOURCE);
        }
        return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
