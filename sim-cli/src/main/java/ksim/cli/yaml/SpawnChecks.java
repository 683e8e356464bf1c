package ksim.cli.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.cli.diag.Suggestion;
import ksim.sched.scenario.ThreadGroupSpec;

/**
 * Follows the {@code spawn} and {@code join} operations of programs in order and reports what
 * cannot work: a join without a spawn before it in the same program, a spawn of a group that is not
 * there, and threads that nobody starts.
 */
final class SpawnChecks {
  private final ProblemList problems;

  /** Where each group is spawned or joined, in order of the file. */
  private final Map<String, List<YamlNode>> spawned = new LinkedHashMap<>();

  private final Deque<LoopStart> loops = new ArrayDeque<>();
  private Map<String, Long> unjoined = new HashMap<>();
  private Map<String, YamlNode> lastJoin = new HashMap<>();

  /** How many threads of each group were not joined yet where a loop began. */
  private record LoopStart(Map<String, Long> unjoined, long count) {}

  SpawnChecks(ProblemList problems) {
    this.problems = problems;
  }

  void beginProgram() {
    loops.clear();
    unjoined = new HashMap<>();
    lastJoin = new HashMap<>();
  }

  /** Follows one operation. */
  void at(String operation, YamlNode argument) {
    if (!(argument instanceof YamlNode.Scalar name)) {
      return;
    }
    String group = name.text();
    if (operation.equals("spawn")) {
      spawned.computeIfAbsent(group, key -> new ArrayList<>()).add(argument);
      unjoined.merge(group, 1L, SpawnChecks::limitedSum);
    } else if (operation.equals("join")) {
      lastJoin.put(group, argument);
      if (unjoined.getOrDefault(group, 0L) == 0) {
        notSpawned(argument, group);
      } else {
        unjoined.merge(group, -1L, Long::sum);
      }
    }
  }

  private void notSpawned(YamlNode node, String group) {
    List<String> here =
        unjoined.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    problems.add(
        node,
        "join: found '" + group + "', of which no thread is spawned and not joined here",
        Suggestion.nearest(group, here).map(near -> "did you mean '" + near + "'?").orElse(""));
  }

  void enterLoop(long count) {
    loops.push(new LoopStart(Map.copyOf(unjoined), count));
  }

  /** What one round does to each group, all rounds do so many times. */
  void leaveLoop() {
    LoopStart start = loops.pop();
    unjoined.replaceAll(
        (group, now) -> {
          long before = start.unjoined().getOrDefault(group, 0L);
          long change = limitedProduct(now - before, start.count());
          if (before + change < 0) {
            Optional.ofNullable(lastJoin.get(group))
                .ifPresent(node -> joinedTooOften(node, group, start.count()));
            return 0L;
          }
          return limitedSum(before, change);
        });
  }

  private void joinedTooOften(YamlNode node, String group, long rounds) {
    problems.add(
        node,
        "join: '%s' is joined more often in %d rounds than spawned before".formatted(group, rounds),
        "");
  }

  private static long limitedSum(long a, long b) {
    return Math.min(a + b, Integer.MAX_VALUE);
  }

  /** Limited too: what is far beyond any machine need not be exact. */
  private static long limitedProduct(long change, long count) {
    return Math.clamp(
        change * Math.min(count, 1_000_000_000), -Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Names of the groups that programs spawn. */
  Set<String> groups() {
    return spawned.keySet();
  }

  /** Checks what needs all threads. */
  void endOfFile(YamlNode threads, List<ThreadGroupSpec> groups) {
    List<String> names = groups.stream().map(ThreadGroupSpec::name).toList();
    spawned.forEach(
        (name, nodes) -> {
          if (!name.isEmpty() && !names.contains(name)) {
            nodes.forEach(
                node ->
                    problems.add(
                        node,
                        "spawn: found '" + name + "', expected the name of a group under 'threads'",
                        Suggestion.hint(name, names)));
          }
        });
    if (!names.isEmpty() && spawned.keySet().containsAll(names)) {
      problems.add(
          threads,
          "threads: every group is spawned by a program, expected one that init starts",
          "a group that a program spawns is started by nobody else");
    }
  }
}
