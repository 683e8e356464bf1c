package ksim.mmu.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.mmu.paging.Access;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Translation;
import org.junit.jupiter.api.Test;

/** The modelled TLB against a list of what it should hold. */
class ModelledTlbTest {
  private static final TlbGeometry GEOMETRY = new TlbGeometry(16, 4, 4, 2);
  private static final List<PageSize> SIZES =
      List.of(PageSize.SMALL_4K, PageSize.LARGE_2M, PageSize.HUGE_1G);

  private record Held(Translation translation, int pcid, boolean global, boolean fetched) {
    boolean matches(long linear, int wantedPcid) {
      return translation.size().base(linear) == translation.linear()
          && (global || pcid == wantedPcid);
    }

    /** Which set of which array it belongs to. */
    long set() {
      boolean huge = translation.size() == PageSize.HUGE_1G;
      return huge
          ? 100 + ((translation.linear() >>> 30) & 1)
          : (translation.linear() >>> translation.size().shift()) & 3;
    }
  }

  /** Makes each translation different from all others. */
  private long frames;

  private final List<Held> model = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final ModelledTlb tlb =
      new ModelledTlb(GEOMETRY, (translation, fetched) -> dropped.add(translation + " " + fetched));

  private List<Held> matching(long linear, int pcid) {
    return model.stream().filter(held -> held.matches(linear, pcid)).toList();
  }

  private static String report(Held held) {
    return held.translation + " " + held.fetched;
  }

  @Test
  void holdsWhatItShould() {
    SplittableRandom random = new SplittableRandom(11);
    int hits = 0;
    int evictions = 0;
    for (int step = 0; step < 50_000; step++) {
      PageSize size = SIZES.get(random.nextInt(3));
      long linear = ((long) random.nextInt(12) << size.shift()) | random.nextInt(4096);
      int pcid = random.nextInt(2);
      dropped.clear();
      switch (random.nextInt(40)) {
        case 0 -> {
          List<Held> gone = matching(linear, pcid);
          tlb.invalidate(linear, pcid);
          assertThat(dropped).containsExactlyInAnyOrderElementsOf(reports(gone));
          model.removeAll(gone);
        }
        case 1 -> {
          List<Held> gone = matching(linear, pcid).stream().filter(held -> !held.global).toList();
          tlb.invalidateNonGlobal(linear, pcid);
          assertThat(dropped).containsExactlyInAnyOrderElementsOf(reports(gone));
          model.removeAll(gone);
        }
        case 2 -> {
          tlb.flushNonGlobal(pcid);
          model.removeIf(held -> !held.global && held.pcid == pcid);
        }
        case 3 -> {
          if (random.nextInt(4) == 0) {
            tlb.flushAll();
            model.clear();
          } else {
            tlb.flushNonGlobal();
            model.removeIf(held -> !held.global);
          }
        }
        default -> {
          List<Held> expected = matching(linear, pcid);
          Translation found = tlb.find(linear, pcid, Access.READ);
          if (!expected.isEmpty()) {
            hits++;
            assertThat(expected.stream().map(Held::translation)).contains(found);
          } else {
            assertThat(found.isNone()).isTrue();
            evictions += insert(random, linear, size, pcid);
          }
        }
      }
    }
    assertThat(hits).isGreaterThan(10_000);
    assertThat(evictions).isGreaterThan(5_000);
  }

  private int insert(SplittableRandom random, long linear, PageSize size, int pcid) {
    Translation translation = new Translation(size.base(linear), ++frames << 30, size, 0);
    boolean global = random.nextInt(5) == 0;
    boolean fetched = random.nextInt(3) == 0;
    Held held = new Held(translation, pcid, global, fetched);
    List<Held> set = model.stream().filter(other -> other.set() == held.set()).toList();
    tlb.insert(translation, pcid, global, fetched ? Access.FETCH : Access.READ);
    boolean full = set.size() == (size == PageSize.HUGE_1G ? 2 : 4);
    assertThat(dropped).hasSize(full ? 1 : 0);
    if (full) {
      Held victim =
          set.stream().filter(other -> report(other).equals(dropped.getFirst())).findFirst().get();
      model.remove(victim);
    }
    model.add(held);
    return full ? 1 : 0;
  }

  private static List<String> reports(List<Held> entries) {
    return entries.stream().map(ModelledTlbTest::report).toList();
  }

  @Test
  void fullSetsEvictInTurn() {
    for (int page = 0; page < 12; page++) {
      long linear = page * 0x4000L;
      tlb.insert(new Translation(linear, 0, PageSize.SMALL_4K, 0), 0, false, Access.READ);
      tlb.find(0, 0, Access.READ);
      if (page >= 4) {
        assertThat(dropped.getLast()).contains("linear=" + (page - 4) * 0x4000L + ",");
      }
    }
    assertThat(dropped).hasSize(8);
  }

  @Test
  void shapesAreChecked() {
    assertThatThrownBy(() -> new TlbGeometry(12, 4, 4, 4)).hasMessageContaining("power of two");
    assertThatThrownBy(() -> new TlbGeometry(10, 4, 4, 4)).hasMessageContaining("10 TLB entries");
    assertThat(TlbGeometry.skylake().entries()).isEqualTo(1536);
  }
}
