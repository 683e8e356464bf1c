package ksim.mmu.paging;

/** What an access does. */
public enum Access {
  /** A data read. */
  READ,
  /** A data write, or the read of a read-modify-write. */
  WRITE,
  /** An instruction fetch. */
  FETCH
}
