package ksim.mmu.memory;

/** Hears of stores into pages that hold decoded code, and of pages that begin to hold it. */
public interface CodePageListener {
  /**
   * A store has changed bytes of a code page. The new bytes are in memory already.
   *
   * @param physical address of the first byte
   * @param bytes number of bytes, all in one 4 KiB frame
   */
  void stored(long physical, int bytes);

  /**
   * A frame now holds decoded code: stores into it must be reported from here on.
   *
   * @param frame number of the frame, its physical address divided by 4096
   */
  default void added(long frame) {}
}
