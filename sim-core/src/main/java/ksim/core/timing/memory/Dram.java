package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Dynamic memory behind the last-level cache: channels with a data bus each, banks with an open row
 * each. A line of the open row comes sooner than one whose row has to be opened first. Refresh, and
 * the time that a bank needs from one opening to the next, are not modelled.
 */
final class Dram implements Persistent {
  private static final int LINES_PER_ROW_SHIFT = 7; // rows of 8 KiB

  private final int channelShift;
  private final int bankShift;
  private final int conflictDelay;
  private final int rowHitDelay;
  private final Bus[] channels;

  /** By bank its open row; no row at first. */
  private final long[] openRows;

  private long reads;
  private long writes;
  private long rowHits;

  Dram(CoreDescription core) {
    int channelCount = core.parameter("dram-channels");
    int bankCount = core.parameter("dram-banks");
    channelShift = Integer.numberOfTrailingZeros(channelCount);
    bankShift = Integer.numberOfTrailingZeros(bankCount);
    if (1 << channelShift != channelCount || 1 << bankShift != bankCount) {
      throw new IllegalArgumentException("DRAM channels and banks are powers of two");
    }
    conflictDelay = core.parameter("dram-latency");
    rowHitDelay = core.parameter("dram-row-hit-latency");
    channels = new Bus[channelCount];
    Arrays.setAll(channels, i -> new Bus(core.parameter("dram-line-cycles")));
    openRows = new long[channelCount * bankCount];
    Arrays.fill(openRows, -1);
  }

  /**
   * Reads a line.
   *
   * @param line physical address divided by 64
   * @param cycle when the request arrives
   * @return when the line is there
   */
  long read(long line, long cycle) {
    reads++;
    return channel(line).transfer(cycle + rowDelay(line));
  }

  /** Writes a line back; nobody waits for it, but it takes its time on the bus. */
  void write(long line, long cycle) {
    writes++;
    channel(line).transfer(cycle + rowDelay(line));
  }

  private Bus channel(long line) {
    return channels[(int) line & (1 << channelShift) - 1];
  }

  /**
   * Lines take turns among the channels; the bank is chosen by bits of the row too, as memory
   * controllers do to spread strides over banks (Zhang, Zhu, Zhang, MICRO 2000).
   */
  private int rowDelay(long line) {
    long inChannel = line >>> channelShift;
    long row = inChannel >>> (LINES_PER_ROW_SHIFT + bankShift);
    int bank = (int) (inChannel >>> LINES_PER_ROW_SHIFT ^ row) & (1 << bankShift) - 1;
    int index = (bank << channelShift) | ((int) line & ((1 << channelShift) - 1));
    if (openRows[index] == row) {
      rowHits++;
      return rowHitDelay;
    }
    openRows[index] = row;
    return conflictDelay;
  }

  void addFigures(SortedMap<String, Long> figures) {
    figures.put("dram reads", reads);
    figures.put("dram writes", writes);
    figures.put("dram row hits", rowHits);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (Bus channel : channels) {
      channel.save(out);
    }
    SavedArrays.save(out, openRows);
    out.writeLong(reads);
    out.writeLong(writes);
    out.writeLong(rowHits);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (Bus channel : channels) {
      channel.restore(in);
    }
    SavedArrays.restore(in, openRows);
    reads = in.readLong();
    writes = in.readLong();
    rowHits = in.readLong();
  }
}
