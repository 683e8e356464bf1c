package ksim.cli.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootRequest;
import ksim.core.boot.MultibootProtocol;
import ksim.core.boot.PhysicalMap;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.timing.TimingLevel;

/** Core cycles of the sections of the benchmark kernel, as it reads them from its counter. */
final class KernelCycles {
  private static final Pattern SECTION = Pattern.compile("E (\\w+) tsc=(\\d+) .*");
  private static final long MEMORY_BYTES = 256L << 20;
  private static final long QUANTUM_CYCLES = 10_000;

  private KernelCycles() {}

  /**
   * Runs the kernel to its end.
   *
   * @param image the kernel
   * @param figures gets the cycles of each section
   */
  static void measure(Path image, String core, TimingLevel timing, Map<String, String> figures)
      throws IOException, BadImage {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    Machine machine =
        new Machine(
            new MachineConfiguration(1, MEMORY_BYTES, core, timing, QUANTUM_CYCLES),
            new PcBoard(console::write));
    PhysicalMap map =
        new PhysicalMap(List.of(new PhysicalMap.Range(0, MEMORY_BYTES, PhysicalMap.Kind.RAM)));
    String name = String.valueOf(image.getFileName());
    BinaryFile file = new BinaryFile(name, Files.readAllBytes(image));
    new MultibootProtocol()
        .load(new BootRequest(file, "", Optional.empty(), List.of(), map, 0), machine);
    machine.run(Long.MAX_VALUE);
    String level = timing.name().toLowerCase(Locale.ROOT);
    console
        .toString(StandardCharsets.ISO_8859_1)
        .lines()
        .map(SECTION::matcher)
        .filter(Matcher::matches)
        .forEach(m -> figures.put(GoldenFigures.name(name, m.group(1), core, level), m.group(2)));
  }
}
