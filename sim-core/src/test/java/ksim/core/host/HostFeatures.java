package ksim.core.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import ksim.core.encoding.Encoding;

/**
 * What the kernel says about the processor of this machine.
 *
 * @param model its name
 * @param names its features by the kernel's names
 */
record HostFeatures(String model, Set<String> names) {
  /** Features whose names in the table are not the kernel's. */
  private static final Map<String, String> KERNEL_NAME =
      Map.ofEntries(
          Map.entry("lzcnt", "abm"),
          Map.entry("sse3", "pni"),
          Map.entry("sse4.1", "sse4_1"),
          Map.entry("sse4.2", "sse4_2"),
          Map.entry("x87", "fpu"),
          Map.entry("sha", "sha_ni"),
          Map.entry("clfsh", "clflush"),
          Map.entry("lahf", "lahf_lm"),
          Map.entry("prefetchw", "3dnowprefetch"));

  /**
   * Whether code can be compared with the processor of this machine: Linux on x86-64, and a
   * processor of Intel, which ksim's CPU models describe. Where the manual leaves room, processors
   * of others differ; {@code -Dksim.host.any=true} compares with them all the same.
   */
  static boolean isComparable() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64")
        && (Boolean.getBoolean("ksim.host.any") || cpuinfo("vendor_id").equals("GenuineIntel"));
  }

  /** Reads {@code /proc/cpuinfo}. */
  static HostFeatures read() {
    return new HostFeatures(cpuinfo("model name"), Set.of(cpuinfo("flags").split(" ")));
  }

  private static String cpuinfo(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the processor has what an encoding needs. */
  boolean has(Encoding encoding) {
    String feature = encoding.feature();
    return feature.isEmpty() || names.contains(KERNEL_NAME.getOrDefault(feature, feature));
  }
}
