package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * Predicts from which store a load gets its data, so that its result can be renamed to what is
 * stored, without waiting for an address: as Golden Cove and Zen cores do. For each load, by its
 * instruction's address, how many stores lay between it and its store, and how often that has been
 * so in succession.
 */
final class MemoryRenaming implements Persistent {
  private static final int LOADS = 1024;

  /** Times that the same store must have served a load before it is renamed (model). */
  private static final byte SURE = 4;

  private final byte[] distance = new byte[LOADS];
  private final byte[] confidence = new byte[LOADS];

  private static int index(long instruction) {
    return (int) (instruction ^ (instruction >>> 10)) & (LOADS - 1);
  }

  /**
   * Learns that a load got its data from a store.
   *
   * @param stores number of stores between both, less than 128
   * @return whether that was predicted
   */
  boolean served(long instruction, int stores) {
    int index = index(instruction);
    boolean same = distance[index] == stores;
    boolean sure = same && confidence[index] == SURE;
    distance[index] = (byte) stores;
    confidence[index] = same ? (byte) Math.min(confidence[index] + 1, SURE) : 0;
    return sure;
  }

  /** Learns that a load got its data from elsewhere. */
  void notServed(long instruction) {
    confidence[index(instruction)] = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(distance);
    out.write(confidence);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(distance);
    in.readFully(confidence);
  }
}
