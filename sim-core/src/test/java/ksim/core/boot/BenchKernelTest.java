package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/**
 * A kernel written elsewhere, whose checksums a native program has computed: compiled code, paging,
 * context switches, page faults, system calls and double faults give the right results.
 */
class BenchKernelTest {
  private static final Path DIRECTORY = Path.of("..", "..", "shared", "bench");
  private static final Pattern RESULT = Pattern.compile("E (\\w+) .*res=([0-9a-f]{16}).*");
  private static final long MEMORY_BYTES = 256L << 20;

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  private Machine machine(BootProtocol protocol) throws IOException, BadImage {
    Path image = DIRECTORY.resolve("kernel-s1.elf");
    assumeTrue(Files.exists(image), "the benchmark kernel is not here: " + image);
    Machine machine =
        new Machine(
            new MachineConfiguration(1, MEMORY_BYTES, "skylake", TimingLevel.NONE, 10_000),
            new PcBoard(console::write));
    PhysicalMap map =
        new PhysicalMap(List.of(new PhysicalMap.Range(0, MEMORY_BYTES, PhysicalMap.Kind.RAM)));
    BinaryFile file = new BinaryFile("kernel-s1.elf", Files.readAllBytes(image));
    protocol.load(new BootRequest(file, "", Optional.empty(), List.of(), map, 0), machine);
    return machine;
  }

  @Test
  void computesWhatTheProcessorComputes() throws IOException, BadImage {
    Machine machine = machine(new MultibootProtocol());
    assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(new Stop.PowerOff(0));
    String text = console.toString(StandardCharsets.ISO_8859_1);
    Map<String, String> results =
        text.lines()
            .map(RESULT::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> b));
    Map<String, String> expected = expected();
    assertThat(expected).hasSizeGreaterThan(8);
    expected.remove("(init)"); // stands for sections without a name of their own
    assertThat(results).containsAllEntriesOf(expected);
    assertThat(text).contains("E stackDF").endsWith("DONE\n");
  }

  private static Map<String, String> expected() throws IOException {
    try (Stream<String> lines = Files.lines(DIRECTORY.resolve("expected-s1.txt"))) {
      return lines
          .filter(line -> line.contains(" res="))
          .map(line -> Pattern.compile(" ").splitAsStream(line).toList())
          .filter(words -> words.get(1).startsWith("res="))
          .collect(
              Collectors.toMap(List::getFirst, words -> words.get(1).substring(4), (a, b) -> b));
    }
  }

  @Test
  void startsByPvhToo() throws IOException, BadImage {
    Machine machine = machine(new PvhProtocol());
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Limit());
    assertThat(console.toString(StandardCharsets.ISO_8859_1)).contains("B intloop");
  }
}
