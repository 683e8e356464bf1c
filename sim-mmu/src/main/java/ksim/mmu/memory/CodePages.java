package ksim.mmu.memory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which physical frames hold decoded code. Every MMU of a machine shares one: a store by any CPU
 * into such a frame is reported to the listeners, in the order in which they were added, exactly
 * once for each frame it touches.
 */
public final class CodePages {
  private final BitSet frames = new BitSet();
  private final List<CodePageListener> listeners = new ArrayList<>();

  /** Registers a listener, for good. */
  public void listen(CodePageListener listener) {
    listeners.add(listener);
  }

  /**
   * Notes that a frame holds decoded code.
   *
   * @param frame number of the frame, its physical address divided by 4096
   */
  public void add(long frame) {
    int index = Math.toIntExact(frame);
    if (frames.get(index)) {
      return;
    }
    frames.set(index);
    for (CodePageListener listener : listeners) {
      listener.added(frame);
    }
  }

  /**
   * Notes that a frame no longer holds decoded code: stores into it are not reported any more.
   *
   * @param frame number of the frame, its physical address divided by 4096
   */
  public void remove(long frame) {
    frames.clear(Math.toIntExact(frame));
  }

  /** True if the frame holds decoded code. */
  public boolean contains(long frame) {
    return frame >= 0 && frame <= Integer.MAX_VALUE && frames.get((int) frame);
  }

  /**
   * Reports a store that has been done. The MMUs call it for the stores of CPUs and page walks; who
   * writes to physical memory in another way (a loader, a device's DMA) while the machine runs
   * calls it too. Cheap where no frame holds code.
   *
   * @param physical address of the first byte
   * @param bytes number of bytes; they may span frames
   */
  public void stored(long physical, int bytes) {
    long end = physical + bytes;
    for (long at = physical; at < end; ) {
      long next = Math.min(end, (at | (PhysicalMemory.FRAME_BYTES - 1)) + 1);
      if (contains(at >>> PhysicalMemory.FRAME_SHIFT)) {
        for (CodePageListener listener : listeners) {
          listener.stored(at, (int) (next - at));
        }
      }
      at = next;
    }
  }
}
