package ksim.cli.exec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import ksim.cli.diag.Style;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.Snippet;
import ksim.core.sandbox.SnippetResult;

/** A result for people: why it ended, and the registers and the memory that have changed. */
public final class SnippetText {
  private static final int BYTES_PER_LINE = 16;
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private final Style style;
  private final boolean all;

  /**
   * @param style colours
   * @param all whether to show what has not changed, too
   */
  public SnippetText(Style style, boolean all) {
    this.style = style;
    this.all = all;
  }

  /** The text, its lines ended. */
  public String render(Snippet snippet, SnippetResult result) {
    StringBuilder text = new StringBuilder();
    boolean good = result.ending() instanceof Ending.End;
    String ending = EndingText.of(result);
    text.append(good ? style.strong(ending) : style.bad(ending)).append("\n\n");
    RegisterState before = snippet.registers();
    RegisterState after = result.registers();
    RegisterText.Value rip =
        new RegisterText.Value(
            "rip", RegisterText.hex(before.rip(), 16), RegisterText.hex(after.rip(), 16), "");
    line(text, rip);
    RegisterText.values(before, after).forEach(value -> line(text, value));
    memory(text, snippet.memory(), result.memory());
    return text.toString();
  }

  private void line(StringBuilder text, RegisterText.Value value) {
    if (value.changed() || all) {
      text.append("  ").append(value.line()).append('\n');
    }
  }

  private void memory(StringBuilder text, List<MemoryBytes> before, List<MemoryBytes> after) {
    for (int i = 0; i < after.size(); i++) {
      MemoryBytes piece = after.get(i);
      boolean given = i < before.size();
      for (int at = 0; at < piece.bytes().length; at += BYTES_PER_LINE) {
        int end = Math.min(at + BYTES_PER_LINE, piece.bytes().length);
        byte[] now = Arrays.copyOfRange(piece.bytes(), at, end);
        byte[] old = given ? Arrays.copyOfRange(before.get(i).bytes(), at, end) : new byte[0];
        boolean changed = !Arrays.equals(now, old);
        if (changed || all) {
          text.append("  memory  ").append(RegisterText.hex(piece.at() + at, 16)).append("  ");
          text.append(given && changed ? SPACED.formatHex(old) + " -> " : "");
          text.append(SPACED.formatHex(now)).append('\n');
        }
      }
    }
  }
}
