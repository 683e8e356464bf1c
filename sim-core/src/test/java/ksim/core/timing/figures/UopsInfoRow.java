package ksim.core.timing.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code uops-info-skylake-operands.csv}: what uops.info measured of one form of an
 * instruction.
 *
 * @param name uops.info's name of it without its operands: {@code ADC_LOCK}, {@code LEA_B_I}
 * @param operands its explicit operands as uops.info writes them: {@code R8l}, {@code M64}
 * @param fields the columns by their name
 */
record UopsInfoRow(String name, List<String> operands, Map<String, String> fields) {
  /** Where the data lies, from sim-core. */
  static final Path DIRECTORY = Path.of("..", "..", "shared", "timing");

  private static final Path FILE = DIRECTORY.resolve("uops-info-skylake-operands.csv");
  private static final Pattern FIELD = Pattern.compile("\"([^\"]*)\"|([^,]*)");
  private static final Pattern NAME = Pattern.compile("(\\S+)(?: \\((.*)\\))?");

  /** Whether the data is here. */
  static boolean available() {
    return Files.exists(FILE);
  }

  /** All lines, in the order of the file. */
  static List<UopsInfoRow> all() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    List<String> columns = split(lines.getFirst());
    return lines.stream().skip(1).map(line -> row(columns, split(line))).toList();
  }

  /**
   * Measured throughput in cycles by name, from {@code uops-info-skylake.csv}: the second of its
   * two figures, the first of which is computed from the ports.
   */
  static Map<String, Integer> throughputs() throws IOException {
    Map<String, Integer> throughputs = new HashMap<>();
    for (String line : Files.readAllLines(DIRECTORY.resolve("uops-info-skylake.csv"))) {
      List<String> values = split(line);
      String measured = values.get(3).replaceFirst(".*/ *", "");
      if (measured.matches("[\\d.]+")) {
        throughputs.put(values.getFirst(), (int) Math.round(Double.parseDouble(measured)));
      }
    }
    return throughputs;
  }

  private static UopsInfoRow row(List<String> columns, List<String> values) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i).replaceFirst("\\(.*", ""), values.get(i));
    }
    Matcher matcher = NAME.matcher(fields.getOrDefault("string", ""));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no name: " + values);
    }
    String operands = matcher.group(2);
    return new UopsInfoRow(
        matcher.group(1), operands == null ? List.of() : List.of(operands.split(", ")), fields);
  }

  private static List<String> split(String line) {
    List<String> values = new ArrayList<>();
    Matcher matcher = FIELD.matcher(line);
    int at = 0;
    while (at <= line.length() && matcher.find(at)) {
      String quoted = matcher.group(1);
      values.add(quoted == null ? matcher.group(2) : quoted);
      at = matcher.end() + 1;
    }
    return values;
  }

  /** The value of a column; empty if there is none. */
  String field(String column) {
    String value = fields.get(column);
    if (value == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return value;
  }

  /** The value of a column that is a number, rounded; 0 if there is none. */
  int number(String column) {
    String value = field(column);
    return value.isEmpty() ? 0 : (int) Math.round(Double.parseDouble(value));
  }
}
