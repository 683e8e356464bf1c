package ksim.cli.boot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What is typed to the guest. A thread of its own reads the stream, so that the simulation never
 * waits for it. A stream that has ended before the simulation begins - a file, the output of a
 * program that is done - is handed over as a whole: the guest finds all of it, and its run does not
 * depend on the host. What arrives later is handed over as it comes.
 */
public final class GuestInput {
  private static final int CHUNK_BYTES = 4096;
  private static final int CHUNKS = 256;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS);
  private final IntConsumer guest;
  private final boolean typed;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param in the stream; it is read to its end, whether the guest wants it or not
   * @param typed whether somebody types it, whose time is not the guest's
   * @param guest receives each byte, 0 to 255, in the thread that calls {@link #deliver} or {@link
   *     #await}
   */
  public GuestInput(InputStream in, boolean typed, IntConsumer guest) {
    this.typed = typed;
    this.guest = guest;
    Thread reader = new Thread(() -> read(in), "standard input");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream in) {
    try {
      byte[] buffer = new byte[CHUNK_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        chunks.put(Arrays.copyOf(buffer, count));
      }
      chunks.put(END);
    } catch (IOException e) {
      chunks.offer(END); // a terminal that has gone away types nothing more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands over what has arrived; whether anything has. */
  public boolean deliver() {
    boolean any = false;
    for (byte[] chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      any |= hand(chunk);
    }
    return any;
  }

  /** As {@link #deliver}, and waits so long for something to arrive, or for the end. */
  public boolean await(long milliseconds) {
    if (ended) {
      return false;
    }
    try {
      byte[] chunk = chunks.poll(milliseconds, TimeUnit.MILLISECONDS);
      boolean any = chunk != null && hand(chunk);
      return deliver() || any;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean hand(byte[] chunk) {
    ended |= chunk.length == 0;
    for (byte value : chunk) {
      guest.accept(Byte.toUnsignedInt(value));
    }
    return chunk.length > 0;
  }

  /** Hands over a stream that is at its end, or ends within a time, as a whole. */
  public void deliverWhole(long milliseconds) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    long left = milliseconds;
    while (!ended && left > 0) {
      await(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  /** Whether somebody types it. */
  public boolean typed() {
    return typed;
  }

  /** Whether nothing more will arrive. */
  public boolean ended() {
    return ended;
  }
}
