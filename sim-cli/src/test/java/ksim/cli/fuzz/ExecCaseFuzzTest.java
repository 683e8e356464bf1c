package ksim.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import ksim.cli.exec.CaseReader;
import ksim.cli.exec.ExecCase;
import ksim.cli.exec.ResultWriter;
import ksim.core.encoding.CodeMode;
import ksim.core.processor.CpuModels;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.SnippetResult;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a line of {@code ksim exec --batch} is, it ends in a result or in one problem. */
class ExecCaseFuzzTest {
  private static final long INSTRUCTIONS = 10_000;

  private final CaseReader reader = new CaseReader("fuzz.jsonl", CodeMode.BITS_64, 3);
  private final Sandbox sandbox = new Sandbox(TimingLevel.NONE, CpuModels.everything());

  static Stream<String> lines() {
    String zeros = "\"0\",".repeat(15) + "\"0\"";
    return Stream.of(
        "{\"id\":1,\"code\":\"f30fb8c1\",\"rip\":\"0x400000\",\"gpr\":[" + zeros + "]}",
        "{\"code\":\"90\",\"rflags\":\"246\",\"mxcsr\":\"1f80\",\"instructions\":\"1\",\"ring\":0}",
        "{\"code\":\"50\",\"mode\":32,\"memory\":[{\"at\":\"1000\",\"bytes\":\"00ff\"}]}",
        "{\"code\":\"d9e8\",\"fpu\":{\"control\":\"37f\",\"status\":\"3800\",\"tag\":\"ff\"}}",
        "{\"code\":\"0f58c1\",\"xmm\":[" + zeros.replace("0", "0".repeat(32)) + "]}",
        "{\"code\":\"0f58c1\",\"ymm\":[" + zeros.replace("0", "0".repeat(64)) + "]}");
  }

  static Stream<byte[]> seeds() {
    return lines().map(line -> line.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsAnyLine(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    ExecCase input;
    try {
      input = reader.read(1, line);
    } catch (CaseReader.Refused e) {
      assertThat(e.problem().message()).isNotBlank();
      assertThat(e.problem().column()).isPositive();
      return;
    }
    if (input.snippet().instructions().orElse(Sandbox.INSTRUCTION_LIMIT) > INSTRUCTIONS) {
      return; // reading is what is tested here
    }
    SnippetResult result = sandbox.run(input.snippet());
    StringBuilder text = new StringBuilder();
    ResultWriter.append(text, input, result);
    assertThat(text.toString()).startsWith("{").endsWith("}\n");
  }
}
