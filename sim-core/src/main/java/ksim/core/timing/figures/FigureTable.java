package ksim.core.timing.figures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ksim.core.encoding.Instruction;

/**
 * The figures of a core's instructions, from the resource file of the core, whose header is its
 * grammar. Lines are indexed by mnemonic when it is loaded, and read when one of their forms is
 * asked for.
 */
public final class FigureTable {
  private static final String BASE = "base ";
  private static final String PORTS = "ports ";
  private static final String INDEXED = "indexed none";
  private static final String NO_OPERANDS = "-";
  private static final String LOCK = "lock ";
  private static final int USUAL_MNEMONICS = 4096;

  private final Map<String, List<Line>> lines = new HashMap<>(USUAL_MNEMONICS);
  private final Map<String, Figure> figures = new HashMap<>();

  /** Numbers of the forms with a throughput, in the order of the lines. */
  private final Map<String, Integer> throughputForms = new HashMap<>();

  private final Fallback fallback = new Fallback(this);

  /**
   * A line of a file.
   *
   * @param text the line
   * @param ports what becomes of its ports
   */
  private record Line(String text, PortNames ports) {
    /** Whether it is about a form with these operands, each set of which has a space around it. */
    boolean hasOperands(String operands) {
      int at = text.indexOf(" " + operands + " ", text.indexOf(':'));
      return at >= 0 && at < text.indexOf('|');
    }
  }

  private FigureTable() {}

  /**
   * Loads the figures of a core.
   *
   * @param core name of the core, see {@link ksim.core.timing.description.CoreDescription#names()};
   *     parameters behind it, after a comma, change no figures
   * @throws IllegalArgumentException if there are none of that name, or if the file makes no sense
   */
  public static FigureTable load(String core) {
    FigureTable table = new FigureTable();
    int comma = core.indexOf(',');
    table.read(text(comma < 0 ? core : core.substring(0, comma)), new PortNames());
    return table;
  }

  /**
   * Reads figures from a text.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static FigureTable parse(String text) {
    FigureTable table = new FigureTable();
    table.read(text, new PortNames());
    return table;
  }

  private static String text(String core) {
    try (InputStream in = FigureTable.class.getResourceAsStream(core + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("no figures of a core '" + core + "'");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the figures of " + core, e);
    }
  }

  /** Directives come before the lines of a file, and the base last of them. */
  private void read(String text, PortNames ports) {
    PortNames ofBase = new PortNames();
    for (String line : text.lines().toList()) {
      if (line.startsWith(PORTS)) {
        ofBase.replace(directive(line, PORTS));
      } else if (line.startsWith(INDEXED)) {
        ofBase.ignoreIndexed();
      } else if (line.startsWith(BASE)) {
        read(text(directive(line, BASE)), ofBase);
      } else if (!line.isEmpty() && line.charAt(0) != '#') {
        index(line, ports);
      }
    }
  }

  private static String directive(String line, String name) {
    int comment = line.indexOf('#');
    return line.substring(name.length(), comment < 0 ? line.length() : comment).strip();
  }

  private void index(String line, PortNames ports) {
    Line shared = new Line(line, ports);
    for (String mnemonic : FigureLine.mnemonics(line)) {
      lines.computeIfAbsent(mnemonic, m -> new ArrayList<>(2)).add(shared);
    }
    // Locked instructions wait for each other whatever their form is.
    if (FigureLine.hasThroughput(line) && !line.startsWith(LOCK)) {
      for (String form : FigureLine.forms(line)) {
        throughputForms.putIfAbsent(form, throughputForms.size() + 1);
      }
    }
  }

  /** How many forms have a throughput, see {@link Figure#throughputForm}. */
  public int throughputForms() {
    return throughputForms.size();
  }

  /** The forms that there are figures of. */
  public Set<String> forms() {
    Set<String> forms = new TreeSet<>();
    lines.values().forEach(list -> list.forEach(l -> forms.addAll(FigureLine.forms(l.text()))));
    return forms;
  }

  /** Whether there are figures of a form. */
  public boolean has(String form) {
    return line(form).isPresent();
  }

  private Optional<Line> line(String form) {
    Optional<Line> line = line(form, NO_OPERANDS);
    int space = form.lastIndexOf(' ');
    return line.isPresent() || space < 0
        ? line
        : line(form.substring(0, space), form.substring(space + 1));
  }

  /** The last line counts. */
  private Optional<Line> line(String mnemonic, String operands) {
    List<Line> candidates = lines.getOrDefault(mnemonic, List.of());
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (candidates.get(i).hasOperands(operands)) {
        return Optional.of(candidates.get(i));
      }
    }
    return Optional.empty();
  }

  /**
   * The figures of a form.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Figure of(String form) {
    Figure known = figures.get(form);
    if (known != null) {
      return known;
    }
    Line line = line(form).orElseThrow(() -> new IllegalArgumentException("no figures of " + form));
    int number = throughputForms.getOrDefault(form, 0);
    Figure figure = FigureLine.figure(line.text(), form, number, line.ports());
    figures.put(form, figure);
    return figure;
  }

  /**
   * The figures of an instruction. Where there are none, a guess from its operands that is marked
   * as such.
   */
  public Figure of(Instruction instruction) {
    String form = InstructionForm.of(instruction);
    Figure known = figures.get(form);
    if (known != null) {
      return known;
    }
    Figure figure = has(form) ? of(form) : fallback.of(instruction, form);
    figures.put(form, figure);
    return figure;
  }
}
