package ksim.cli.boot;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import ksim.core.machine.Machine;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.snapshot.Setup;
import ksim.core.snapshot.SnapshotReader;
import ksim.core.snapshot.SnapshotWriter;
import ksim.mmu.Persistent;

/** A PC in a file. */
public final class SnapshotFile implements AutoCloseable {
  private static final String WITHOUT = "without";
  private static final String IMAGE = "image";

  private final DataInputStream in;
  private final SnapshotReader reader;

  private SnapshotFile(DataInputStream in, SnapshotReader reader) {
    this.in = in;
    this.reader = reader;
  }

  /**
   * Writes a snapshot, so that nobody ever sees half of it.
   *
   * @param watchers what is kept beside the machine, by name
   * @param options how the PC was built
   * @param image name of the kernel
   * @param build this build
   * @throws IOException if it cannot be written; the target is then as it was
   */
  public static void write(
      Path target,
      Machine machine,
      SortedMap<String, Persistent> watchers,
      PcOptions options,
      String image,
      String build)
      throws IOException {
    SortedMap<String, String> board = new TreeMap<>();
    board.put(
        WITHOUT,
        options.without().stream().map(PcDevice::label).sorted().collect(Collectors.joining(",")));
    board.put(IMAGE, image);
    Path absolute = target.toAbsolutePath();
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".ksim-tmp");
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
        SnapshotWriter.write(
            machine, watchers, new Setup(machine.configuration(), board), build, out);
      }
      Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Opens a snapshot.
   *
   * @param build this build
   * @throws BadSnapshot if it is none of this build
   * @throws IOException if it cannot be read
   */
  public static SnapshotFile open(Path file, String build) throws IOException, BadSnapshot {
    DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
    try {
      return new SnapshotFile(in, SnapshotReader.open(in, build));
    } catch (IOException | BadSnapshot e) {
      in.close();
      throw e;
    }
  }

  /** What the machine is made of. */
  public Setup setup() {
    return reader.setup();
  }

  /** Name of the kernel that was booted. */
  public String image() {
    return setup().board().getOrDefault(IMAGE, "");
  }

  /** How the PC was built. */
  public PcOptions options(IntConsumer serialOutput) {
    Set<PcDevice> without = EnumSet.noneOf(PcDevice.class);
    for (PcDevice device : PcDevice.values()) {
      String names = "," + setup().board().getOrDefault(WITHOUT, "") + ",";
      if (names.contains("," + device.label() + ",")) {
        without.add(device);
      }
    }
    return new PcOptions(without, serialOutput);
  }

  /** Gives a machine the saved state; see {@link SnapshotReader#restore}. */
  public void restore(Machine machine, SortedMap<String, Persistent> watchers)
      throws IOException, BadSnapshot {
    reader.restore(machine, watchers);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
