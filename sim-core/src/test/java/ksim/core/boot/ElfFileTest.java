package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads ELF files as readelf does, and names what is wrong with those it refuses. */
class ElfFileTest {
  private static BinaryFile sample() {
    return new ElfBuilder(0x10_0000, new byte[] {(byte) 0xf4, 1, 2, 3, 4})
        .entry(0x10_0002)
        .note("Xen", 18, new byte[] {2, 0, 0x10, 0})
        .note("Linux", 0x101, new byte[] {})
        .function("start", 0x10_0000, 2)
        .function("stop", 0x10_0002, 3)
        .build("sample.elf");
  }

  @Test
  void readsWhatAFileSays() throws BadImage {
    ElfFile elf = ElfFile.read(sample());
    assertThat(elf.is64()).isTrue();
    assertThat(elf.entry()).isEqualTo(0x10_0002);
    assertThat(elf.loadable())
        .containsExactly(new ElfFile.Segment(64, 1, 176, 0x10_0000, 0x10_0000, 5, 69));
    assertThat(elf.note("Xen", 18).orElseThrow().description()).containsExactly(2, 0, 0x10, 0);
    assertThat(elf.note("Linux", 0x101)).isPresent();
    assertThat(elf.note("Xen", 17)).isEmpty();
    assertThat(elf.symbols())
        .contains(
            new ElfFile.Symbol("start", 2, 0x10_0000, 2),
            new ElfFile.Symbol("stop", 2, 0x10_0002, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, 3, e_ident[EI_CLASS] is 3",
    "5, 1, 2, e_ident[EI_DATA] is 2",
    "6, 1, 2, e_ident[EI_VERSION] is 2",
    "16, 2, 1, e_type is 1",
    "16, 2, 4, e_type is 4",
    "18, 2, 40, e_machine is 40",
    "54, 2, 8, e_phentsize is 8",
    "58, 2, 8, e_shentsize is 8",
    "62, 2, 9, e_shstrndx is 9",
    "32, 8, 99999999, 'e_phoff is 0x5f5e0ff, for 0x70 bytes'",
    "72, 8, 99999999, 'p_offset is 0x5f5e0ff, for 0x5 bytes'",
    "104, 8, 1, p_memsz is 0x1",
    "188, 4, 9999, n_descsz is 0x270f",
  })
  void namesTheFieldThatIsWrong(int offset, int width, long value, String problem) {
    BinaryFile file = sample();
    for (int i = 0; i < width; i++) {
      file.bytes()[offset + i] = (byte) (value >>> (8 * i));
    }
    assertThatThrownBy(() -> ElfFile.read(file))
        .isInstanceOfSatisfying(
            BadImage.class,
            e -> {
              assertThat(e.problem()).startsWith(problem).contains("expected");
              assertThat(e.file()).isEqualTo("sample.elf");
              assertThat(e.offset()).isEqualTo(offset);
            });
  }

  @Test
  void everyTruncationIsRefusedOrRead() {
    BinaryFile whole = sample();
    for (int length = 0; length < whole.bytes().length; length++) {
      byte[] bytes = java.util.Arrays.copyOf(whole.bytes(), length);
      assertThatThrownBy(() -> ElfFile.read(new BinaryFile("cut", bytes)))
          .isInstanceOf(BadImage.class);
    }
  }

  @Test
  void whatKeepsAFileFromBeingRecognisedIsSaid() {
    BinaryFile cut = new BinaryFile("cut", java.util.Arrays.copyOf(sample().bytes(), 30));
    assertThatThrownBy(() -> BootProtocols.of(cut))
        .isInstanceOfSatisfying(
            BadImage.class,
            e -> {
              assertThat(e.offset()).isEqualTo(24);
              assertThat(e.problem()).isEqualTo("e_entry is missing, expected 8 bytes here");
              assertThat(e.hint()).isEqualTo("the file of 30 bytes may be truncated");
            });
  }

  @Test
  void damagedFilesAreRefusedOrRead() {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      BinaryFile file = sample();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        file.bytes()[random.nextInt(4, file.bytes().length)] = (byte) random.nextInt();
      }
      try {
        assertThat(ElfFile.read(file).file()).isSameAs(file);
      } catch (BadImage e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 19_900);
  }

  /** The machine's own programs, with readelf as the judge. */
  @Test
  void agreesWithReadelf() throws IOException, InterruptedException, BadImage {
    Path program = Path.of("/usr/bin/readelf");
    assumeTrue(Files.isExecutable(program), "readelf is not installed");
    ElfFile elf = ElfFile.read(new BinaryFile("readelf", Files.readAllBytes(program.toRealPath())));
    Process process =
        new ProcessBuilder("readelf", "-hlSW", program.toRealPath().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(text).contains("Entry point address:               0x" + hex(elf.entry()));
    List<MatchResult> loads =
        Pattern.compile("LOAD +0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+)")
            .matcher(text)
            .results()
            .toList();
    assertThat(elf.loadable()).hasSameSizeAs(loads);
    for (int i = 0; i < loads.size(); i++) {
      ElfFile.Segment segment = elf.loadable().get(i);
      assertThat(
              List.of(
                  segment.offset(),
                  segment.virtual(),
                  segment.physical(),
                  segment.fileBytes(),
                  segment.memoryBytes()))
          .isEqualTo(
              java.util.stream.IntStream.rangeClosed(1, 5)
                  .mapToObj(new Numbers(loads.get(i))::group)
                  .toList());
    }
    Consumer<ElfFile.Section> named = section -> assertThat(text).contains(section.name());
    assertThat(elf.sections()).hasSizeGreaterThan(10).allSatisfy(named);
  }

  private record Numbers(MatchResult match) {
    Long group(int number) {
      return Long.parseUnsignedLong(match.group(number), 16);
    }
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }
}
