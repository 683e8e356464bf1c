package ksim.core.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import ksim.core.machine.Machine;
import ksim.mmu.Persistent;
import ksim.mmu.memory.MemoryChunk;

/** Writes snapshots; see {@link SnapshotFormat}. */
public final class SnapshotWriter {
  /** Writes the content of a section. */
  @FunctionalInterface
  private interface Content {
    void save(DataOutput out) throws IOException;
  }

  private final DataOutput out;

  private SnapshotWriter(DataOutput out) {
    this.out = out;
  }

  /**
   * Writes the state of a machine that is not running, and changes nothing about it.
   *
   * @param watchers what is kept beside the machine, by name: counts of what happened, for one
   * @param build identifies the build of the simulator: no other can restore the snapshot
   * @throws IOException if {@code out} does
   */
  public static void write(
      Machine machine,
      SortedMap<String, Persistent> watchers,
      Setup setup,
      String build,
      DataOutput out)
      throws IOException {
    SnapshotWriter writer = new SnapshotWriter(out);
    out.writeLong(SnapshotFormat.MAGIC);
    out.writeInt(SnapshotFormat.VERSION);
    out.writeUTF(build);
    writer.section(SnapshotFormat.CONFIGURATION, setup::save);
    for (var part : machine.state().entrySet()) {
      writer.section(part.getKey(), part.getValue()::save);
    }
    for (var watcher : watchers.entrySet()) {
      writer.section(watcher.getKey(), watcher.getValue()::save);
    }
    for (MemoryChunk chunk : MemoryChunk.all(machine.memory())) {
      if (!chunk.isUntouched()) {
        writer.section(SnapshotFormat.MEMORY + Long.toHexString(chunk.base()), chunk::save);
      }
    }
    writer.section(SnapshotFormat.END, end -> {});
  }

  private void section(String name, Content content) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    content.save(new DataOutputStream(plain));
    byte[] bytes = plain.toByteArray();
    byte[] packed = packed(bytes);
    CRC32 checksum = new CRC32();
    checksum.update(packed);
    out.writeUTF(name);
    out.writeInt(bytes.length);
    out.writeInt(packed.length);
    out.writeInt((int) checksum.getValue());
    out.write(packed);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream stream = new DeflaterOutputStream(packed, deflater)) {
      stream.write(bytes);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }
}
