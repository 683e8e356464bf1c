package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every instruction of the system's C library against objdump. */
class ObjdumpLibcTest {
  private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

  @Test
  void attAndT() {
    compare(false);
  }

  @Test
  void intel() {
    compare(true);
  }

  private static void compare(boolean intel) {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    assumeTrue(Files.exists(LIBC), "no " + LIBC);
    ObjdumpComparison comparison = new ObjdumpComparison(intel);
    Objdump.disassemble(
        List.of("-d", "-j", ".text", "-M", intel ? "intel" : "att", LIBC.toString()),
        line -> comparison.compare(line.bytes(), line));
    System.out.println(Objdump.version() + ", libc, " + comparison.counts());
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.counts().get("same instruction")).isGreaterThan(100_000);
  }
}
