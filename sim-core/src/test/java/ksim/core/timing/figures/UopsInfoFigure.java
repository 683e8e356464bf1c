package ksim.core.timing.figures;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import ksim.core.encoding.Condition;

/** The figures of a row of uops.info, with the decisions that docs/timing-figures.md explains. */
final class UopsInfoFigure {
  private static final PortNames PORTS = new PortNames();

  /** Instructions in which nothing else proceeds: their measured throughput is what they cost. */
  private static final Pattern SERIALISING =
      Pattern.compile(
          "wbinvd|rdrand|rdseed|ver[rw]|invlpg|lar|lsl|[ls]msw|wrmsr|rdmsr|lldt|l[gi]dt|clts|clflush"
              + "|clflushopt|rdpmc|rdtscp|s[gi]dt|str|sldt|x[gs]etbv|xsave.*|fxsave|[lsm]fence|cli|sti"
              + "|cpuid|rdtsc|pause|v?ldmxcsr|(rd|wr)[fg]sbase");

  private final Map<String, Integer> throughputs;

  /**
   * A reader of rows.
   *
   * @param throughputs measured throughput in cycles, by the name of the row
   */
  UopsInfoFigure(Map<String, Integer> throughputs) {
    this.throughputs = throughputs;
  }

  Figure of(String form, UopsInfoRow row) {
    UopsInfoLatencies latencies = new UopsInfoLatencies(form, row);
    List<Integer> uops = uops(row.field("ports"));
    String indexed = row.field("ports_indexed");
    boolean division = form.matches("i?div .*");
    return new Figure(
        form,
        uops,
        indexed.isEmpty() ? uops : uops(indexed),
        sameRegister(form, row, uops, latencies),
        Math.max(1, row.number("retire_slots")),
        Math.max(1, row.number("retire_slots")) + unlaminated(row, uops),
        row.number("uops_MITE"),
        row.number("uops_MS"),
        row.field("complex_decoder").equals("1"),
        division ? Math.max(row.number("div_cycles"), row.number("TP")) : row.number("div_cycles"),
        division ? 0 : every(form, row),
        0,
        latencies.latencies(),
        latencies.sameRegister(),
        fusesWith(row.field("macro_fusible_with")),
        row.name(),
        false);
  }

  /**
   * uops.info lists figures of an indexed address where they differ from those without index. If
   * the ports do not, it is the issue slots that do. Of an instruction that reads, computes and
   * writes, whose store cannot use port 7 then, load and computation are no longer fused either.
   * Microcode is as it is.
   */
  private static int unlaminated(UopsInfoRow row, List<Integer> uops) {
    String indexed = row.field("ports_indexed");
    if (indexed.isEmpty() || row.number("uops_MS") > 0) {
      return 0;
    }
    boolean same = sorted(uops(indexed)).equals(sorted(uops));
    boolean store = uops.contains(FigureLine.ports("p4"));
    boolean load = uops.contains(FigureLine.ports("p23"));
    return same || (store && load) ? 1 : 0;
  }

  private static List<Integer> sorted(List<Integer> list) {
    return list.stream().sorted().toList();
  }

  private int every(String form, UopsInfoRow row) {
    String mnemonic = form.contains(" ") ? form.substring(0, form.indexOf(' ')) : form;
    boolean whole =
        SERIALISING.matcher(mnemonic).matches() || form.matches("mov (r64,[cd]r|dr,r64)");
    return whole
        ? throughputs.getOrDefault(row.field("string"), row.number("TP"))
        : row.number("TP");
  }

  /** Micro-operations in uops.info's notation: {@code 1*p06+2*p23}. */
  private static List<Integer> uops(String text) {
    return text.isEmpty() ? List.of() : PORTS.uops(text);
  }

  /**
   * Where the result does not depend on a register that is both sources, it is a zero idiom without
   * a micro-operation; but the comparisons for equality, whose result is all ones, have one.
   */
  private static List<Integer> sameRegister(
      String form, UopsInfoRow row, List<Integer> uops, UopsInfoLatencies latencies) {
    String ports = row.field("ports_same_reg");
    if (!ports.isEmpty()) {
      return uops(ports);
    }
    boolean independent =
        !latencies.sameRegister().isEmpty()
            && latencies.sameRegister().stream().allMatch(l -> l.cycles() == 0);
    return independent && !form.matches("v?pcmpeq.*") ? List.of() : uops;
  }

  private static Set<Condition> fusesWith(String jumps) {
    EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
    for (String jump : jumps.split(";")) {
      if (!jump.isEmpty()) {
        String name = jump.substring(1, jump.indexOf(' ')).toLowerCase(Locale.ROOT);
        conditions.add(Condition.valueOf(UopsInfoForm.condition(name).toUpperCase(Locale.ROOT)));
      }
    }
    return conditions;
  }
}
