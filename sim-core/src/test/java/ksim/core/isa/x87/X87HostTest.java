package ksim.core.isa.x87;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.host.LastPlace;
import ksim.core.isa.Op;
import org.junit.jupiter.api.Test;

/**
 * Every encoding of the x87 FPU, in all modes of rounding and precision, with exceptions masked and
 * not, on random states, against the CPU that runs this test. {@code -Dksim.x87.states=N} sets the
 * number of states of each encoding, {@code -Dksim.x87.seed=N} the seed.
 */
class X87HostTest {
  private static final int STATES = Integer.getInteger("ksim.x87.states", 250);
  private static final long SEED = Long.getLong("ksim.x87.seed", 20251125);
  private static final int SHOWN_OF_ENCODING = 3;

  /** Instructions that do not wait, and so may find an exception pending. */
  private static final Set<String> NOT_WAITING =
      Set.of(
          "fninit", "fnclex", "fnstcw", "fnstsw", "fnstenv", "fnsave", "fneni", "fndisi", "fnsetpm",
          "fxsave", "fxrstor");

  private final X87StateSampler states = new X87StateSampler(new SplittableRandom(SEED));
  private final SimulatedX87 simulated = new SimulatedX87();
  private final List<String> disagreements = new ArrayList<>();
  private int cases;

  @Test
  void agreesWithTheHost() {
    Optional<HostX87> host = HostX87.open();
    assumeTrue(host.isPresent(), "needs Linux on an Intel x86-64 processor");
    for (byte[] code : X87Encodings.all()) {
      if (Decoder.decode(code, 0, code.length, CodeMode.BITS_64) instanceof Instruction found) {
        compare(host.get(), found, code);
      }
    }
    assertThat(disagreements).as("disagreements of %d cases", cases).isEmpty();
    assertThat(cases).isGreaterThan(100_000);
  }

  private void compare(HostX87 host, Instruction instruction, byte[] code) {
    host.load(code);
    Op op = SimulatedX87.bind(instruction);
    int shown = 0;
    for (int i = 0; i < STATES && shown < SHOWN_OF_ENCODING; i++) {
      X87State before = states.sample(NOT_WAITING.contains(instruction.mnemonic()));
      X87State theirs = host.run(before);
      X87State ours = simulated.run(op, before);
      cases++;
      if (!agree(instruction, ours, theirs)) {
        shown++;
        disagreements.add(
            "%s (%s)%n before%n%s%n ours and theirs: %s"
                .formatted(
                    instruction.mnemonic(),
                    instruction.bytes().hex(),
                    before,
                    ours.difference(theirs)));
      }
    }
  }

  private static boolean agree(Instruction instruction, X87State ours, X87State theirs) {
    return ours.difference(theirs).isEmpty()
        || (LastPlace.mayDiffer(instruction.mnemonic()) && ours.isNear(theirs));
  }
}
