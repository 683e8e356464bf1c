package ksim.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.processor.CpuModels;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.Snippet;
import ksim.core.sandbox.SnippetResult;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes and the state are, executing them ends in a typed result, after no more
 * instructions than allowed. The first byte of an input chooses mode and privilege, the second one
 * the state; the others are the code.
 */
class ExecuteFuzzTest {
  private static final int HEAD = 2;
  private static final int MOST_CODE = 96;
  private static final long INSTRUCTIONS = 256;
  private static final long DATA = 0x4000;
  private static final int DATA_BYTES = 64;
  private static final int RING_0 = 0x1f;

  private final Sandbox sandbox = new Sandbox(TimingLevel.NONE, CpuModels.everything());

  static Stream<byte[]> seeds() {
    return Seeds.code().map(ExecuteFuzzTest::withHead);
  }

  private static byte[] withHead(byte[] code) {
    byte[] input = new byte[HEAD + code.length];
    input[0] = 2;
    System.arraycopy(code, 0, input, HEAD, code.length);
    return input;
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void executesAnyBytes(byte[] input) {
    if (input.length <= HEAD) {
      return;
    }
    Snippet snippet = snippet(input);
    SnippetResult result = sandbox.run(snippet);
    assertThat(result.instructions()).isBetween(0L, INSTRUCTIONS);
    assertThat(result.memory()).hasSizeGreaterThanOrEqualTo(snippet.memory().size());
  }

  private static Snippet snippet(byte[] input) {
    CodeMode[] modes = CodeMode.values();
    CodeMode mode = modes[(input[0] & 0xff) % modes.length];
    int ring = (input[0] & RING_0) == RING_0 ? 0 : 3;
    SplittableRandom random = new SplittableRandom(input[1]);
    byte[] data = new byte[DATA_BYTES];
    random.nextBytes(data);
    return new Snippet(
        Arrays.copyOfRange(input, HEAD, Math.min(input.length, HEAD + MOST_CODE)),
        registers(random),
        List.of(new MemoryBytes(DATA, data)),
        OptionalLong.of(INSTRUCTIONS),
        mode,
        ring);
  }

  private static RegisterState registers(SplittableRandom random) {
    RegisterState state = RegisterState.initial();
    for (int i = 0; i < RegisterState.GENERAL; i++) {
      boolean pointer = random.nextInt(4) != 0;
      state.general()[i] = pointer ? DATA + 16L * random.nextInt(64) : random.nextLong();
    }
    for (int i = 0; i < state.vector().length; i++) {
      state.vector()[i] = random.nextLong() >>> random.nextInt(64);
    }
    FloatingPointState x87 = state.floatingPoint();
    for (int i = 0; i < x87.significands().length; i++) {
      x87.significands()[i] = random.nextLong() | Long.MIN_VALUE;
      x87.signExponents()[i] = random.nextInt(1 << 16);
    }
    boolean masked = random.nextBoolean();
    return new RegisterState(
        0x1000 + random.nextInt(0x2000),
        RegisterState.RFLAGS_INITIAL | (random.nextInt(1 << 12) & ~0x100),
        state.general(),
        state.vector(),
        masked ? state.mxcsr() : random.nextInt(1 << 16),
        new FloatingPointState(
            masked ? x87.control() : random.nextInt(1 << 16),
            0,
            masked ? 0xff : random.nextInt(1 << 8),
            x87.significands(),
            x87.signExponents()));
  }
}
