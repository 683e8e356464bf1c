package ksim.cli.boot;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ksim.core.fault.Vector;

/** The statistics of a boot, for people. */
public final class StatisticsText {
  private static final int LEAST_COLUMNS = 22;

  private final StringBuilder text = new StringBuilder();
  private final int columns;

  private StatisticsText(int columns) {
    this.columns = columns;
  }

  /** The lines. Values are in one column, behind the longest name. */
  public static String of(BootStatistics counts) {
    int columns =
        Stream.concat(
                counts.cpus().stream().flatMap(cpu -> cpu.memory().keySet().stream()),
                counts.devices().keySet().stream())
            .mapToInt(String::length)
            .reduce(LEAST_COLUMNS, Math::max);
    StatisticsText report = new StatisticsText(columns);
    report.write(counts);
    return report.text.toString();
  }

  private void write(BootStatistics counts) {
    text.append("statistics\n");
    line("instructions", "%,d".formatted(counts.instructions()));
    line("cycles", "%,d".formatted(counts.cycles()));
    line("simulated time", "%.6f s".formatted(counts.seconds()));
    line(
        "on this host",
        String.format(
            Locale.ROOT,
            "%.2f s, %.1f million instructions a second",
            counts.hostSeconds(),
            counts.millionsPerSecond()));
    for (BootStatistics.CpuCounts cpu : counts.cpus()) {
      text.append("CPU ").append(cpu.number()).append('\n');
      line("instructions", "%,d".formatted(cpu.instructions()));
      line("cycles", "%,d".formatted(cpu.cycles()));
      line("exceptions", list(cpu.exceptions(), Vector::name));
      line("interrupts", list(cpu.interrupts(), vector -> "0x%x".formatted(vector)));
      line("halts", "%,d".formatted(cpu.halts()));
      cpu.memory().forEach((name, count) -> line(name, "%,d".formatted(count)));
    }
    text.append("accesses to devices\n");
    for (Map.Entry<String, Long> device : BootStatistics.nonZero(counts.devices())) {
      line(device.getKey(), "%,d".formatted(device.getValue()));
    }
    if (!counts.unclaimedPorts().isEmpty()) {
      text.append("accesses to ports without a device\n");
      counts
          .unclaimedPorts()
          .forEach((port, count) -> line("0x%x".formatted(port), "%,d".formatted(count)));
    }
  }

  private static String list(Map<Integer, Long> counts, Function<Integer, String> name) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> "%s %,d".formatted(name.apply(entry.getKey()), entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private void line(String name, String value) {
    text.append("  ").append(name).repeat(' ', Math.max(0, columns - name.length()));
    text.append(' ').append(value).append('\n');
  }
}
