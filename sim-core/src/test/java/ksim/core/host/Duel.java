package ksim.core.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InvalidEncoding;

/** Runs cases on the host and in the simulation, and collects where they disagree. */
final class Duel {
  private static final int MOST_OF_A_KIND = 3;

  /** So many cases of a kind must ksim have refused, and none executed, to be left alone. */
  private static final int PATIENCE = 40;

  private record Entry(Case c, Decoded decoded) {
    /** The mnemonic, or why there is none. */
    String kind() {
      return Duel.kind(decoded);
    }
  }

  private final HostProcess host;
  private final SimulatedProcess simulated = new SimulatedProcess();
  private final List<Entry> batch = new ArrayList<>();
  private final List<String> disagreements = new ArrayList<>();
  private final Map<String, Integer> disagreementsOf = new TreeMap<>();
  private final SortedMap<Integer, Integer> casesOf = new TreeMap<>();
  private final Map<String, Integer> compared = new TreeMap<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private final SortedMap<String, String> unimplemented = new TreeMap<>();
  private long cases;
  private long endless;

  Duel(HostProcess host) {
    this.host = host;
  }

  private static String kind(Decoded decoded) {
    return decoded instanceof Instruction i ? i.mnemonic() : decoded.getClass().getSimpleName();
  }

  /** Adds a case whose result the manual defines; others are left out. */
  void add(Case c, Decoded decoded) {
    boolean defined =
        !(decoded instanceof Instruction instruction)
            || UndefinedResults.reason(c, instruction).isEmpty();
    if (defined && !lacks(kind(decoded))) {
      batch.add(new Entry(c, decoded));
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
    List<Optional<Outcome>> theirs = host.receiveThoseThatEnd();
    for (int i = 0; i < batch.size(); i++) {
      Entry entry = batch.get(i);
      if (theirs.get(i).isEmpty()) {
        endless++;
      } else if (ours.get(i).isPresent()) {
        compare(entry, ours.get(i).get(), theirs.get(i).get());
      }
    }
    batch.clear();
  }

  private Optional<Outcome> simulate(Entry entry) {
    try {
      return Optional.of(simulated.run(entry.c()));
    } catch (SimulatedProcess.Unimplemented e) {
      refused.merge(entry.kind(), 1, Integer::sum);
      unimplemented.put(entry.kind(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void compare(Entry entry, Outcome ours, Outcome theirs) {
    if (entry.decoded() instanceof Instruction instruction) {
      if (UndefinedResults.reason(entry.c(), instruction, theirs).isPresent()) {
        return;
      }
      casesOf.merge(instruction.encoding().line(), 1, Integer::sum);
    } else if (entry.decoded() instanceof InvalidEncoding
        && UndefinedResults.reason(theirs).isPresent()) {
      return;
    }
    cases++;
    compared.merge(entry.kind(), 1, Integer::sum);
    String difference = Comparison.of(entry.decoded(), entry.c().before()).difference(ours, theirs);
    if (!difference.isEmpty()
        && disagreementsOf.merge(entry.kind(), 1, Integer::sum) <= MOST_OF_A_KIND) {
      String line = new CaseLine(entry.c(), 0, theirs).format();
      disagreements.add(
          "%s: ksim and host differ in %s%n%s".formatted(entry.kind(), difference, line));
    }
  }

  /** Whether ksim is known not to implement an instruction. */
  boolean lacks(String mnemonic) {
    return !compared.containsKey(mnemonic) && refused.getOrDefault(mnemonic, 0) >= PATIENCE;
  }

  /** Number of cases compared. */
  long cases() {
    return cases;
  }

  /** Number of cases left out because they do not end on the host. */
  long endless() {
    return endless;
  }

  /** Number of cases compared, by line of the table. */
  SortedMap<Integer, Integer> casesOf() {
    return casesOf;
  }

  /** Where ksim and host disagree, the first few of each kind. */
  List<String> disagreements() {
    return disagreements;
  }

  /** What ksim says it does not implement, by mnemonic. */
  SortedMap<String, String> unimplemented() {
    return unimplemented;
  }
}
