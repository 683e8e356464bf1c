package ksim.cli.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import ksim.core.machine.Machine;
import ksim.mmu.Mmu;

/**
 * Tells builds of the simulator apart: two that have the same identity have the same classes, and
 * so understand each other's snapshots.
 */
public final class BuildIdentity {
  private static final int SHOWN_BYTES = 8;

  private BuildIdentity() {}

  /**
   * The identity of this build.
   *
   * @param version its version, for people
   */
  public static String of(String version) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Class<?> part : List.of(Mmu.class, Machine.class)) {
        Path place = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (String line : Files.isDirectory(place) ? directory(place) : jar(place)) {
          digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
      return version + " " + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The checksums that the jar has of its files. */
  private static List<String> jar(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .filter(entry -> isCode(entry.getName()))
          .map(entry -> line(entry.getName(), entry.getCrc()))
          .sorted()
          .toList();
    }
  }

  private static List<String> directory(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      String name = root.relativize(file).toString();
      if (isCode(name)) {
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        lines.add(line(name, checksum.getValue()));
      }
    }
    return lines.stream().sorted().toList();
  }

  private static boolean isCode(String name) {
    return name.startsWith("ksim/") && (name.endsWith(".class") || name.endsWith(".txt"));
  }

  private static String line(String name, long checksum) {
    return "%s %08x\n".formatted(name, checksum);
  }
}
