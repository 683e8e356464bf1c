package ksim.core.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;

/** The lines of the instruction table as they are written, for people to read. */
@SuppressWarnings("StringSplitter")
final class TableText {
  private final List<String> lines;

  private TableText(List<String> lines) {
    this.lines = lines;
  }

  static TableText load() {
    try (InputStream in = InstructionTable.class.getResourceAsStream("instructions.txt")) {
      if (in == null) {
        throw new IllegalStateException("the instruction table is missing");
      }
      return new TableText(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line of an encoding without comment, its words one blank apart: a name for it. */
  String of(Encoding encoding) {
    String line = lines.get(encoding.line() - 1);
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip().replaceAll("\\s+", " ");
  }

  /** The bytes that identify an encoding. */
  String opcode(Encoding encoding) {
    String text = of(encoding);
    return text.substring(0, mnemonicAt(text, encoding)).strip();
  }

  /** Mnemonic and operands of an encoding. */
  String instruction(Encoding encoding) {
    String text = of(encoding);
    String[] words = text.substring(mnemonicAt(text, encoding)).split(" ");
    boolean operands = words.length > 1 && !encoding.operands().isEmpty();
    return operands ? words[0] + " " + words[1] : words[0];
  }

  private static int mnemonicAt(String text, Encoding encoding) {
    int at = (" " + text + " ").indexOf(" " + encoding.mnemonic() + " ");
    if (at < 0) {
      throw new IllegalStateException("no mnemonic in the line " + text);
    }
    return at;
  }
}
