package ksim.cli.boot;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import ksim.core.fault.Vector;

/** The statistics of a boot, for people. */
public final class StatisticsText {
  private StatisticsText() {}

  /** The lines. */
  public static String of(BootStatistics counts) {
    StringBuilder text = new StringBuilder("statistics\n");
    line(text, "instructions", "%,d".formatted(counts.instructions()));
    line(text, "cycles", "%,d".formatted(counts.cycles()));
    line(text, "simulated time", "%.6f s".formatted(counts.seconds()));
    line(
        text,
        "on this host",
        String.format(
            Locale.ROOT,
            "%.2f s, %.1f million instructions a second",
            counts.hostSeconds(),
            counts.millionsPerSecond()));
    for (BootStatistics.CpuCounts cpu : counts.cpus()) {
      text.append("CPU ").append(cpu.number()).append('\n');
      line(text, "instructions", "%,d".formatted(cpu.instructions()));
      line(text, "cycles", "%,d".formatted(cpu.cycles()));
      line(text, "exceptions", list(cpu.exceptions(), Vector::name));
      line(text, "interrupts", list(cpu.interrupts(), vector -> "0x%x".formatted(vector)));
      line(text, "halts", "%,d".formatted(cpu.halts()));
      cpu.memory().forEach((name, count) -> line(text, name, "%,d".formatted(count)));
    }
    text.append("accesses to devices\n");
    for (Map.Entry<String, Long> device : BootStatistics.nonZero(counts.devices())) {
      line(text, device.getKey(), "%,d".formatted(device.getValue()));
    }
    if (!counts.unclaimedPorts().isEmpty()) {
      text.append("accesses to ports without a device\n");
      counts
          .unclaimedPorts()
          .forEach((port, count) -> line(text, "0x%x".formatted(port), "%,d".formatted(count)));
    }
    return text.toString();
  }

  private static String list(Map<Integer, Long> counts, Function<Integer, String> name) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> "%s %,d".formatted(name.apply(entry.getKey()), entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  %-22s %s\n".formatted(name, value));
  }
}
