package ksim.cli.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import ksim.sched.scenario.DesignResult;

/** The figures of a design by name, for reports that hold names and values only. */
final class Figures {
  private Figures() {}

  /** Sizes in bytes, times in core cycles, percentages with two decimals. */
  static Map<String, String> of(DesignResult design) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("outcome", design.outcome().kind().id());
    figures.put("cycles", String.valueOf(design.cycles()));
    figures.put("instructions", String.valueOf(design.instructions()));
    design.overheadPercent().ifPresent(v -> figures.put("overheadPercent", decimal(v)));
    figures.put("peakResidentBytes", String.valueOf(design.stacks().peakResidentBytes()));
    figures.put("reservedBytes", String.valueOf(design.stacks().reservedBytes()));
    figures.put("savedPercent", decimal(design.stacks().savedPercent()));
    figures.put("stackFaults", String.valueOf(design.faults().stack()));
    figures.put("probeFaults", String.valueOf(design.faults().inProbe()));
    figures.put("probes", String.valueOf(design.probes().executed()));
    figures.put(
        "instructionsWithoutFigure",
        String.valueOf(design.timingGaps().instructionsWithoutFigure()));
    figures.put(
        "accessesNotAttributed", String.valueOf(design.timingGaps().accessesNotAttributed()));
    figures.put("irqOffCyclesMax", String.valueOf(design.irqOffCyclesMax()));
    design
        .measurements()
        .forEach(
            measured ->
                measured
                    .cyclesPerRound()
                    .ifPresent(v -> figures.put(measured.name() + ".cyclesPerRound", decimal(v))));
    return figures;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
