package ksim.core.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import ksim.core.cpu.CodeContext;
import ksim.core.decode.Operations;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.processor.CpuFeature;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;

/**
 * The page of all encodings, {@code sim-core/docs/instructions.md}: what is implemented, and what
 * it was compared with. Made from the instruction table, the operations, the recorded cases and the
 * counts of the last long comparison with a host; {@link #main} writes it.
 */
@SuppressWarnings("StringSplitter")
final class InstructionPage {
  private static final Path PAGE = Path.of("docs", "instructions.md");
  private static final Path RECORDED = Path.of("..", "src-test-data", "host");
  private static final Path COUNTS = RECORDED.resolve("compared.csv");
  private static final String BASE = "base";
  private static final int TRIES = 100;
  private static final CodeContext BITS_32 =
      new CodeContext(1, CodeMode.BITS_32, true, 0, 0xffff_ffffL);

  /**
   * What the page says of an encoding.
   *
   * @param encoding the encoding
   * @param implemented whether it has an operation
   * @param live number of cases in the last long comparison
   * @param recorded number of recorded cases
   * @param note why there are none; empty if there are
   */
  record Row(Encoding encoding, boolean implemented, long live, long recorded, String note) {}

  private final TableText table = TableText.load();
  private final CpuModel model = CpuModels.everything();
  private final Map<String, Long> live;
  private final String liveSource;
  private final Map<Integer, Long> recorded = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private InstructionPage() throws IOException {
    List<String> counts = Files.exists(COUNTS) ? Files.readAllLines(COUNTS) : List.of();
    live = liveCounts(counts);
    liveSource = counts.isEmpty() ? "" : counts.getFirst().substring(1).strip();
    countRecorded();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (!encoding.has(Attribute.UNLISTED) && model.has(encoding.feature())) {
        rows.add(row(encoding));
      }
    }
  }

  /** Reads everything that the page is made of. */
  static InstructionPage make() throws IOException {
    return new InstructionPage();
  }

  /** Writes the page; to be run in the directory sim-core. */
  public static void main(String[] args) throws IOException {
    Files.writeString(PAGE, make().text());
  }

  /** The page as it is in the docs. */
  static String written() throws IOException {
    return Files.readString(PAGE);
  }

  /** The encodings that CPU models advertise and that have no operation. */
  List<String> missing() {
    return rows.stream()
        .filter(row -> !row.implemented())
        .map(row -> table.of(row.encoding()))
        .toList();
  }

  private static Map<String, Long> liveCounts(List<String> lines) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines) {
      if (!line.startsWith("#")) {
        String[] fields = line.split(";");
        counts.put(fields[0], Long.parseLong(fields[1]));
      }
    }
    return counts;
  }

  /**
   * Writes what a comparison with a host has compared.
   *
   * @param name the host's processor, date and seed
   * @param cases number of cases by line of the table
   */
  static void writeCounts(Path file, String name, Map<Integer, Integer> cases) throws IOException {
    TableText table = TableText.load();
    List<String> lines = new ArrayList<>(List.of("# " + name));
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      int count = cases.getOrDefault(encoding.line(), 0);
      if (count > 0) {
        lines.add(table.of(encoding) + ";" + count);
      }
    }
    Files.write(file, lines);
  }

  private void countRecorded() throws IOException {
    try (Stream<Path> files = Files.list(RECORDED)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".gz")).sorted().toList()) {
        try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
          in.lines().filter(line -> !line.startsWith("#")).forEach(this::countCase);
        }
      }
    }
  }

  private void countCase(String line) {
    String[] words = line.split(" ", 3);
    byte[] code = HexFormat.of().parseHex(words[1]);
    CodeMode mode = words[0].equals("64") ? CodeMode.BITS_64 : CodeMode.BITS_32;
    if (Decoder.decode(code, 0, code.length, mode) instanceof Instruction instruction) {
      recorded.merge(instruction.encoding().line(), 1L, Long::sum);
    }
  }

  private Row row(Encoding encoding) {
    boolean elsewhere = encoding.has(Attribute.I64) || encoding.has(Attribute.AS16);
    CodeMode mode = elsewhere ? CodeMode.BITS_32 : CodeMode.BITS_64;
    Instruction sample = sample(encoding, mode);
    boolean implemented = Operations.isImplemented(sample, elsewhere ? BITS_32 : CodeContext.LONG);
    String note = NotCompared.reason(encoding, mode).orElse("");
    return new Row(
        encoding,
        implemented,
        live.getOrDefault(table.of(encoding), 0L),
        recorded.getOrDefault(encoding.line(), 0L),
        note);
  }

  private static Instruction sample(Encoding encoding, CodeMode mode) {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(7), mode);
    for (int i = 0; i < TRIES; i++) {
      Optional<InstructionSampler.Sample> sample = sampler.sample(encoding);
      if (sample.isPresent()) {
        return sample.get().instruction();
      }
    }
    throw new IllegalStateException("no bytes decode to " + encoding);
  }

  /** The page. */
  String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Every encoding

        Generated; do not edit. All encodings of the features that ksim's CPU models advertise: whether there is an operation,
        and how many cases were compared with a processor. To write it anew, in `sim-core` after `mvn test-compile`:

            java -cp target/test-classes:target/classes:../sim-mmu/target/classes ksim.core.host.InstructionPage

        - *live*: cases in the last long comparison with the CPU of a host, without a disagreement: %s
        - *recorded*: cases in `src-test-data/host`, which every build replays on any host
        - opcode and operands are written as in the instruction table, see [encoding.md](encoding.md)

        """
            .formatted(liveSource.isEmpty() ? "none yet" : liveSource));
    summary(page);
    for (String family : families()) {
      family(page, family);
    }
    return page.toString();
  }

  private List<String> families() {
    List<String> families = new ArrayList<>(List.of(""));
    CpuModels.features().stream().map(CpuFeature::name).filter(model::has).forEach(families::add);
    return families.stream().filter(family -> !rows(family).isEmpty()).toList();
  }

  private List<Row> rows(String family) {
    return rows.stream().filter(row -> row.encoding().feature().equals(family)).toList();
  }

  private void summary(StringBuilder page) {
    page.append("| feature | encodings | implemented | compared | live | recorded |\n");
    page.append("|---|--:|--:|--:|--:|--:|\n");
    for (String family : families()) {
      total(page, "[" + name(family) + "](#" + name(family).replace(".", "") + ")", rows(family));
    }
    total(page, "**all**", rows);
    page.append('\n');
  }

  private static void total(StringBuilder page, String name, List<Row> rows) {
    page.append(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %,d | %,d | %,d | %,d |%n",
            name,
            rows.size(),
            rows.stream().filter(Row::implemented).count(),
            rows.stream().filter(row -> row.live() + row.recorded() > 0).count(),
            rows.stream().mapToLong(Row::live).sum(),
            rows.stream().mapToLong(Row::recorded).sum()));
  }

  private static String name(String family) {
    return family.isEmpty() ? BASE : family;
  }

  private void family(StringBuilder page, String family) {
    page.append("## ").append(name(family)).append("\n\n");
    page.append("| opcode | instruction | | live | recorded | not compared because |\n");
    page.append("|---|---|---|--:|--:|---|\n");
    for (Row row : rows(family)) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | `%s` | %s | %s | %s | %s |%n",
              table.opcode(row.encoding()),
              table.instruction(row.encoding()),
              row.implemented() ? "yes" : "**missing**",
              count(row.live()),
              count(row.recorded()),
              row.note()));
    }
    page.append('\n');
  }

  private static String count(long cases) {
    return cases == 0 ? "" : String.format(Locale.ROOT, "%,d", cases);
  }
}
