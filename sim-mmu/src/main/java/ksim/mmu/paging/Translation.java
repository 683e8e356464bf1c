package ksim.mmu.paging;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a completed page walk says of one page, and what a TLB remembers of it.
 *
 * @param linear address of the page's first byte
 * @param physical address of the frame's first byte
 * @param size size of the page
 * @param rights combined {@link Pte#WRITABLE}, {@link Pte#USER} and {@link Pte#EXECUTE_DISABLE},
 *     with {@link Pte#DIRTY}, {@link Pte#GLOBAL} and {@link Pte#PROTECTION_KEY} from the entry that
 *     maps the page
 */
public record Translation(long linear, long physical, PageSize size, long rights) {
  /** Stands for the absence of a translation. */
  public static final Translation NONE = new Translation(0, 0, PageSize.SMALL_4K, 0);

  /** True for {@link #NONE}. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isNone() {
    return this == NONE;
  }

  /** Physical address of a byte of the page. */
  public long physicalOf(long linearAddress) {
    return physical + size.offset(linearAddress);
  }

  /** True if the mapping entry's dirty flag was set, so that writes need no walk. */
  public boolean isDirty() {
    return (rights & Pte.DIRTY) != 0;
  }

  /** True if the mapping entry's global flag was set. */
  public boolean isGlobal() {
    return (rights & Pte.GLOBAL) != 0;
  }

  /** Writes it, for {@link #restored}. */
  public void save(DataOutput out) throws IOException {
    out.writeLong(linear);
    out.writeLong(physical);
    out.writeUTF(size.name());
    out.writeLong(rights);
  }

  /** Reads what {@link #save} has written. */
  public static Translation restored(DataInput in) throws IOException {
    return new Translation(
        in.readLong(), in.readLong(), PageSize.valueOf(in.readUTF()), in.readLong());
  }
}
