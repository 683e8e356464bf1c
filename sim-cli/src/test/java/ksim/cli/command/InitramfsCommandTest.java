package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import ksim.core.initramfs.Initramfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ksim initramfs}. */
class InitramfsCommandTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void writesTheArchive() throws IOException {
    CommandRun ksim = new CommandRun(directory);

    assertThat(ksim.run(CommandRun.NOTHING, "initramfs", "hello.cpio")).isZero();
    assertThat(ksim.out() + ksim.err()).isEmpty();
    assertThat(Files.readAllBytes(directory.resolve("hello.cpio"))).isEqualTo(Initramfs.archive());
  }

  @Test
  void saysWhyItCannotWrite() {
    CommandRun ksim = new CommandRun(directory);

    assertThat(ksim.run(CommandRun.NOTHING, "initramfs", "missing/hello.cpio")).isEqualTo(2);
    assertThat(ksim.err())
        .startsWith("ksim: error: cannot write missing/hello.cpio: there is no directory ");
    assertThat(ksim.run(CommandRun.NOTHING, "initramfs")).isEqualTo(2);
  }
}
