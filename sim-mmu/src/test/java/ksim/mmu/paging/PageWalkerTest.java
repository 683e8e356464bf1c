package ksim.mmu.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.NaiveWalker.Circumstances;
import ksim.mmu.paging.NaiveWalker.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The walker against one written straight from the manual, over random tables and accesses. */
class PageWalkerTest {
  private static final int TABLES = 24;
  private static final long MEMORY = 1L << 20;
  private static final int[] INDEXES = {0, 1, 2, 255, 256, 511};

  private static final List<Access> ACCESSES = List.of(Access.READ, Access.WRITE, Access.FETCH);
  private static final List<Privilege> PRIVILEGES =
      List.of(Privilege.SUPERVISOR, Privilege.USER, Privilege.SUPERVISOR_WITH_AC);

  private PhysicalBus bus = new PhysicalBus(new PhysicalMemory(MEMORY));
  private final TreeMap<String, Integer> seen = new TreeMap<>();

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void agreesWithTheManual(PagingMode mode) {
    SplittableRandom random = new SplittableRandom(0x77a1cL + mode.topLevel());
    for (int round = 0; round < 400; round++) {
      long seed = random.nextLong();
      PhysicalMemory memory = randomTables(new SplittableRandom(seed), mode);
      PhysicalMemory twin = randomTables(new SplittableRandom(seed), mode);
      bus = new PhysicalBus(memory);
      PageWalker walker = new PageWalker(bus, new CodePages());
      for (int access = 0; access < 60; access++) {
        compareOneAccess(random, mode, twin, walker);
      }
      assertSameContents(memory, twin);
    }
    // The generator must have met every page size and every kind of fault, or it proves little.
    assertThat(seen)
        .containsKeys("#PF 0x0", "#PF 0x1", "#PF 0x2", "#PF 0x3", "#PF 0x4", "#PF 0x5")
        .containsKeys("#PF 0x6", "#PF 0x7", "#PF 0x9", "#PF 0xb", "#PF 0xd", "#PF 0xf", "ok 4K");
    if (mode == PagingMode.BITS_32) {
      assertThat(seen).containsKeys("ok 4M", "#PF 0x11");
    } else {
      assertThat(seen)
          .containsKeys("ok 2M")
          .containsKeys("#PF 0x10", "#PF 0x11", "#PF 0x14", "#PF 0x15", "#PF 0x19", "#PF 0x1d");
    }
    if (mode.isLong()) {
      assertThat(seen).containsKeys("ok 1G", "#PF 0x21", "#PF 0x23", "#PF 0x25", "#PF 0x27");
    }
    assertThat(seen.get("ok 4K")).isGreaterThan(300);
  }

  private void compareOneAccess(
      SplittableRandom random, PagingMode mode, PhysicalMemory twin, PageWalker walker) {
    Access access = ACCESSES.get(random.nextInt(3));
    Privilege privilege = PRIVILEGES.get(random.nextInt(3));
    PagingControl control = randomControl(random, mode);
    int pkru = random.nextInt(3) == 0 ? random.nextInt() : 0;
    int pkrs = random.nextInt(3) == 0 ? random.nextInt() : 0;
    walker.setKeyRights(pkru, pkrs);
    long linear = randomLinear(random, mode);
    long low = mode == PagingMode.PAE && random.nextInt(8) != 0 ? 0 : random.nextInt(4096);
    long cr3 = (4096L * (1 + random.nextInt(3))) | low;
    Outcome expected =
        new NaiveWalker(
                twin,
                new Circumstances(
                    mode,
                    control.largePages(),
                    control.features().physicalBits40(),
                    control.features().hugePages(),
                    control.protectionKeys(),
                    pkru & 0xffff_ffffL,
                    control.supervisorKeys(),
                    pkrs & 0xffff_ffffL,
                    control.writeProtect(),
                    control.executePrevention(),
                    control.accessPrevention(),
                    control.executeDisable(),
                    privilege == Privilege.USER,
                    access == Access.WRITE,
                    access == Access.FETCH,
                    privilege == Privilege.SUPERVISOR_WITH_AC))
            .translate(cr3, linear);
    String what = "%s %s of %x under %s, CR3 %x".formatted(privilege, access, linear, control, cr3);
    if (mode == PagingMode.PAE) {
      walker.loadPointers(cr3);
    }
    String actual = walk(walker, cr3, linear, access, privilege, control);
    assertThat(actual).as(what).isEqualTo(describe(expected));
  }

  private static PagingControl randomControl(SplittableRandom random, PagingMode mode) {
    long cr0 = (1L << 31) | chance(random, 50, 1L << 16);
    long cr4 = chance(random, 50, 1L << 7) | chance(random, 70, 1L << 4);
    cr4 |=
        chance(random, 25, 1L << 20) | chance(random, 25, 1L << 21) | chance(random, 50, 1L << 22);
    cr4 |= chance(random, 50, 1L << 24);
    cr4 |= mode == PagingMode.BITS_32 ? 0 : 1L << 5;
    cr4 |= mode == PagingMode.LEVEL_5 ? 1L << 12 : 0;
    long efer = chance(random, 75, 1L << 11) | (mode.isLong() ? 1L << 8 : 0);
    PagingFeatures features = new PagingFeatures(random.nextInt(4) != 0, random.nextInt(4) != 0);
    PagingControl control = PagingControl.of(cr0, cr4, efer, features);
    assertThat(control.mode()).isEqualTo(mode);
    return control;
  }

  /** The physical address that a person is shown. */
  private OptionalLong shown(long cr3, long linear, PagingControl control) {
    return PageWalkTrace.of(bus, cr3, linear, control).end()
            instanceof PageWalkTrace.End.Mapped mapped
        ? OptionalLong.of(mapped.physical())
        : OptionalLong.empty();
  }

  private String walk(
      PageWalker walker,
      long cr3,
      long linear,
      Access access,
      Privilege privilege,
      PagingControl control) {
    Translation translation = walker.walk(cr3, linear, access, privilege, control);
    if (!translation.isNone()) {
      seen.merge("ok " + translation.size().label(), 1, Integer::sum);
      assertThat(translation.linear()).isEqualTo(translation.size().base(linear));
      OptionalLong peeked = walker.peek(cr3, linear, control);
      assertThat(shown(cr3, linear, control)).isEqualTo(peeked);
      // Where there is no memory a walk reads ones, a legal entry of 32-bit paging; peeking stops.
      if (control.mode() != PagingMode.BITS_32 || peeked.isPresent()) {
        assertThat(peeked).hasValue(translation.physicalOf(linear));
      }
      return Long.toHexString(translation.physicalOf(linear));
    } else {
      PageFault fault = walker.fault();
      assertThat(fault.address()).isEqualTo(linear);
      String text = "#PF 0x" + Integer.toHexString(fault.errorCode());
      seen.merge(text, 1, Integer::sum);
      return text;
    }
  }

  private static String describe(Outcome outcome) {
    if (!outcome.fault()) {
      return outcome.physical().toString(16);
    }
    List<String> bits = List.of("P", "W/R", "U/S", "RSVD", "I/D", "PK");
    int code = 0;
    for (String bit : outcome.errorBits()) {
      code += 1 << bits.indexOf(bit);
    }
    return "#PF 0x" + Integer.toHexString(code);
  }

  private static void assertSameContents(PhysicalMemory memory, PhysicalMemory twin) {
    byte[] one = new byte[4096 * (TABLES + 1)];
    byte[] other = new byte[one.length];
    memory.readBytes(0, one, 0, one.length);
    twin.readBytes(0, other, 0, other.length);
    assertThat(Arrays.equals(one, other)).as("tables after the walks").isTrue();
  }

  /** Tables in frames 1 to 24 that refer to one another at random, a few indexes of each in use. */
  private static PhysicalMemory randomTables(SplittableRandom random, PagingMode mode) {
    PhysicalMemory memory = new PhysicalMemory(MEMORY);
    int bytes = mode.entryBytes();
    for (int table = 1; table <= TABLES; table++) {
      for (int index : INDEXES) {
        memory.write(4096L * table + (long) bytes * index, bytes, randomEntry(random, mode));
      }
    }
    return memory;
  }

  private static long randomEntry(SplittableRandom random, PagingMode mode) {
    long entry = 0;
    entry |= chance(random, 95, Pte.PRESENT);
    entry |= chance(random, 80, Pte.WRITABLE);
    entry |= chance(random, 75, Pte.USER);
    entry |= chance(random, 10, Pte.WRITE_THROUGH);
    entry |= chance(random, 10, Pte.CACHE_DISABLE);
    entry |= chance(random, 40, Pte.ACCESSED);
    entry |= chance(random, 40, Pte.DIRTY);
    entry |= chance(random, 20, Pte.PAGE_SIZE);
    entry |= chance(random, 30, Pte.GLOBAL);
    entry |= chance(random, 8, Pte.EXECUTE_DISABLE);
    entry |= chance(random, 50, (random.nextLong() & 7) << 9);
    // Bits 62:52 are reserved under PAE paging only.
    entry |= chance(random, mode == PagingMode.PAE ? 2 : 30, (random.nextLong() & 0x7ff) << 52);
    entry |= chance(random, 2, 1L << (Pte.PHYSICAL_ADDRESS_BITS + random.nextInt(6)));
    entry |= chance(random, 1, MEMORY * (1 + random.nextInt(8)));
    if ((entry & Pte.PAGE_SIZE) != 0 && random.nextInt(4) != 0) {
      entry |= chance(random, 20, 1L << 12);
      if (mode == PagingMode.BITS_32) {
        entry |= chance(random, 20, (random.nextLong() & 0xff) << 13);
        return entry | chance(random, 20, 1L << 21) | (long) random.nextInt(1024) << 22;
      }
      return entry | (1L << 30) | chance(random, 5, 1L << 21);
    }
    return entry | (4096L * (1 + random.nextInt(TABLES)));
  }

  private static long chance(SplittableRandom random, int percent, long bits) {
    return random.nextInt(100) < percent ? bits : 0;
  }

  private static long randomLinear(SplittableRandom random, PagingMode mode) {
    long linear = random.nextInt(4096);
    for (int level = 1; level <= mode.topLevel(); level++) {
      long index = INDEXES[random.nextInt(INDEXES.length)] & (mode.entries() - 1);
      linear |= index << mode.shift(level);
    }
    return switch (mode) {
      case LEVEL_5 -> linear << 7 >> 7;
      case LEVEL_4 -> linear << 16 >> 16;
      case PAE -> linear | (long) random.nextInt(4) << 30;
      default -> linear;
    };
  }
}
