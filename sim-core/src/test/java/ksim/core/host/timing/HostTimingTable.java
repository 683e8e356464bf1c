package ksim.core.host.timing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Prints a table in Markdown: each block as measured now, as recorded, and as ksim predicts it for
 * each core. Arguments: the number of runs (1001 if left out), the file of recorded measurements,
 * the cores.
 */
public final class HostTimingTable {
  private static final int RUNS = 1001;

  /** Copies of a body that a run executes at least on the host, and in the simulator. */
  private static final int COPIES = 2048;

  private static final int SIMULATED_COPIES = 1280;
  private static final int MEDIAN_COLUMN = 3;
  private static final List<String> CORES = List.of("skylake");

  private HostTimingTable() {}

  /** All blocks. */
  static List<TimedBlock> blocks() {
    return Stream.of(
            ArithmeticBlocks.all(), MemoryBlocks.all(), ProbeBlocks.all(), PairBlocks.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Prints the table.
   *
   * @throws IOException if the recorded measurements cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : RUNS;
    Map<String, String> recorded =
        arguments.length > 1 ? recorded(Path.of(arguments[1])) : Map.of();
    List<String> cores =
        arguments.length > 2 ? Arrays.asList(arguments).subList(2, arguments.length) : CORES;
    Optional<HostTimer> timer = HostTimer.create();
    List<String> columns = new ArrayList<>(List.of("block", "of", "host", "recorded"));
    columns.addAll(cores);
    System.out.println(line(columns));
    System.out.println("|---".repeat(columns.size()) + "|");
    for (TimedBlock block : blocks()) {
      List<String> cells = new ArrayList<>(List.of("`" + block.name() + "`", block.unit()));
      cells.add(
          timer.map(host -> number(host.cycles(block, COPIES / block.copies(), runs))).orElse("-"));
      cells.add(recorded.getOrDefault(block.name(), "-"));
      for (String core : cores) {
        cells.add(number(SimulatedTimer.cycles(core, block, SIMULATED_COPIES / block.copies())));
      }
      System.out.println(line(cells));
    }
  }

  /** Medians by name. */
  private static Map<String, String> recorded(Path file) throws IOException {
    Map<String, String> medians = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      List<String> fields = List.of(line.split(",", -1));
      if (fields.size() > MEDIAN_COLUMN && Character.isDigit(fields.get(MEDIAN_COLUMN).charAt(0))) {
        medians.put(fields.getFirst(), number(Double.parseDouble(fields.get(MEDIAN_COLUMN))));
      }
    }
    return medians;
  }

  private static String number(double cycles) {
    return String.format(Locale.ROOT, "%.2f", cycles);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
