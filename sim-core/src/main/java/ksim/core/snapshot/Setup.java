package ksim.core.snapshot;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;

/**
 * What is needed to build a machine like the one that was saved.
 *
 * @param configuration what it is made of
 * @param board what its builder has to know about the devices, in words of its own
 */
public record Setup(MachineConfiguration configuration, SortedMap<String, String> board) {
  /** Copies the map. */
  public Setup {
    board = Collections.unmodifiableSortedMap(new TreeMap<>(board));
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(configuration.cpus());
    out.writeLong(configuration.memoryBytes());
    out.writeUTF(configuration.core());
    out.writeUTF(configuration.timing().name());
    out.writeLong(configuration.quantumCycles());
    out.writeUTF(configuration.cpuModel().name());
    out.writeLong(configuration.seed());
    out.writeLong(configuration.startSeconds());
    out.writeInt(board.size());
    for (var entry : board.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
  }

  static Setup restored(DataInput in) throws IOException {
    MachineConfiguration configuration =
        new MachineConfiguration(
                in.readInt(),
                in.readLong(),
                in.readUTF(),
                TimingLevel.valueOf(in.readUTF()),
                in.readLong(),
                CpuModels.of(in.readUTF()),
                in.readLong())
            .startingAt(in.readLong());
    SortedMap<String, String> board = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      board.put(in.readUTF(), in.readUTF());
    }
    return new Setup(configuration, board);
  }
}
