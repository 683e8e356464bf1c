package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.NotInTable;
import org.junit.jupiter.api.Test;

/**
 * Bytes that are almost an instruction: with prefixes too many, bits flipped, LOCK where it does
 * not belong. What ksim takes for undefined or too long must be so on the host, and the other way
 * round.
 *
 * <p>Properties: {@code ksim.host.mutations} (number of cases) and {@code ksim.host.seed}.
 */
class HostUndefinedTest {
  private static final long SEED = Long.getLong("ksim.host.seed", 20251124);
  private static final int CASES = Integer.getInteger("ksim.host.mutations", 30_000);
  private static final int[] PREFIXES = {
    0xf0, 0x66, 0x67, 0xf2, 0xf3, 0x2e, 0x64, 0x40, 0x48, 0x4f, 0xf0
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final HostFeatures features = HostFeatures.read();

  @Test
  void undefinedIsUndefinedOnTheHost() {
    Optional<HostProcess> host = HostProcess.open();
    assumeTrue(host.isPresent(), "needs Linux on an Intel x86-64 processor");
    try (HostProcess process = host.get()) {
      Duel duel = new Duel(process);
      List<Subject> subjects = Subject.all(features);
      for (int i = 0; i < CASES; i++) {
        Subject subject = subjects.get(random.nextInt(subjects.size()));
        subject
            .source(random.nextLong(1L << 40))
            .instruction()
            .ifPresent(sample -> add(duel, subject.mode(), mutation(sample.code())));
      }
      duel.finish();
      System.out.println(duel.cases() + " mutations");
      assertThat(duel.disagreements()).as("what differs, and the line to replay it").isEmpty();
    }
  }

  private byte[] mutation(byte[] code) {
    byte[] bytes = new byte[16];
    int prefixes =
        switch (random.nextInt(16)) {
          case 0 -> random.nextInt(8, 16); // at most fifteen bytes make an instruction
          case 1, 2, 3, 4, 5, 6 -> random.nextInt(1, 3);
          default -> 0;
        };
    for (int i = 0; i < prefixes; i++) {
      bytes[i] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
    }
    System.arraycopy(code, 0, bytes, prefixes, Math.min(code.length, bytes.length - prefixes));
    if (prefixes == 0) {
      for (int flips = random.nextInt(1, 3); flips > 0; flips--) {
        bytes[random.nextInt(Math.min(5, code.length))] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }

  private void add(Duel duel, CodeMode mode, byte[] bytes) {
    Decoded decoded = Decoder.decode(bytes, 0, bytes.length, mode);
    if (decoded instanceof NotInTable) {
      return;
    }
    byte[] code = bytes;
    if (decoded instanceof Instruction instruction) {
      if (!isComparable(instruction, mode)) {
        return;
      }
      code = Arrays.copyOf(bytes, instruction.length());
    }
    StateSampler states = new StateSampler(random, mode);
    Case c =
        decoded instanceof Instruction instruction
            ? states.sample(new InstructionSampler.Sample(code, instruction))
            : states.any(code);
    duel.add(c, decoded);
  }

  private boolean isComparable(Instruction instruction, CodeMode mode) {
    return !InstructionSampler.branchesIntoItself(instruction)
        && features.has(instruction.encoding())
        && SimulatedSystem.has(instruction.encoding())
        && NotCompared.reason(instruction.encoding(), mode).isEmpty()
        && NotCompared.reason(instruction).isEmpty();
  }
}
