package ksim.core.isa.x87;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.isa.Op;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The transcendental instructions on operands of their domain, against the CPU that runs this test.
 * Intel specifies an error below one unit in the last place (SDM volume 1, section 8.3.10), and
 * that is what results may differ by; the share of identical ones is watched. {@code
 * -Dksim.x87.operands=N} sets the number of operands; {@code docs/x87.md} has the shares of
 * 100,000.
 */
class TranscendentalTest {
  private static final int OPERANDS = Integer.getInteger("ksim.x87.operands", 3000);
  private static final long SEED = 20251125;
  private static final int BIAS = 0x3fff;
  private static final long INTEGER_BIT = 1L << 63;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SimulatedX87 simulated = new SimulatedX87();

  @ParameterizedTest(name = "{0} from 2^{2} to 2^{3}")
  @CsvSource({
    "fsin, d9fe, -40, -2, any, 99",
    "fsin, d9fe, -1, 62, any, 96",
    "fcos, d9ff, -40, -2, any, 99",
    "fcos, d9ff, -1, 62, any, 96",
    "fsincos, d9fb, -10, 5, any, 96",
    "fptan, d9f2, -40, -2, any, 99",
    "fptan, d9f2, -1, 62, any, 94",
    "f2xm1, d9f0, -16000, -2, any, 99",
    "f2xm1, d9f0, -20, -1, any, 98",
    "fyl2x, d9f1, -10, 10, positive, 98",
    "fyl2x, d9f1, -1, 0, positive, 95",
    "fyl2xp1, d9f9, -10, -2, any, 91",
    "fyl2xp1, d9f9, -8000, -11, any, 99",
    "fpatan, d9f3, -4, 4, any, 96",
    "fpatan, d9f3, -100, 100, any, 98"
  })
  void isWithinOneUnitInTheLastPlace(
      String mnemonic, String code, int from, int to, String signs, int identicalPercent) {
    Optional<HostX87> host = HostX87.open();
    assumeTrue(host.isPresent(), "needs Linux on an Intel x86-64 processor");
    byte[] bytes = HexFormat.of().parseHex(code);
    host.get().load(bytes);
    Instruction instruction =
        (Instruction) Decoder.decode(bytes, 0, bytes.length, CodeMode.BITS_64);
    assertThat(instruction.mnemonic()).isEqualTo(mnemonic);
    Op op = SimulatedX87.bind(instruction);
    int identical = 0;
    for (int i = 0; i < OPERANDS; i++) {
      X87State before = state(from, to, signs.equals("positive"));
      X87State theirs = host.get().run(before);
      X87State ours = simulated.run(op, before);
      identical += ours.hasRegistersOf(theirs) ? 1 : 0;
      assertThat(ours.difference(theirs).isEmpty() || ours.isNear(theirs))
          .as("%s of%n%s%nours and theirs%n%s%n%s", mnemonic, before, ours, theirs)
          .isTrue();
    }
    assertThat(100.0 * identical / OPERANDS)
        .as("percentage of identical results")
        .isGreaterThan(identicalPercent);
  }

  /** Two registers in use: ST(0) in a range, ST(1) around one. */
  private X87State state(int from, int to, boolean positive) {
    ByteBuffer image = ByteBuffer.allocate(X87State.IMAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    image.putShort(0, (short) 0x37f);
    image.putShort(2, (short) (6 << 11));
    image.put(4, (byte) 0xc0);
    image.putInt(24, 0x1f80);
    register(image, 32, from, to, positive);
    register(image, 48, -4, 4, false);
    return new X87State(image.array(), 0, 2, new byte[X87State.MEMORY_BYTES]);
  }

  private void register(ByteBuffer image, int at, int from, int to, boolean positive) {
    int sign = positive ? 0 : random.nextInt(2) << 15;
    int few = random.nextInt(4) == 0 ? random.nextInt(64) : 0;
    image.putLong(at, (random.nextLong() & -1L << few) | INTEGER_BIT);
    image.putShort(at + Long.BYTES, (short) (BIAS + random.nextInt(from, to + 1) | sign));
  }
}
