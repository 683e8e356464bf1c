package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ksim.cli.boot.SampleKernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ksim boot} says of bad usage and of files that cannot be booted. */
class BootUsageTest {
  @TempDir private Path directory = Path.of("");
  private CommandRun ksim = new CommandRun(directory);

  @BeforeEach
  void start() throws IOException {
    ksim = new CommandRun(directory);
    Files.write(directory.resolve("kernel.elf"), SampleKernels.printing("ran", 0));
    Files.write(directory.resolve("empty"), new byte[0]);
    Files.write(directory.resolve("large"), new byte[3 << 20]);
    ksim.write("notes.txt", "not a kernel, and no symbols either\n");
  }

  private int boot(String line) {
    List<String> words = new ArrayList<>(List.of("boot"));
    words.addAll(Arrays.asList(line.split(" ")));
    return ksim.run(CommandRun.NOTHING, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel.elf --memory 1M|--memory: found '1M', expected 2 MiB to 64 GiB",
        "kernel.elf --memory 12Q|--memory: found '12Q', expected a size such as 256M or 1GiB",
        "kernel.elf --memory -5|--memory: found '-5', expected a size",
        "kernel.elf --cpus 0|--cpus: found '0', expected a whole number from 1 to 64",
        "kernel.elf --cpus two|--cpus: found 'two', expected a whole number from 1 to 64",
        "kernel.elf --cpu i386|--cpu: no CPU model 'i386'",
        "kernel.elf --cpu skylake,+warp|--cpu: ",
        "kernel.elf --core atom|--core: found 'atom'; known: skylake",
        "kernel.elf --core skylake,l1-ways=3|--core: ",
        "kernel.elf --timing slow|--timing: found 'slow', expected none, fast or detailed",
        "kernel.elf --quantum 0|--quantum: found '0'",
        "kernel.elf --seed x|--seed: found 'x'",
        "kernel.elf --tier 2|--tier: found '2', expected 0 or 1",
        "kernel.elf --start-date today|--start-date: found 'today', expected a date and time",
        "kernel.elf --start-date 1969-12-31T23:59:59|expected a date and time from 1970 to 2099",
        "kernel.elf --limit-instructions 0|--limit-instructions: found '0'",
        "kernel.elf --limit-cycles 1e9|--limit-cycles: found '1e9'",
        "kernel.elf --protocol multibot|--protocol: found 'multibot'; did you mean 'multiboot'?",
        "kernel.elf --no hpett|--no: found 'hpett'",
        "kernel.elf --trace flaws|--trace: found the kind 'flaws'; known: instructions, blocks",
        "kernel.elf --trace blocks:nowhere|found 'nowhere', expected a symbol",
        "kernel.elf --trace blocks:0x20-0x10|expected an end that is not before the start",
        "kernel.elf --trace blocks:cycles=a-b|found 'a', expected a whole number",
        "kernel.elf --trace blocks:ring=3|found 'ring=', expected cycles=",
        "kernel.elf --trace interupts|found the kind 'interupts'; did you mean 'interrupts'?",
        "kernel.elf --trace blocks:cpu=4294967296|found cpu=4294967296, expected 0 to 63",
        "kernel.elf --trace blocks:|found an empty range",
        "kernel.elf --trace-out t.txt|--trace-out: nothing is traced",
        "kernel.elf --trace blocks --trace-out no/dir/t.txt|--trace-out: cannot write no/dir/t.txt",
        "kernel.elf --out s.json|--out and --format are those of --stats",
        "kernel.elf --stats --format xml|--format: found 'xml', expected text or json",
        "kernel.elf --stats --out no/dir/s|--out: cannot write no/dir/s",
        "kernel.elf --trace blocks --trace-out s.json --stats --out s.json|--trace-out: is the file"
            + " of",
        "kernel.elf --last-blocks 0|--last-blocks: found '0'",
        "kernel.elf -v -q|-v: cannot be combined with -q",
        "kernel.elf --symbols none.map|--symbols: cannot read none.map: no such file",
        "kernel.elf --symbols notes.txt|--symbols: notes.txt is neither an ELF file nor what nm",
        "kernel.elf --initrd none.gz|--initrd: cannot read none.gz: no such file",
        "kernel.elf --module none=a=b|--module: cannot read none: no such file",
        "kernel.elf --snapshot-at 9 --snapshot s --limit-cycles 9|--snapshot-at: found '9',"
            + " expected a cycle before",
        "kernel.elf --frobnicate|Unknown option: '--frobnicate'",
        "none.elf|IMAGE: cannot read none.elf: no such file",
        ".|IMAGE: cannot read .: it is a directory",
        "empty|IMAGE: empty is empty",
        "--restore none.ksim|--restore: cannot read none.ksim: no such file",
        "--restore .|--restore: cannot read .: it is a directory",
        "kernel.elf --module =x|--module: expected a file, found nothing",
        "notes.txt|notes.txt: error: not a kernel that can be booted",
        "kernel.elf --memory 2M --initrd large|error: ",
      })
  void saysWhatIsWrongAndRunsNothing(String line, String message) {
    assertThat(boot(line)).isEqualTo(2);
    assertThat(ksim.err()).contains(message).doesNotContain("\tat ");
    assertThat(ksim.out()).isEmpty();
    assertThat(directory.resolve("t.txt")).doesNotExist();
    assertThat(directory.resolve("s.json")).doesNotExist();
  }

  @Test
  void anImageWithABadFieldIsPointedInto() throws IOException {
    byte[] kernel = SampleKernels.printing("ran", 0);
    kernel[18] = 40; // e_machine: ARM
    Files.write(directory.resolve("arm.elf"), kernel);
    assertThat(boot("arm.elf --protocol linux")).isEqualTo(2);
    assertThat(ksim.err()).startsWith("arm.elf: byte 0x12: error: e_machine is 40, expected");
  }

  @Test
  void noImageAndTwoAreErrors() {
    assertThat(ksim.run(CommandRun.NOTHING, "boot")).isEqualTo(2);
    assertThat(ksim.err()).contains("IMAGE");
    assertThat(boot("kernel.elf kernel.elf")).isEqualTo(2);
  }

  @Test
  void helpNamesExamplesAndExitCodes() {
    assertThat(boot("--help")).isZero();
    assertThat(ksim.out())
        .contains("Usage: ksim boot", "Examples:", "Exit codes:", "--trace", "--append");
    assertThat(ksim.out().lines()).allMatch(line -> line.length() <= 100);
  }
}
