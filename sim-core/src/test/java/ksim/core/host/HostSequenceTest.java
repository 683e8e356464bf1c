package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Sequences of random instructions with branches, loops, calls and memory, against the CPU that
 * runs this test. A sequence that fails is reduced to what is needed to make it fail.
 *
 * <p>Properties: {@code ksim.host.sequences} (their number) and {@code ksim.host.seed}.
 */
class HostSequenceTest {
  private static final long SEED = Long.getLong("ksim.host.seed", 143);
  private static final int SEQUENCES = Integer.getInteger("ksim.host.sequences", 3_000);
  private static final int MOST_SHOWN = 10;

  private record Attempt(Sequence sequence, Case c) {}

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SimulatedProcess simulated = new SimulatedProcess();
  private final List<String> disagreements = new ArrayList<>();
  private int compared;
  private int completed;

  @Test
  void agreesWithTheHost() {
    Optional<HostProcess> host = HostProcess.open();
    assumeTrue(host.isPresent(), "needs Linux on an Intel x86-64 processor");
    try (HostProcess process = host.get()) {
      SequenceSampler sampler = new SequenceSampler(random, process);
      for (int i = 0; i < SEQUENCES; i += HostProcess.BATCH) {
        run(process, sampler);
      }
      System.out.printf(
          "%d sequences of %d instructions; %d reached their end%n",
          compared, sampler.poolSize(), completed);
    }
    assertThat(disagreements).as("what differs, and the line to replay it").isEmpty();
    assertThat(completed).isGreaterThan(compared / 2);
  }

  private void run(HostProcess host, SequenceSampler sampler) {
    List<Attempt> attempts = new ArrayList<>();
    while (attempts.size() < HostProcess.BATCH) {
      Sequence sequence = sampler.sequence();
      byte[] code = sequence.code();
      if (code.length < Case.LONGEST) {
        attempts.add(new Attempt(sequence, sampler.caseOf(code, random.nextInt(Layout.MEMORIES))));
      }
    }
    host.send(attempts.stream().map(Attempt::c).toList());
    List<Optional<Outcome>> ours = attempts.stream().map(a -> simulate(a.c())).toList();
    List<Outcome> theirs = host.receive();
    for (int i = 0; i < attempts.size(); i++) {
      if (ours.get(i).isPresent()) {
        compared++;
        completed += theirs.get(i).after().rip() == attempts.get(i).c().end() + 1 ? 1 : 0;
        String difference = Comparison.STRICT.difference(ours.get(i).get(), theirs.get(i));
        if (!difference.isEmpty() && disagreements.size() < MOST_SHOWN) {
          disagreements.add(
              "%s; at first in %s"
                  .formatted(describe(host, reduce(host, attempts.get(i))), difference));
        }
      }
    }
  }

  private Optional<Outcome> simulate(Case c) {
    try {
      return Optional.of(simulated.run(c));
    } catch (SimulatedProcess.Unimplemented e) {
      return Optional.empty();
    }
  }

  /** Takes away one thing after the other as long as the rest still fails. */
  private Attempt reduce(HostProcess host, Attempt failing) {
    Attempt smallest = failing;
    boolean found = true;
    while (found) {
      Attempt last = smallest;
      Optional<Attempt> smaller =
          last.sequence()
              .reductions()
              .map(less -> new Attempt(less, with(last.c(), less.code())))
              .filter(a -> a.c().code().length > 0 && !difference(host, a.c()).isEmpty())
              .findFirst();
      found = smaller.isPresent();
      smallest = smaller.orElse(last);
    }
    return smallest;
  }

  private static Case with(Case c, byte[] code) {
    return new Case(c.mode(), code, c.offset(), c.memory(), c.imageSeed(), c.before());
  }

  private String difference(HostProcess host, Case c) {
    Outcome theirs = host.run(c);
    return simulate(c).map(ours -> Comparison.STRICT.difference(ours, theirs)).orElse("");
  }

  private String describe(HostProcess host, Attempt attempt) {
    return "ksim and host differ in %s%n%s"
        .formatted(
            difference(host, attempt.c()),
            new CaseLine(attempt.c(), 0, host.run(attempt.c())).format());
  }
}
