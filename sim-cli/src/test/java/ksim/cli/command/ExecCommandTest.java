package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ksim.cli.Approved;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecCommandTest {
  /** Cases of which the results are in the approved file; they show every field and ending. */
  private static final String CASES =
      """
      {"id":"popcnt","code":"f30fb8c1","rip":"400000","gpr":["0","ff","0","0","0","0","0","0","0","0","0","0","0","0","0","0"]}
      {"id":2,"code":"8b03","gpr":["0x0","0x0","0x0","0x7fff0000","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0"]}
      {"id":"store","code":"48890350","rip":"0x1000","gpr":["0x1122","0","0","0x2004","0x2010","0","0","0","0","0","0","0","0","0","0","0"],"memory":[{"at":"0x2000","bytes":"aaaaaaaaaaaaaaaaaaaa"}]}

      {"code":"f4","ring":0}
      {"code":"f4"}
      {"code":"ebfe","instructions":3}
      {"code":"4066ffc0","mode":32}
      {"code":"90","fpu":{"control":"27f","status":"3800","tag":"80","registers":["3fff8000000000000000","00000000000000000000","00000000000000000000","00000000000000000000","00000000000000000000","00000000000000000000","00000000000000000000","00000000000000000000"]}}
      {"code":"e67f","ring":"0","rflags":"2","mxcsr":"1fa0"}
      """;

  @TempDir private Path directory = Path.of("");
  private CommandRun ksim = new CommandRun(directory);

  @BeforeEach
  void start() {
    ksim = new CommandRun(directory);
  }

  private int exec(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "exec";
    System.arraycopy(args, 0, all, 1, args.length);
    return ksim.run(CommandRun.NOTHING, all);
  }

  @Test
  void showsWhatHasChanged() throws IOException {
    assertThat(exec("--hex", "f3 0f b8 c1", "--set", "rcx=255", "--set", "xmm1=2a")).isZero();
    Approved.check("exec-text.txt", ksim.out());
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void showsEachInstruction() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String syntax : new String[] {"att", "intel"}) {
      assertThat(
              exec(
                  "--hex",
                  "f30fb8c1 50 668103 00ff ffc9 75f7 8b0425 00500000",
                  "--at",
                  "0x401000",
                  "--set",
                  "rcx=0x2",
                  "--set",
                  "rsp=0x2010",
                  "--set",
                  "rbx=0x2000",
                  "--memory",
                  "0x2000=11223344",
                  "--disassemble",
                  "--syntax",
                  syntax))
          .isZero();
      text.append(ksim.out()).append('\n');
    }
    Approved.check("exec-trace.txt", text.toString());
  }

  @Test
  void runsCasesOfAFile() throws IOException {
    ksim.write("cases.jsonl", CASES);
    assertThat(exec("--batch", "cases.jsonl", "--out", "results.jsonl")).isZero();
    assertThat(ksim.out()).isEmpty();
    Approved.check("exec-batch.jsonl", ksim.read("results.jsonl"));
  }

  @Test
  void runsCasesOfStandardInputInTheSameWay() throws IOException {
    ksim.type(CASES);
    assertThat(exec("--batch", "-")).isZero();
    Approved.check("exec-batch.jsonl", ksim.out());
  }

  @Test
  void theResultOfACaseDoesNotDependOnItsPlace() {
    String[] cases = CASES.lines().filter(line -> !line.isBlank()).toArray(String[]::new);
    String many =
        IntStream.range(0, 1000)
            .mapToObj(i -> cases[i * 5 % cases.length])
            .collect(Collectors.joining("\n"));
    ksim.type(many);
    assertThat(exec("--batch", "-")).isZero();
    String[] results = ksim.out().split("\n", -1);
    for (int i = 0; i < cases.length; i++) {
      ksim.type(cases[i * 5 % cases.length]);
      assertThat(exec("--batch", "-")).isZero();
      for (int at = i; at < 1000; at += cases.length) {
        assertThat(results[at] + "\n").isEqualTo(ksim.out());
      }
    }
  }

  @Test
  void aFileWithMistakesIsNotRunAtAll() throws IOException {
    ksim.write(
        "cases.jsonl", CASES + "{\"code\":\"9x\"}\n{\"code\":\"90\",\"gpr\":[\"1\"]}\n{\"rip\":");
    assertThat(exec("--batch", "cases.jsonl", "--out", "results.jsonl")).isEqualTo(2);
    assertThat(ksim.out()).isEmpty();
    assertThat(directory.resolve("results.jsonl")).doesNotExist();
    assertThat(ksim.err())
        .contains(
            "cases.jsonl:11:9: error: code: found 'x' at digit 2, expected two hex digits a byte",
            "  {\"code\":\"9x\"}\n          ^",
            "cases.jsonl:12:24: error: gpr: found 1 elements, expected 16",
            "cases.jsonl:13:8: error: ",
            "3 errors, nothing was run");
  }

  @Test
  void aStreamEndsAtItsFirstMistake() {
    ksim.type("{\"code\":\"90\"}\n{\"code\":\"9\"}\n{\"code\":\"90\"}\n");
    assertThat(exec("--batch", "-")).isEqualTo(2);
    assertThat(ksim.out().lines()).hasSize(1);
    assertThat(ksim.err())
        .contains("standard input:2:9: error: code: found 1 hex digit, expected an even number")
        .contains("1 error, later lines were not run");
  }

  @Test
  void noFileIsWrittenFromAStreamWithAMistake() {
    ksim.type("{\"code\":\"90\"}\n{\"code\":\"9\"}\n");
    assertThat(exec("--batch", "-", "--out", "results.jsonl")).isEqualTo(2);
    assertThat(directory.resolve("results.jsonl")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|expected an object",
        "{\"cod\":\"90\"}|did you mean 'code'?",
        "{\"code\":\"\"}|code: found no bytes",
        "{\"rip\":\"1\"}|found no 'code'",
        "{\"code\":\"90\",\"code\":\"90\"}|found 'code' twice",
        "{\"code\":\"90\"} 1|found something behind the object",
        "{\"code\":\"90\",\"rip\":\"800000000000\"}|expected canonical addresses",
        "{\"code\":\"9090\",\"rip\":\"7fffffffffff\"}|expected canonical addresses",
        "{\"code\":\"90\",\"rip\":\"fffffe0000001800\"}|in the page of the descriptor table",
        "{\"code\":\"90\",\"rip\":-1}|expected a number from 0 to 2^64 - 1",
        "{\"code\":\"90\",\"rip\":\"0x\"}|expected a number of 1 to 16 hex digits",
        "{\"code\":\"90\",\"mode\":16,\"rip\":\"10000\"}|expected it up to 0xffff in this mode",
        "{\"code\":\"90\",\"mode\":\"40\"}|expected 16 or 32 or 64",
        "{\"code\":\"90\",\"ring\":1}|expected 0 or 3",
        "{\"code\":\"90\",\"instructions\":\"0\"}|expected at least 1",
        "{\"code\":\"90\",\"memory\":[{\"at\":\"0\"}]}|memory: element 0: found no 'bytes'",
        "{\"code\":\"90\",\"xmm\":[\"1\"]}|xmm: element 0: found '1' of 1 digit, expected 32",
        "{\"code\":\"90\",\"mxcsr\":\"10000\"}|mxcsr: found 0x10000, expected 0 to 0xffff",
        "{\"code\":\"90\",\"fpu\":{\"top\":1}}|fpu: found the unknown field 'top'",
        "{\"code\":\"90\",\"id\":null}|id: found 'null', expected a string or a whole number",
      })
  void saysWhatIsWrongWithACase(String line, String message) {
    ksim.type(line + "\n");
    assertThat(exec("--batch", "-")).isEqualTo(2);
    assertThat(ksim.err()).startsWith("standard input:1:").contains(message);
    assertThat(ksim.out()).isEmpty();
  }

  @Test
  void refusesACaseThatTouchesTooManyPages() {
    String half = "00".repeat(1 << 23);
    ksim.type(
        "{\"code\":\"90\",\"memory\":[{\"at\":\"0\",\"bytes\":\"%s\"},".formatted(half)
            + "{\"at\":\"800000\",\"bytes\":\"%s00\"}]}".formatted(half));
    assertThat(exec("--batch", "-")).isEqualTo(2);
    assertThat(ksim.err()).contains("found 4,097 pages that memory and code touch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--hex 9",
        "--hex 90 --file code.bin",
        "--hex 90 --batch -",
        "--file absent.bin",
        "--batch absent.jsonl",
        "--batch .",
        "--hex 90 --set rax",
        "--hex 90 --set rax=18446744073709551616",
        "--hex 90 --set xmm16=0",
        "--hex 90 --set fcw=65536",
        "--hex 90 --memory 0x2000",
        "--hex 90 --memory 0x800000000000=00",
        "--hex 90 --at -0x1",
        "--hex 90 --mode 8",
        "--hex 90 --ring 1",
        "--hex 90 --cpu i386",
        "--hex 90 --core i386",
        "--batch - --core skylake,l1-ways=3",
        "--hex 90 --instructions 0",
        "--hex 90 --syntax gas",
        "--hex 90 --format xml",
        "--hex 90 --out no/such/directory",
        "--batch - --disassemble",
      })
  void rejectsBadUsage(String line) {
    assertThat(exec(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(ksim.out()).isEmpty();
    assertThat(ksim.err()).contains("error: ").doesNotContain("\tat ");
  }

  @Test
  void countsCyclesForTheCoreThatIsNamed() throws IOException {
    ksim.write("cases.jsonl", "{\"code\":\"90\"}\n");
    assertThat(cycles("--hex", "90")).isEqualTo(1);
    long usual = cycles("--hex", "90", "--timing", "detailed");
    String slow = "skylake,dram-latency=1000";
    assertThat(cycles("--hex", "90", "--timing", "detailed", "--core", "skylake")).isEqualTo(usual);
    long later = cycles("--hex", "90", "--timing", "detailed", "--core", slow);
    assertThat(later).isGreaterThan(usual + 800);
    assertThat(cycles("--batch", "cases.jsonl", "--timing", "detailed", "--core", slow))
        .isEqualTo(later);
  }

  private long cycles(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--batch")) {
      all.addAll(List.of("--format", "json"));
    }
    assertThat(exec(all.toArray(String[]::new))).isZero();
    Matcher cycles = Pattern.compile("\"cycles\":\"(?:0x)?(\\p{XDigit}+)\"").matcher(ksim.out());
    assertThat(cycles.find()).as(ksim.out()).isTrue();
    return Long.parseLong(cycles.group(1), 16);
  }

  @Test
  void takesCodeFromAFileOrStandardInput() throws IOException {
    Files.write(directory.resolve("code.bin"), new byte[] {(byte) 0xff, (byte) 0xc0});
    assertThat(exec("--file", "code.bin", "--format", "json")).isZero();
    assertThat(ksim.out()).startsWith("{\"stop\":\"end\",\"rip\":\"0x2\",\"gpr\":[\"0x1\"");
    ksim.type("\u0090");
    assertThat(exec("--file", "-")).isZero();
  }

  @Test
  void helpNamesExamplesAndExitCodes() {
    assertThat(exec("--help")).isZero();
    assertThat(ksim.out()).contains("Usage: ksim exec", "Examples:", "Exit codes:", "--batch");
  }
}
