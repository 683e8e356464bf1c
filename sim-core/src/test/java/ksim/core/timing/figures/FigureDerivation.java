package ksim.core.timing.figures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ksim.core.encoding.Condition;
import ksim.core.encoding.InstructionTable;

/**
 * Derives the file of figures of the core skylake from the measurements of uops.info, and from the
 * file {@code skylake-supplement.txt} of what these lack; {@link #main} writes it. See {@code
 * docs/timing-figures.md}.
 */
final class FigureDerivation {
  private static final Path FILE =
      Path.of("src", "main", "resources", "ksim", "core", "timing", "figures", "skylake.txt");

  /** Mnemonics that ksim's table has as families. */
  private static final List<String> FAMILIES = List.of("j", "set", "cmov");

  private final Set<String> mnemonics = new TreeSet<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Set<String>> sources = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  private FigureDerivation() throws IOException {
    InstructionTable.standard().encodings().forEach(e -> mnemonics.add(e.mnemonic()));
    for (String family : FAMILIES) {
      for (Condition condition : Condition.values()) {
        mnemonics.add(family + condition.suffix());
      }
    }
    Set<String> decided = FigureTable.parse(resource("skylake-supplement.txt")).forms();
    UopsInfoFigure reader = new UopsInfoFigure(UopsInfoRow.throughputs());
    for (UopsInfoRow row : UopsInfoRow.all()) {
      for (String form : UopsInfoForm.of(row)) {
        if (mnemonics.contains(mnemonic(form)) && !decided.contains(form)) {
          add(reader.of(form, row), row);
        }
      }
    }
    figures.replaceAll((form, figure) -> MemoryLatencies.complete(figure, figures));
  }

  /** Writes the file; to be run in the directory sim-core. */
  public static void main(String[] args) throws IOException {
    FigureDerivation derivation = new FigureDerivation();
    derivation.differences.forEach(System.err::println);
    Files.writeString(FILE, derivation.text());
  }

  /** The file as it is to be. */
  static String derived() throws IOException {
    return new FigureDerivation().text();
  }

  /** The file as it is. */
  static String written() throws IOException {
    return Files.readString(FILE);
  }

  private static String mnemonic(String form) {
    String text = form.replaceFirst("^(lock|rep|repne) ", "");
    return text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text;
  }

  private void add(Figure figure, UopsInfoRow row) {
    String form = figure.form();
    Figure other = figures.putIfAbsent(form, figure);
    if (other == null || FigureText.of(other).equals(FigureText.of(figure))) {
      sources.computeIfAbsent(form, f -> new TreeSet<>()).add(row.name());
    } else {
      differences.add(
          "%s: kept %s%n  not %s of %s"
              .formatted(form, FigureText.of(other), FigureText.of(figure), row.field("string")));
    }
  }

  private String text() throws IOException {
    return resource("skylake-header.txt")
        + String.join("\n", lines())
        + "\n"
        + resource("skylake-supplement.txt");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = FigureDerivation.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** One line for all forms of a mnemonic that share figures; then for all such mnemonics. */
  private List<String> lines() {
    Map<String, Map<String, List<String>>> shapes = new TreeMap<>();
    figures.forEach(
        (form, figure) -> {
          String mnemonic = mnemonic(form);
          int end = form.indexOf(mnemonic) + mnemonic.length();
          String shape = end == form.length() ? "-" : form.substring(end + 1);
          shapes
              .computeIfAbsent(form.substring(0, end), m -> new LinkedHashMap<>())
              .computeIfAbsent(FigureText.of(figure), f -> new ArrayList<>())
              .add(shape);
        });
    Map<String, List<String>> lines = new LinkedHashMap<>();
    shapes.forEach(
        (head, byFigure) ->
            byFigure.forEach(
                (figure, operands) -> {
                  int space = head.lastIndexOf(' ');
                  String key =
                      head.substring(0, space + 1)
                          + "%s: "
                          + String.join(" ", operands)
                          + " | "
                          + figure;
                  lines.computeIfAbsent(key, k -> new ArrayList<>()).add(head.substring(space + 1));
                }));
    List<String> result = new ArrayList<>();
    lines.forEach((line, names) -> result.add(line(line, names)));
    return result;
  }

  private String line(String line, List<String> names) {
    String text = line.replace("%s", String.join(",", names));
    String source =
        FigureLine.forms(text + " |").stream()
            .flatMap(form -> sources.getOrDefault(form, Set.of()).stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
    return text + " | uops.info " + source;
  }
}
