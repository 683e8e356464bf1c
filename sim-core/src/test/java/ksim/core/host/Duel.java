package ksim.core.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ksim.core.encoding.Instruction;

/** Runs cases on the host and in the simulation, and collects where they disagree. */
final class Duel {
  private static final int MOST_PER_ENCODING = 3;

  private record Entry(Case c, Instruction instruction) {}

  private final HostProcess host;
  private final SimulatedProcess simulated = new SimulatedProcess();
  private final List<Entry> batch = new ArrayList<>();
  private final List<String> disagreements = new ArrayList<>();
  private final Map<Integer, Integer> disagreementsOf = new TreeMap<>();
  private final Map<Integer, Integer> casesOf = new TreeMap<>();
  private final Map<String, String> unimplemented = new TreeMap<>();
  private long cases;

  Duel(HostProcess host) {
    this.host = host;
  }

  /** Adds a case whose result the manual defines; others are left out. */
  void add(Case c, Instruction instruction) {
    if (UndefinedResults.reason(c, instruction).isEmpty() && !lacks(instruction.mnemonic())) {
      batch.add(new Entry(c, instruction));
      if (batch.size() == HostProcess.BATCH) {
        finish();
      }
    }
  }

  /** Runs what has not been run yet. */
  void finish() {
    if (batch.isEmpty()) {
      return;
    }
    host.send(batch.stream().map(Entry::c).toList());
    List<Optional<Outcome>> ours = batch.stream().map(this::simulate).toList();
    List<Outcome> theirs = host.receive();
    for (int i = 0; i < batch.size(); i++) {
      Entry entry = batch.get(i);
      Outcome expected = theirs.get(i);
      ours.get(i).ifPresent(outcome -> compare(entry, outcome, expected));
    }
    batch.clear();
  }

  private Optional<Outcome> simulate(Entry entry) {
    try {
      return Optional.of(simulated.run(entry.c()));
    } catch (SimulatedProcess.Unimplemented e) {
      unimplemented.put(entry.instruction().mnemonic(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void compare(Entry entry, Outcome ours, Outcome theirs) {
    if (UndefinedResults.reason(entry.c(), entry.instruction(), theirs).isPresent()) {
      return;
    }
    cases++;
    int line = entry.instruction().encoding().line();
    casesOf.merge(line, 1, Integer::sum);
    String difference =
        Comparison.of(entry.instruction(), entry.c().before()).difference(ours, theirs);
    if (!difference.isEmpty()
        && disagreementsOf.merge(line, 1, Integer::sum) <= MOST_PER_ENCODING) {
      disagreements.add(
          "%s: ksim and host differ in %s%n%s"
              .formatted(
                  entry.instruction().mnemonic(),
                  difference,
                  new CaseLine(entry.c(), 0, theirs).format()));
    }
  }

  /** Whether ksim is known not to implement an instruction. */
  boolean lacks(String mnemonic) {
    return unimplemented.containsKey(mnemonic);
  }

  /** Number of cases compared. */
  long cases() {
    return cases;
  }

  /** Number of cases compared, by line of the table. */
  Map<Integer, Integer> casesOf() {
    return casesOf;
  }

  /** Where ksim and host disagree, the first few of each encoding. */
  List<String> disagreements() {
    return disagreements;
  }

  /** What ksim does not implement, by mnemonic. */
  Map<String, String> unimplemented() {
    return unimplemented;
  }
}
