package ksim.mmu.paging;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Linear-address translation with every paging mode as the manual tells it (Intel SDM volume 3,
 * sections 5.3, 5.4.2, 5.5.4, 5.6, 5.7 and 5.8), sentence by sentence and with numbers of unlimited
 * size, so that it shares neither code nor manner with the walker under test.
 */
final class NaiveWalker {
  /** How an access ends: a physical address and no error bits, or the names of the error bits. */
  record Outcome(boolean fault, BigInteger physical, SortedSet<String> errorBits) {}

  /** Settings and access, by the manual's names. */
  record Circumstances(
      PagingMode mode,
      boolean pse,
      boolean pse36,
      boolean page1gb,
      boolean pke,
      long pkru,
      boolean pks,
      long pkrs,
      boolean wp,
      boolean smep,
      boolean smap,
      boolean nxe,
      boolean userMode,
      boolean write,
      boolean fetch,
      boolean ac) {}

  private static final int MAXPHYADDR = 46;

  private final PhysicalMemory memory;
  private final Circumstances how;
  private int entryBytes = 8;
  private final List<BigInteger> usedEntryAddresses = new ArrayList<>();

  NaiveWalker(PhysicalMemory memory, Circumstances how) {
    this.memory = memory;
    this.how = how;
  }

  Outcome translate(long cr3Value, long linearValue) {
    BigInteger cr3 = unsigned(cr3Value);
    BigInteger linear = unsigned(linearValue);
    return switch (how.mode) {
      case NONE -> throw new IllegalArgumentException("no paging");
      case BITS_32 -> translate32(cr3, linear);
      case PAE -> translatePae(cr3, linear);
      case LEVEL_4 -> translateByPml4(field(cr3, 51, 12), linear, List.of());
      case LEVEL_5 -> translateByPml5(cr3, linear);
    };
  }

  private Outcome translate32(BigInteger cr3, BigInteger linear) {
    entryBytes = 4;
    // "Bits 31:12 are from CR3. Bits 11:2 are bits 31:22 of the linear address. Bits 1:0 are 0."
    BigInteger pde = load(field(cr3, 31, 12).shiftLeft(12).add(field(linear, 31, 22).shiftLeft(2)));
    if (!pde.testBit(0)) {
      return notPresent();
    }
    if (how.pse && pde.testBit(7)) {
      // "If CR4.PSE = 1 and the PDE's PS flag is 1, the PDE maps a 4-MByte page": bits 39:32 are
      // bits 20:13 of the PDE, bits 31:22 are bits 31:22 of the PDE; the rest up to 21 is reserved.
      if (pde.testBit(21) || (!how.pse36 && field(pde, 20, 13).signum() != 0)) {
        return reserved();
      }
      BigInteger high = field(pde, 20, 13).shiftLeft(32);
      BigInteger physical = high.add(field(pde, 31, 22).shiftLeft(22)).add(field(linear, 21, 0));
      return finish(List.of(pde), physical);
    }
    BigInteger pte = load(field(pde, 31, 12).shiftLeft(12).add(field(linear, 21, 12).shiftLeft(2)));
    if (!pte.testBit(0)) {
      return notPresent();
    }
    return finish(List.of(pde, pte), field(pte, 31, 12).shiftLeft(12).add(field(linear, 11, 0)));
  }

  private Outcome translatePae(BigInteger cr3, BigInteger linear) {
    // The PDPTE registers hold what memory held when CR3 was loaded; their A flag does not exist.
    BigInteger pdpte =
        fetch(field(cr3, 31, 5).shiftLeft(5).add(field(linear, 31, 30).shiftLeft(3)));
    if (!pdpte.testBit(0)) {
      return notPresent();
    }
    // The load would have refused bits 51:MAXPHYADDR.
    BigInteger pde = load(join(field(pdpte, MAXPHYADDR - 1, 12), field(linear, 29, 21)));
    if (!pde.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pde) || field(pde, 62, 52).signum() != 0) {
      return reserved();
    }
    if (pde.testBit(7)) {
      if (field(pde, 20, 13).signum() != 0) {
        return reserved();
      }
      BigInteger physical = field(pde, 51, 21).shiftLeft(21).add(field(linear, 20, 0));
      return finish(List.of(pde), physical);
    }
    BigInteger pte = load(join(field(pde, 51, 12), field(linear, 20, 12)));
    if (!pte.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pte) || field(pte, 62, 52).signum() != 0) {
      return reserved();
    }
    return finish(List.of(pde, pte), field(pte, 51, 12).shiftLeft(12).add(field(linear, 11, 0)));
  }

  private Outcome translateByPml5(BigInteger cr3, BigInteger linear) {
    // "Bits 51:12 are from CR3; bits 11:3 are bits 56:48 of the linear address."
    BigInteger pml5e = load(join(field(cr3, 51, 12), field(linear, 56, 48)));
    if (!pml5e.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pml5e) || pml5e.testBit(7)) {
      return reserved();
    }
    return translateByPml4(field(pml5e, 51, 12), linear, List.of(pml5e));
  }

  private Outcome translateByPml4(BigInteger table, BigInteger linear, List<BigInteger> above) {
    // "A PML4E is selected using the physical address defined as follows: bits 51:12 are from CR3
    // (or the PML5E); bits 11:3 are bits 47:39 of the linear address; bits 2:0 are all 0."
    BigInteger pml4eAddress = join(table, field(linear, 47, 39));
    BigInteger pml4e = load(pml4eAddress);
    if (!pml4e.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pml4e) || pml4e.testBit(7)) {
      return reserved();
    }
    List<BigInteger> path = new ArrayList<>(above);
    path.add(pml4e);

    BigInteger pdpteAddress = join(field(pml4e, 51, 12), field(linear, 38, 30));
    BigInteger pdpte = load(pdpteAddress);
    if (!pdpte.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pdpte)) {
      return reserved();
    }
    path.add(pdpte);
    if (pdpte.testBit(7)) {
      if (!how.page1gb) {
        return reserved();
      }
      // "If the PDPTE's PS flag is 1, the PDPTE maps a 1-GByte page"; bits 29:13 are reserved.
      if (field(pdpte, 29, 13).signum() != 0) {
        return reserved();
      }
      BigInteger physical = field(pdpte, 51, 30).shiftLeft(30).add(field(linear, 29, 0));
      return finish(path, physical);
    }

    BigInteger pdeAddress = join(field(pdpte, 51, 12), field(linear, 29, 21));
    BigInteger pde = load(pdeAddress);
    if (!pde.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pde)) {
      return reserved();
    }
    if (pde.testBit(7)) {
      // "If the PDE's PS flag is 1, the PDE maps a 2-MByte page"; bits 20:13 are reserved.
      if (field(pde, 20, 13).signum() != 0) {
        return reserved();
      }
      BigInteger physical = field(pde, 51, 21).shiftLeft(21).add(field(linear, 20, 0));
      path.add(pde);
      return finish(path, physical);
    }

    BigInteger pteAddress = join(field(pde, 51, 12), field(linear, 20, 12));
    BigInteger pte = load(pteAddress);
    if (!pte.testBit(0)) {
      return notPresent();
    }
    if (reservedForAll(pte)) {
      return reserved();
    }
    BigInteger physical = field(pte, 51, 12).shiftLeft(12).add(field(linear, 11, 0));
    path.add(pde);
    path.add(pte);
    return finish(path, physical);
  }

  private Outcome finish(List<BigInteger> entries, BigInteger physical) {
    // "U/S: every entry controlling the translation has it set": a user-mode address.
    boolean userAddress = entries.stream().allMatch(entry -> entry.testBit(2));
    boolean writableAddress = entries.stream().allMatch(entry -> entry.testBit(1));
    boolean noExecute = nxe() && entries.stream().anyMatch(entry -> entry.testBit(63));
    boolean keyDenies = keyDenies(entries.getLast(), userAddress);
    boolean allowed =
        how.userMode
            ? userModeAccessAllowed(userAddress, writableAddress, noExecute)
            : supervisorModeAccessAllowed(userAddress, writableAddress, noExecute);
    if (!allowed || keyDenies) {
      SortedSet<String> bits = accessBits();
      bits.add("P");
      if (keyDenies) {
        bits.add("PK");
      }
      return new Outcome(true, BigInteger.ZERO, bits);
    }
    for (BigInteger address : usedEntryAddresses) {
      store(address, fetch(address).setBit(5));
    }
    if (how.write) {
      BigInteger last = usedEntryAddresses.getLast();
      store(last, fetch(last).setBit(6));
    }
    return new Outcome(false, physical, new TreeSet<>());
  }

  /**
   * "Bits 62:59 of the entry that maps the page are the protection key i; ADi is bit 2i, WDi 2i+1."
   */
  private boolean keyDenies(BigInteger entry, boolean userAddress) {
    boolean longMode = how.mode == PagingMode.LEVEL_4 || how.mode == PagingMode.LEVEL_5;
    if (!(userAddress ? how.pke : how.pks) || !longMode || how.fetch) {
      return false;
    }
    BigInteger register = BigInteger.valueOf(userAddress ? how.pkru : how.pkrs);
    int key = field(entry, 62, 59).intValue();
    boolean writeProtected = how.userMode || how.wp;
    return register.testBit(2 * key)
        || (how.write && register.testBit(2 * key + 1) && writeProtected);
  }

  /** 32-bit paging knows no execute-disable. */
  private boolean nxe() {
    return how.nxe && how.mode != PagingMode.BITS_32;
  }

  private boolean supervisorModeAccessAllowed(
      boolean userAddress, boolean writableAddress, boolean noExecute) {
    if (how.fetch) {
      if (userAddress) {
        return how.smep ? false : !noExecute;
      }
      return !noExecute;
    }
    if (how.write) {
      if (!userAddress) {
        // "If CR0.WP = 0, data may be written to any supervisor-mode address."
        return how.wp ? writableAddress : true;
      }
      if (how.smap && !how.ac) {
        return false;
      }
      return how.wp ? writableAddress : true;
    }
    // "Data may be read (implicitly or explicitly) from any supervisor-mode address."
    if (!userAddress) {
      return true;
    }
    return !how.smap || how.ac;
  }

  private boolean userModeAccessAllowed(
      boolean userAddress, boolean writableAddress, boolean noExecute) {
    if (!userAddress) {
      return false;
    }
    if (how.fetch) {
      return !noExecute;
    }
    return how.write ? writableAddress : true;
  }

  private boolean reservedForAll(BigInteger entry) {
    boolean address = field(entry, 51, MAXPHYADDR).signum() != 0;
    return address || (!how.nxe && entry.testBit(63));
  }

  private Outcome notPresent() {
    return new Outcome(true, BigInteger.ZERO, accessBits());
  }

  private Outcome reserved() {
    SortedSet<String> bits = accessBits();
    bits.add("P");
    bits.add("RSVD");
    return new Outcome(true, BigInteger.ZERO, bits);
  }

  private SortedSet<String> accessBits() {
    SortedSet<String> bits = new TreeSet<>();
    if (how.write) {
      bits.add("W/R");
    }
    if (how.userMode) {
      bits.add("U/S");
    }
    if (how.fetch && (nxe() || how.smep)) {
      bits.add("I/D");
    }
    return bits;
  }

  private BigInteger load(BigInteger address) {
    usedEntryAddresses.add(address);
    return fetch(address);
  }

  private BigInteger fetch(BigInteger address) {
    if (address.compareTo(BigInteger.valueOf(memory.sizeBytes())) >= 0) {
      return BigInteger.ONE
          .shiftLeft(8 * entryBytes)
          .subtract(BigInteger.ONE); // nothing answers there
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = entryBytes - 1; i >= 0; i--) {
      value = value.shiftLeft(8).add(BigInteger.valueOf(memory.read(address.longValue() + i, 1)));
    }
    return value;
  }

  private void store(BigInteger address, BigInteger value) {
    if (address.compareTo(BigInteger.valueOf(memory.sizeBytes())) >= 0) {
      return;
    }
    for (int i = 0; i < entryBytes; i++) {
      memory.write(address.longValue() + i, 1, value.shiftRight(8 * i).longValue() & 0xff);
    }
  }

  private static BigInteger join(BigInteger bits51to12, BigInteger bits11to3) {
    return bits51to12.shiftLeft(12).add(bits11to3.shiftLeft(3));
  }

  private static BigInteger field(BigInteger value, int high, int low) {
    BigInteger mask = BigInteger.ONE.shiftLeft(high - low + 1).subtract(BigInteger.ONE);
    return value.shiftRight(low).and(mask);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
