package ksim.cli.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.cli.diag.Suggestion;

/**
 * Follows the operations of programs in order and reports what cannot work: a mutex released that
 * is not held, or held at the end of a program or of a loop's round; {@code free} before {@code
 * malloc}, {@code munmap} before {@code mmap}, also in some round of a loop; a wait for an event
 * that no program wakes, or for a ring to which none gives; anything after {@code wait: forever}.
 */
final class OperationChecks {
  private final ProblemList problems;
  private final Set<String> woken = new HashSet<>();
  private final Map<String, List<YamlNode>> awaited = new HashMap<>();
  private final Map<String, Deque<YamlNode>> held = new HashMap<>();
  private final Deque<LoopStart> loops = new ArrayDeque<>();
  private final Set<String> given = new HashSet<>();
  private final Map<String, List<YamlNode>> taken = new HashMap<>();
  private Stock blocks = Stock.NONE;
  private Stock mappings = Stock.NONE;
  private int systemCalls;
  private Optional<YamlNode> end = Optional.empty();

  /** What was held where a loop began. */
  private record LoopStart(Map<String, Integer> locks, Stock blocks, Stock mappings, long count) {}

  /**
   * Things that a thread has at some point of its program.
   *
   * @param count how many
   * @param lastTaken the operation that took one away last
   */
  private record Stock(long count, Optional<YamlNode> lastTaken) {
    private static final Stock NONE = new Stock(0, Optional.empty());

    /** Far more than any machine has memory for. */
    private static final long PLENTY = 1L << 50;

    private Stock more() {
      return new Stock(count + 1, lastTaken);
    }

    private Stock less(YamlNode operation) {
      return new Stock(count - 1, Optional.of(operation));
    }

    /** After all rounds of a loop, of which this is what the first has left of {@code before}. */
    private Stock afterRounds(Stock before, long rounds) {
      double all = before.count + (double) (count - before.count) * rounds;
      return new Stock((long) Math.clamp(all, -PLENTY, PLENTY), lastTaken);
    }
  }

  OperationChecks(ProblemList problems) {
    this.problems = problems;
  }

  void beginProgram() {
    held.clear();
    loops.clear();
    blocks = Stock.NONE;
    mappings = Stock.NONE;
    end = Optional.empty();
  }

  /** Follows one operation. */
  void at(YamlNode node, String name, Optional<YamlNode> argument) {
    if (end.isPresent()) {
      problems.add(
          node, "found " + node.described() + " after 'wait: forever', which is never reached", "");
      end = Optional.empty();
    }
    String text = argument.map(OperationChecks::text).orElse("");
    switch (name) {
      case "lock" -> held.computeIfAbsent(text, key -> new ArrayDeque<>()).push(node);
      case "unlock" -> unlock(node, text);
      case "malloc" -> blocks = blocks.more();
      case "free" -> takeBlock(node, "free");
      case "give" -> {
        takeBlock(node, "give");
        given.add(text);
      }
      case "take" -> {
        blocks = blocks.more();
        taken.computeIfAbsent(text, key -> new ArrayList<>()).add(argument.orElse(node));
      }
      case "mmap" -> mappings = mappings.more();
      case "munmap" -> unmap(node);
      case "wake" -> woken.add(text);
      case "wait" -> {
        if (text.equals("forever")) {
          end = Optional.of(node);
        } else {
          awaited.computeIfAbsent(text, key -> new ArrayList<>()).add(argument.orElse(node));
        }
      }
      default -> {
        // nothing to follow
      }
    }
  }

  private static String text(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
  }

  private void unlock(YamlNode node, String name) {
    Deque<YamlNode> stack = held.getOrDefault(name, new ArrayDeque<>());
    if (stack.isEmpty()) {
      problems.add(
          node,
          "unlock: found '" + name + "', which is not held here",
          Suggestion.nearest(name, heldNow()).map(n -> "did you mean '" + n + "'?").orElse(""));
    } else {
      stack.pop();
    }
  }

  private List<String> heldNow() {
    return held.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void takeBlock(YamlNode node, String what) {
    if (blocks.count() == 0) {
      problems.add(node, what + ": nothing is allocated here, expected a malloc before it", "");
    } else {
      blocks = blocks.less(node);
    }
  }

  private void unmap(YamlNode node) {
    if (mappings.count() == 0) {
      problems.add(node, "munmap: nothing is mapped here, expected an mmap before it", "");
    } else {
      mappings = mappings.less(node);
    }
  }

  void enterLoop(long count) {
    Map<String, Integer> locks = new HashMap<>();
    held.forEach((name, stack) -> locks.put(name, stack.size()));
    loops.push(new LoopStart(locks, blocks, mappings, count));
  }

  void leaveLoop() {
    LoopStart start = loops.pop();
    held.forEach(
        (name, stack) -> {
          while (start.count() > 1 && stack.size() > start.locks().getOrDefault(name, 0)) {
            problems.add(
                stack.pop(), "lock: '" + name + "' is taken in each round, never released", "");
          }
        });
    blocks = afterLoop(start.blocks(), blocks, start.count(), "a malloc");
    mappings = afterLoop(start.mappings(), mappings, start.count(), "an mmap");
  }

  private Stock afterLoop(Stock before, Stock after, long rounds, String source) {
    Stock end = after.afterRounds(before, rounds);
    if (end.count() >= 0) {
      return end;
    }
    end.lastTaken()
        .ifPresent(
            node ->
                problems.add(
                    node,
                    "%s: of %,d rounds only %,d find something here, expected %s for each"
                        .formatted(
                            text(node),
                            rounds,
                            before.count() / (before.count() - after.count()),
                            source),
                    ""));
    return new Stock(0, end.lastTaken());
  }

  void enterSystemCall(YamlNode node) {
    if (systemCalls++ > 0) {
      problems.add(
          node,
          "syscall: found inside another, expected application code",
          "the service of a system call runs in the kernel already");
    }
  }

  void leaveSystemCall() {
    systemCalls--;
  }

  void endProgram() {
    held.forEach(
        (name, stack) ->
            stack.forEach(
                node -> problems.add(node, "lock: '" + name + "' is never released", "")));
  }

  /** Checks what needs all programs. */
  void endOfFile() {
    checkRings();
    awaited.forEach(
        (name, nodes) -> {
          if (!name.isEmpty() && !woken.contains(name)) {
            nodes.forEach(node -> problems.add(node, neverWoken(name), wakeHint(name)));
          }
        });
  }

  private void checkRings() {
    taken.forEach(
        (name, nodes) -> {
          if (!name.isEmpty() && !given.contains(name)) {
            String message = "take: found '" + name + "', which no program gives to";
            String hint =
                Suggestion.nearest(name, given.stream().sorted().toList())
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("");
            nodes.forEach(node -> problems.add(node, message, hint));
          }
        });
  }

  private static String neverWoken(String name) {
    return "wait: found '" + name + "', which no program wakes";
  }

  private String wakeHint(String name) {
    return Suggestion.nearest(name, woken.stream().sorted().toList())
        .map(near -> "did you mean '" + near + "'?")
        .orElse("write 'wait: forever' for a thread that is never woken");
  }
}
