package ksim.core.diagnosis;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.paging.PageWalkTrace;
import ksim.mmu.paging.PagingMode;
import ksim.mmu.paging.Pte;

/** A page walk as text: a line an entry, its bits in words, and how it ends. */
final class PageWalkText {
  private PageWalkText() {}

  static String of(PageWalkTrace walk) {
    StringBuilder text = new StringBuilder();
    for (PageWalkTrace.Step step : walk.steps()) {
      text.append(
          "  %-5s at 0x%09x  %016x  %s\n"
              .formatted(
                  PageWalkTrace.entryName(step.level()),
                  step.address(),
                  step.entry(),
                  bits(step, walk.mode())));
    }
    return text.append("  ").append(end(walk.end())).append('\n').toString();
  }

  private static String bits(PageWalkTrace.Step step, PagingMode mode) {
    long entry = step.entry();
    if (!Pte.isPresent(entry)) {
      return entry == 0 ? "empty" : "not present";
    }
    List<String> words = new ArrayList<>(List.of("present"));
    boolean registers = mode == PagingMode.PAE && step.level() == 3;
    if (!registers) {
      words.add((entry & Pte.WRITABLE) != 0 ? "writable" : "read-only");
      words.add((entry & Pte.USER) != 0 ? "user" : "supervisor");
      add(words, entry, Pte.ACCESSED, "accessed");
    }
    if (step.mapsPage()) {
      add(words, entry, Pte.DIRTY, "dirty");
      add(words, entry, Pte.GLOBAL, "global");
    }
    add(words, entry, Pte.WRITE_THROUGH, "write-through");
    add(words, entry, Pte.CACHE_DISABLE, "uncached");
    if (mode != PagingMode.BITS_32) {
      add(words, entry, Pte.EXECUTE_DISABLE, "no-execute");
    }
    if (step.mapsPage()) {
      words.add("maps a page of " + mode.pageSize(step.level()).label());
    }
    return String.join(", ", words);
  }

  private static void add(List<String> words, long entry, long bit, String word) {
    if ((entry & bit) != 0) {
      words.add(word);
    }
  }

  private static String end(PageWalkTrace.End end) {
    return switch (end) {
      case PageWalkTrace.End.Off _ -> "paging is off: the linear address is the physical address";
      case PageWalkTrace.End.NotCanonical _ -> "the address is not canonical";
      case PageWalkTrace.End.NotPresent _ -> "not mapped: the last entry is not present";
      case PageWalkTrace.End.ReservedBit _ -> "malformed: the last entry has a reserved bit set";
      case PageWalkTrace.End.NoMemory none ->
          "the next table would be at 0x%x, where there is no RAM".formatted(none.table());
      case PageWalkTrace.End.Mapped page ->
          "physical 0x%x, page of %s: %s, %s, %s"
              .formatted(
                  page.physical(),
                  page.size().label(),
                  (page.rights() & Pte.WRITABLE) != 0 ? "writable" : "read-only",
                  (page.rights() & Pte.EXECUTE_DISABLE) == 0 ? "executable" : "no-execute",
                  (page.rights() & Pte.USER) != 0 ? "user" : "supervisor");
    };
  }
}
