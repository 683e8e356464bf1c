package ksim.mmu.paging;

/**
 * Pages that follow one another in linear memory and have size and rights in common.
 *
 * @param linear address of the first byte
 * @param physical address of the first page's frame
 * @param size size of each page
 * @param pages number of pages
 * @param rights combined {@link Pte#WRITABLE}, {@link Pte#USER} and {@link Pte#EXECUTE_DISABLE},
 *     and {@link Pte#GLOBAL} of the mapping entries
 * @param contiguous true if the frames follow one another too
 * @param accessed number of pages whose accessed flag is set
 * @param dirty number of pages whose dirty flag is set
 */
public record MappedRange(
    long linear,
    long physical,
    PageSize size,
    long pages,
    long rights,
    boolean contiguous,
    long accessed,
    long dirty) {

  /** Shorter runs of frames than this many pages are not worth a line each. */
  private static final int SHORT_RUN = 16;

  /** Size of the range in bytes. */
  public long bytes() {
    return pages * size.bytes();
  }

  /** True if another range begins where this one ends, in linear and in physical memory. */
  boolean isContinuedBy(MappedRange next) {
    return isFollowedBy(next)
        && contiguous
        && next.contiguous
        && physical + bytes() == next.physical;
  }

  /** True if another range follows in linear memory and both are made of short runs of frames. */
  boolean isScatteredLike(MappedRange next) {
    return isFollowedBy(next) && isShortOrScattered() && next.isShortOrScattered();
  }

  /** This range and the next as one. */
  MappedRange with(MappedRange next) {
    return new MappedRange(
        linear,
        physical,
        size,
        pages + next.pages,
        rights,
        isContinuedBy(next),
        accessed + next.accessed,
        dirty + next.dirty);
  }

  private boolean isFollowedBy(MappedRange next) {
    return linear + bytes() == next.linear && size == next.size && rights == next.rights;
  }

  private boolean isShortOrScattered() {
    return !contiguous || pages < SHORT_RUN;
  }
}
