package ksim.core.encoding.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * GNU as and objcopy as an oracle.
 *
 * @param directory where to put the files
 */
record GnuBinutils(Path directory) {

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/as"))
        && Files.isExecutable(Path.of("/usr/bin/objcopy"));
  }

  /** The bytes of the text section of a source file in Intel syntax without register prefixes. */
  byte[] assemble(String source) throws IOException, InterruptedException {
    Path text = directory.resolve("all.s");
    Files.writeString(text, ".intel_syntax noprefix\n" + source);
    Path object = directory.resolve("all.o");
    Path binary = directory.resolve("all.bin");
    run("as", "-W", "-o", object.toString(), text.toString());
    run("objcopy", "-O", "binary", "-j", ".text", object.toString(), binary.toString());
    return Files.readAllBytes(binary);
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int status = process.waitFor();
    String output = Files.readString(log);
    assertThat(status).as(output.substring(0, Math.min(output.length(), 20_000))).isZero();
  }
}
