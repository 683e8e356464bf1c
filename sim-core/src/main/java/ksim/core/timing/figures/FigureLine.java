package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.Condition;

/**
 * A line of a file of figures: forms that share them, and the figures. The grammar is explained in
 * the files themselves.
 */
@SuppressWarnings("StringSplitter")
final class FigureLine {
  private static final int FIELDS = 6;
  private static final int OPTIONS = 3;
  private static final int HEXADECIMAL = 16;
  private static final String THROUGHPUT = " every=";

  private FigureLine() {}

  /** The mnemonics of a line, each with the prefix: {@code lock add}. */
  static List<String> mnemonics(String line) {
    String head = line.substring(0, line.indexOf(':'));
    int space = head.lastIndexOf(' ');
    String prefix = head.substring(0, space + 1);
    List<String> mnemonics = new ArrayList<>();
    for (String mnemonic : head.substring(space + 1).split(",")) {
      mnemonics.add(prefix + mnemonic);
    }
    return mnemonics;
  }

  /** The forms of a line. */
  static List<String> forms(String line) {
    String[] operands = line.substring(line.indexOf(':') + 1, line.indexOf('|')).strip().split(" ");
    List<String> forms = new ArrayList<>();
    for (String mnemonic : mnemonics(line)) {
      for (String each : operands) {
        forms.add(each.equals("-") ? mnemonic : mnemonic + " " + each);
      }
    }
    return forms;
  }

  /** Whether its forms have a throughput that does not follow from their micro-operations. */
  static boolean hasThroughput(String line) {
    int at = line.indexOf(THROUGHPUT, line.indexOf('|'));
    return at >= 0 && line.substring(0, at).chars().filter(c -> c == '|').count() == OPTIONS;
  }

  /**
   * The figures of a line.
   *
   * @param form the form of the line that is asked for
   * @param throughputForm its number among those with a throughput
   * @param ports what becomes of the ports
   * @throws IllegalArgumentException if the line makes no sense
   */
  static Figure figure(String line, String form, int throughputForm, PortNames ports) {
    String[] fields = line.split("\\|");
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("six fields expected: " + line);
    }
    List<Integer> uops = ports.uops(fields[1].strip());
    String[] counts = fields[2].strip().split("[/ ]+");
    Options options = new Options(ports, uops);
    for (String option : words(fields[OPTIONS])) {
      options.read(option);
    }
    List<Latency> latencies = new ArrayList<>();
    List<Latency> same = new ArrayList<>();
    for (String word : words(fields[4])) {
      latencies(word, latencies, same);
    }
    return new Figure(
        form,
        uops,
        ports.ignoresIndexed() ? uops : options.indexed,
        options.same,
        Integer.parseInt(counts[0]),
        options.indexedSlots > 0 ? options.indexedSlots : Integer.parseInt(counts[0]),
        Integer.parseInt(counts[1]),
        Integer.parseInt(counts[2]),
        counts.length > 3 && counts[3].equals("c"),
        options.divider,
        options.throughput,
        throughputForm,
        List.copyOf(latencies),
        List.copyOf(same),
        options.fuses,
        fields[FIELDS - 1].strip(),
        form.startsWith("fallback"));
  }

  private static List<String> words(String field) {
    String text = field.strip();
    return text.isEmpty() ? List.of() : List.of(text.split(" +"));
  }

  /** {@code FROM,..>TO,..=CYCLES}, with {@code (CYCLES)} behind it for one register. */
  private static void latencies(String word, List<Latency> latencies, List<Latency> same) {
    String[] parts = word.split("[>=()]");
    for (String from : parts[0].split(",")) {
      for (String to : parts[1].split(",")) {
        int source = OperandRole.parse(from);
        int target = OperandRole.parse(to);
        latencies.add(new Latency(source, target, Integer.parseInt(parts[2])));
        if (parts.length > 3) {
          same.add(new Latency(source, target, Integer.parseInt(parts[3])));
        }
      }
    }
  }

  /** The optional figures of a line. */
  private static final class Options {
    private final PortNames ports;
    private List<Integer> indexed;
    private List<Integer> same;
    private int indexedSlots;
    private int divider;
    private int throughput;
    private Set<Condition> fuses = Set.of();

    Options(PortNames ports, List<Integer> uops) {
      this.ports = ports;
      this.indexed = uops;
      this.same = uops;
    }

    void read(String option) {
      String[] parts = option.split("=");
      switch (parts[0]) {
        case "indexed" -> indexed = ports.uops(parts[1]);
        case "unlaminated" -> indexedSlots = Integer.parseInt(parts[1]);
        case "same" -> same = ports.uops(parts[1]);
        case "div" -> divider = Integer.parseInt(parts[1]);
        case "every" -> throughput = Integer.parseInt(parts[1]);
        case "fuses" -> fuses = conditions(parts[1]);
        default -> throw new IllegalArgumentException("'" + option + "' is no option");
      }
    }

    private static Set<Condition> conditions(String text) {
      EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
      for (String name : text.split(",")) {
        Condition condition = condition(name);
        conditions.add(condition);
        conditions.add(condition.negated());
      }
      return Collections.unmodifiableSet(conditions);
    }

    private static Condition condition(String suffix) {
      for (Condition condition : Condition.values()) {
        if (condition.suffix().equals(suffix)) {
          return condition;
        }
      }
      throw new IllegalArgumentException("'" + suffix + "' is no condition");
    }
  }

  /** A set of ports, in a file as {@code p0156}: hexadecimal digits. */
  static int ports(String text) {
    int ports = 0;
    for (int i = 1; i < text.length(); i++) {
      ports |= 1 << Character.digit(text.charAt(i), HEXADECIMAL);
    }
    if (text.length() < 2 || text.charAt(0) != 'p' || ports <= 0) {
      throw new IllegalArgumentException("'" + text + "' is no set of ports");
    }
    return ports;
  }
}
