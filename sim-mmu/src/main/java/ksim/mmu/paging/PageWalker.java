package ksim.mmu.paging;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;

/**
 * The page walk of every paging mode (Intel SDM volume 3, sections 5.3 to 5.5). It reads the tables
 * as they are now; remembering is the TLB's business.
 *
 * <p>Accessed and dirty flags are set when the walk has found the access allowed; a walk that ends
 * in a fault changes nothing, which section 5.8 leaves open.
 */
public final class PageWalker implements Persistent {
  private static final long CR3_32 = 0xffff_f000L;
  private static final long CR3_PAE = 0xffff_ffe0L;

  /** A PDPTE register is not present. */
  private static final long NO_TABLE = -1;

  private static final int POINTERS = 4;
  private static final int POINTER_BYTES = 8;

  private final PhysicalBus bus;
  private final CodePages codePages;
  private long walks;
  private long loads;

  /** Where the current walk found its entries, and what they held, by level. */
  private final long[] entryAddress = new long[PagingMode.TOP_LEVEL + 1];

  private final long[] entryValue = new long[PagingMode.TOP_LEVEL + 1];

  /** The lowest level that the last walk read an entry of. */
  private int lastLevel;

  /** Levels at which the last walk set an accessed or dirty flag, level n as bit n. */
  private int flagsSet;

  /** The PDPTE registers of PAE paging. */
  private final long[] pointers = new long[POINTERS];

  private PageFault fault = new PageFault(0, 0);

  /** PKRU: the rights of the keys of user-mode pages. */
  private int userKeyRights;

  /** IA32_PKRS: the rights of the keys of supervisor-mode pages. */
  private int supervisorKeyRights;

  /**
   * @param bus where the tables are
   * @param codePages told of flags set in a table that shares its frame with decoded code
   */
  public PageWalker(PhysicalBus bus, CodePages codePages) {
    this.bus = bus;
    this.codePages = codePages;
  }

  /** Number of walks so far. */
  public long walks() {
    return walks;
  }

  /** Number of paging-structure entries read by walks so far. */
  public long loads() {
    return loads;
  }

  /**
   * Tells the rights of keys from now on.
   *
   * @param pkru those of user-mode pages
   * @param pkrs those of supervisor-mode pages
   */
  public void setKeyRights(int pkru, int pkrs) {
    userKeyRights = pkru;
    supervisorKeyRights = pkrs;
  }

  /** The value of PKRU. */
  public int userKeyRights() {
    return userKeyRights;
  }

  /** The value of IA32_PKRS. */
  public int supervisorKeyRights() {
    return supervisorKeyRights;
  }

  /**
   * The rights of the keys of pages like one.
   *
   * @param rights what a translation gives
   */
  public int keyRights(long rights) {
    return (rights & Pte.USER) != 0 ? userKeyRights : supervisorKeyRights;
  }

  /** Whether a load of the PDPTE registers from a value of CR3 meets no reserved bit. */
  public boolean pointersAreLegal(long cr3) {
    for (int i = 0; i < POINTERS; i++) {
      if (Pte.isIllegalPointer(pointerInMemory(cr3, i))) {
        return false;
      }
    }
    return true;
  }

  /** Loads the PDPTE registers of PAE paging from memory (Intel SDM volume 3, section 5.4.1). */
  public void loadPointers(long cr3) {
    for (int i = 0; i < POINTERS; i++) {
      pointers[i] = pointerInMemory(cr3, i);
    }
  }

  private long pointerInMemory(long cr3, int index) {
    return bus.read((cr3 & CR3_PAE) + (long) POINTER_BYTES * index, POINTER_BYTES);
  }

  /**
   * Where a walk begins: the address of the table of the mode's top level.
   *
   * @return {@link #NO_TABLE} if a PDPTE register is not present
   */
  private long root(long cr3, long linear, PagingMode mode) {
    return switch (mode) {
      case NONE -> throw new IllegalStateException("paging is off");
      case BITS_32 -> cr3 & CR3_32;
      case PAE -> {
        long pointer = pointers[(int) (linear >>> 30) & (POINTERS - 1)];
        yield Pte.isPresent(pointer) ? pointer & Pte.ADDRESS : NO_TABLE;
      }
      case LEVEL_4, LEVEL_5 -> cr3 & Pte.ADDRESS;
    };
  }

  /**
   * Walks the tables for an access to a canonical linear address and sets accessed and dirty flags.
   *
   * @param cr3 value of CR3
   * @return {@link Translation#NONE} if an entry is missing or malformed, or the access is not
   *     allowed: {@link #fault} then says why. It is not thrown here, many frames below the
   *     instruction, because that would cost more than all the rest.
   */
  public Translation walk(
      long cr3, long linear, Access access, Privilege privilege, PagingControl control) {
    walks++;
    PagingMode mode = control.mode();
    lastLevel = mode.topLevel() + 1;
    flagsSet = 0;
    long rights = Pte.WRITABLE | Pte.USER;
    long table = root(cr3, linear, mode);
    if (table == NO_TABLE) {
      return fails(linear, control.errorCode(access, privilege));
    }
    for (int level = mode.topLevel(); ; level--) {
      long address = table + mode.entryOffset(linear, level);
      long entry = bus.read(address, mode.entryBytes());
      loads++;
      entryAddress[level] = address;
      lastLevel = level;
      if (!Pte.isPresent(entry)) {
        return fails(linear, control.errorCode(access, privilege));
      }
      if (Pte.hasReservedBit(entry, level, control)) {
        int code = PageFault.PRESENT | PageFault.RESERVED_BIT;
        return fails(linear, control.errorCode(access, privilege) | code);
      }
      entryValue[level] = entry;
      rights = Pte.combineRights(rights, entry);
      if (Pte.mapsPage(entry, level, control)) {
        rights |= entry & Pte.PROTECTION_KEY;
        if (!control.allows(rights, access, privilege, keyRights(rights))) {
          int code = control.violationCode(rights, access, privilege, keyRights(rights));
          return fails(linear, code);
        }
        return complete(linear, level, access, rights, mode);
      }
      table = entry & Pte.ADDRESS;
    }
  }

  /** The lowest level that the last walk read an entry of; one more than the top level if none. */
  public int lastLevel() {
    return lastLevel;
  }

  /**
   * Physical address of the entry that the last walk read.
   *
   * @param level from the top level of the paging mode down to {@link #lastLevel}
   */
  public long entryAddress(int level) {
    return entryAddress[level];
  }

  /** Whether the last walk set an accessed or dirty flag in the entry of a level. */
  public boolean hasSetFlags(int level) {
    return (flagsSet >>> level & 1) != 0;
  }

  private Translation fails(long linear, int errorCode) {
    fault = new PageFault(linear, errorCode);
    return Translation.NONE;
  }

  /** The fault in which the last walk that has failed ended. */
  public PageFault fault() {
    return fault;
  }

  /**
   * The physical address behind a linear one, whatever the rights. Changes and counts nothing.
   *
   * @return empty if an entry is missing, malformed or not in RAM
   */
  public OptionalLong peek(long cr3, long linear, PagingControl control) {
    PagingMode mode = control.mode();
    long table = root(cr3, linear, mode);
    for (int level = mode.topLevel(); ; level--) {
      long address = table + mode.entryOffset(linear, level);
      if (table == NO_TABLE || !bus.isRam(address)) {
        return OptionalLong.empty();
      }
      long entry = bus.memory().read(address, mode.entryBytes());
      if (!Pte.isPresent(entry) || Pte.hasReservedBit(entry, level, control)) {
        return OptionalLong.empty();
      }
      if (Pte.mapsPage(entry, level, control)) {
        PageSize size = mode.pageSize(level);
        return OptionalLong.of(Pte.pageAddress(entry, size) + size.offset(linear));
      }
      table = entry & Pte.ADDRESS;
    }
  }

  private Translation complete(
      long linear, int lastLevel, Access access, long rights, PagingMode mode) {
    for (int level = mode.topLevel(); level > lastLevel; level--) {
      setFlags(level, Pte.ACCESSED, mode);
    }
    long flags = access == Access.WRITE ? Pte.ACCESSED | Pte.DIRTY : Pte.ACCESSED;
    setFlags(lastLevel, flags, mode);
    PageSize size = mode.pageSize(lastLevel);
    long entry = entryValue[lastLevel];
    return new Translation(
        size.base(linear),
        Pte.pageAddress(entry, size),
        size,
        rights | (entry & (Pte.DIRTY | Pte.GLOBAL)));
  }

  private void setFlags(int level, long flags, PagingMode mode) {
    long value = entryValue[level] | flags;
    if (value != entryValue[level]) {
      entryValue[level] = value;
      flagsSet |= 1 << level;
      bus.write(entryAddress[level], mode.entryBytes(), value);
      codePages.stored(entryAddress[level], mode.entryBytes());
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(walks);
    out.writeLong(loads);
    SavedArrays.save(out, pointers);
    out.writeInt(userKeyRights);
    out.writeInt(supervisorKeyRights);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    walks = in.readLong();
    loads = in.readLong();
    SavedArrays.restore(in, pointers);
    userKeyRights = in.readInt();
    supervisorKeyRights = in.readInt();
  }
}
