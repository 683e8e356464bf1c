package ksim.cli.cycles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BlockFileTest {
  private static BlockFile read(String text) {
    return ((BlockFile.Result.Read) BlockFile.read("f.csv", text)).file();
  }

  private static List<String> problems(String text) {
    return ((BlockFile.Result.Refused) BlockFile.read("f.csv", text))
        .problems().stream().map(p -> p.line() + ":" + p.message()).toList();
  }

  @Test
  void readsNamedColumns() {
    BlockFile file = read("hex,measured_cycles,llvm_mca_cycles\n4801d8,0.98,1.04\r\n90,0.25,\n");
    assertThat(file.columns()).containsExactly("measured_cycles", "llvm_mca_cycles");
    assertThat(file.column("measured_cycles")).isZero();
    assertThat(file.column("other")).isEqualTo(-1);
    assertThat(file.lines()).hasSize(2);
    assertThat(file.lines().getFirst().number()).isEqualTo(2);
    assertThat(file.lines().getFirst().code()).containsExactly(0x48, 0x01, 0xd8);
    assertThat(file.lines().getLast().figures())
        .containsExactly(OptionalDouble.of(0.25), OptionalDouble.empty());
  }

  @Test
  void readsFilesWithoutAHeading() {
    BlockFile file = read("# two blocks\n\n90 90 , 0.5\n\"4801d8\",\"1\"\n");
    assertThat(file.columns()).isEmpty();
    assertThat(file.column("measured_cycles")).isZero();
    assertThat(file.lines()).extracting(BlockLine::number).containsExactly(3, 4);
    assertThat(file.lines()).extracting(BlockLine::hex).containsExactly("90 90", "4801d8");
    assertThat(file.lines().getLast().figures()).containsExactly(OptionalDouble.of(1));
  }

  @Test
  void aByteOrderMarkDoesNotCount() {
    assertThat(read("\ufeffhex,measured_cycles\n90,0.25\n").columns())
        .containsExactly("measured_cycles");
    assertThat(read("\ufeff90\n").lines()).extracting(BlockLine::hex).containsExactly("90");
  }

  @Test
  void aFirstLineOfHexDigitsIsABlock() {
    assertThat(read("fade\n").lines()).hasSize(1);
    assertThat(read("hex\nfade\n").lines()).hasSize(1);
  }

  @Test
  void namesAllMistakes() {
    assertThat(problems("hex\n90\n9x\n\n123\n,1\n"))
        .containsExactly(
            "3:found 'x' at digit 2, expected two hex digits a byte",
            "5:found 3 hex digits, expected an even number: two a byte",
            "6:found no bytes, expected at least one");
    assertThat(problems("")).containsExactly("0:found no block");
    assertThat(problems("hex,measured_cycles\n")).containsExactly("0:found no block");
  }
}
