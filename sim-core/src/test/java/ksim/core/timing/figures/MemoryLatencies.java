package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Latencies from an address that were not measured, of divisions and square roots whose time
 * depends on the operands: those of the form with registers, and a load before them.
 */
final class MemoryLatencies {
  private MemoryLatencies() {}

  /**
   * A figure with the latencies that it lacks.
   *
   * @param figures figures by form
   */
  static Figure complete(Figure figure, Map<String, Figure> figures) {
    Figure registers = figures.get(withRegisters(figure.form()));
    if (!figure.form().matches("(i?div|v?div[ps].|v?sqrt[ps].) .*m\\d+")
        || registers == null
        || figure.latencies().stream().anyMatch(l -> l.from() == OperandRole.BASE)) {
      return figure;
    }
    String operands = figure.form().substring(figure.form().indexOf(' ') + 1);
    int position = List.of(operands.split(",")).indexOf(memory(operands));
    int load = load(operands);
    List<Latency> latencies = new ArrayList<>(figure.latencies());
    for (Latency latency : registers.latencies()) {
      if (latency.from() == position) {
        latencies.add(new Latency(position, latency.to(), latency.cycles() + load - 2));
        latencies.add(new Latency(OperandRole.BASE, latency.to(), latency.cycles() + load));
        latencies.add(new Latency(OperandRole.INDEX, latency.to(), latency.cycles() + load));
      }
    }
    return new Figure(
        figure.form(),
        figure.uops(),
        figure.indexedUops(),
        figure.sameRegisterUops(),
        figure.issueSlots(),
        figure.indexedIssueSlots(),
        figure.decoderUops(),
        figure.microcodeUops(),
        figure.complexDecoder(),
        figure.dividerCycles(),
        figure.throughputCycles(),
        figure.throughputForm(),
        latencies,
        figure.sameRegisterLatencies(),
        figure.fusesWith(),
        figure.source(),
        figure.fallback());
  }

  private static String memory(String operands) {
    return operands.replaceFirst(".*(m\\d+).*", "$1");
  }

  /** What measured forms of the same widths have between address and data. */
  private static int load(String operands) {
    if (!operands.contains("mm")) {
      return 5;
    }
    return operands.contains("m256") ? 7 : 6;
  }

  /** {@code divsd xmm,m64} is {@code divsd xmm,xmm}; {@code div m32} is {@code div r32}. */
  private static String withRegisters(String form) {
    String register = form.contains("ymm") ? "ymm" : "xmm";
    return form.contains("mm")
        ? form.replaceFirst("m\\d+$", register)
        : form.replaceFirst(" m(\\d+)$", " r$1");
  }
}
