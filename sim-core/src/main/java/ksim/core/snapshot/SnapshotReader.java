package ksim.core.snapshot;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import ksim.core.machine.Machine;
import ksim.core.snapshot.SectionReader.Section;
import ksim.mmu.Persistent;
import ksim.mmu.memory.MemoryChunk;

/** Reads snapshots; see {@link SnapshotFormat}. */
public final class SnapshotReader {
  private final SectionReader sections;
  private final Setup setup;

  private SnapshotReader(SectionReader sections, Setup setup) {
    this.sections = sections;
    this.setup = setup;
  }

  /**
   * Begins to read.
   *
   * @param build identifies this build of the simulator
   * @throws BadSnapshot if it is no snapshot that this build has made
   * @throws IOException if {@code in} does
   */
  public static SnapshotReader open(DataInput in, String build) throws IOException, BadSnapshot {
    SectionReader sections = new SectionReader(in);
    long magic = ByteBuffer.wrap(sections.bytes(Long.BYTES, "the magic number")).getLong();
    if (magic != SnapshotFormat.MAGIC) {
      throw new BadSnapshot(
          0,
          "magic number is 0x%016x, expected 0x%016x: no snapshot of ksim"
              .formatted(magic, SnapshotFormat.MAGIC));
    }
    long at = sections.offset();
    int version = sections.integer("the version");
    if (version != SnapshotFormat.VERSION) {
      throw new BadSnapshot(
          at, "version is %d, expected %d".formatted(version, SnapshotFormat.VERSION));
    }
    at = sections.offset();
    String made = sections.text("the build");
    if (!made.equals(build)) {
      throw new BadSnapshot(
          at, "made by ksim %s, expected %s: only the build that made it".formatted(made, build));
    }
    Section section = expect(sections.section(), SnapshotFormat.CONFIGURATION);
    Setup[] read = new Setup[1];
    use(section, content -> read[0] = Setup.restored(content));
    return new SnapshotReader(sections, read[0]);
  }

  /** What the machine to restore is to be built from. */
  public Setup setup() {
    return setup;
  }

  /**
   * Gives a machine the saved state.
   *
   * @param machine built from {@link #setup}, never run; of no use if this fails
   * @param watchers those of {@link SnapshotWriter#write}
   * @throws BadSnapshot if the snapshot is damaged
   * @throws IOException if the input does
   */
  public void restore(Machine machine, SortedMap<String, Persistent> watchers)
      throws IOException, BadSnapshot {
    for (var part : machine.state().entrySet()) {
      Section section = expect(sections.section(), part.getKey());
      use(section, part.getValue()::restore);
    }
    for (var watcher : watchers.entrySet()) {
      use(expect(sections.section(), watcher.getKey()), watcher.getValue()::restore);
    }
    restoreMemory(machine);
  }

  private void restoreMemory(Machine machine) throws IOException, BadSnapshot {
    machine.memory().clear();
    Section section = sections.section();
    for (MemoryChunk chunk : MemoryChunk.all(machine.memory())) {
      String name = SnapshotFormat.MEMORY + Long.toHexString(chunk.base());
      if (section.name().equals(name)) {
        use(section, chunk::restore);
        section = sections.section();
      }
    }
    expect(section, SnapshotFormat.END);
  }

  private static Section expect(Section section, String name) throws BadSnapshot {
    if (!section.name().equals(name)) {
      throw new BadSnapshot(
          section.offset(), "section is '%s', expected '%s'".formatted(section.name(), name));
    }
    return section;
  }

  /** Lets a part take a section's content, all of it. */
  private static void use(Section section, Taker taker) throws BadSnapshot {
    ByteArrayInputStream content = new ByteArrayInputStream(section.content());
    String problem;
    try {
      taker.restore(new DataInputStream(content));
      if (content.available() == 0) {
        return;
      }
      problem = content.available() + " bytes too many";
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      problem = "makes no sense: " + e;
    }
    throw new BadSnapshot(section.offset(), "section '%s': %s".formatted(section.name(), problem));
  }

  /** As {@link Persistent#restore}. */
  @FunctionalInterface
  private interface Taker {
    void restore(DataInput in) throws IOException;
  }
}
