package ksim.mmu.paging;

import java.util.Locale;

/** Page tables as text for a person. */
final class PageTableText {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] ENTRY_NAMES = {"", "PTE", "PDE", "PDPTE", "PML4E", "PML5E"};

  private PageTableText() {}

  static String of(PageTableDump dump) {
    StringBuilder text = new StringBuilder();
    row(text, "linear addresses", "size", "pages", "physical", "rights", "accessed", "dirty");
    for (MappedRange range : dump.ranges()) {
      row(
          text,
          "%016x-%016x".formatted(range.linear(), range.linear() + range.bytes() - 1),
          size(range.bytes()),
          range.pages() + " x " + range.size().label(),
          range.contiguous() ? "%012x".formatted(range.physical()) : "scattered",
          rights(range.rights()),
          Long.toString(range.accessed()),
          Long.toString(range.dirty()));
    }
    if (dump.ranges().isEmpty()) {
      text.append("nothing is mapped\n");
    }
    for (PageTableDump.Malformed entry : dump.malformed()) {
      text.append(
          "%016x  %s with reserved bits set: %016x"
              .formatted(entry.linear(), ENTRY_NAMES[entry.level()], entry.entry()));
      text.append('\n');
    }
    return text.toString();
  }

  /** A number of bytes in the largest unit that divides it. */
  static String size(long bytes) {
    int unit = 0;
    long count = bytes;
    while (count % 1024 == 0 && unit < UNITS.length - 1) {
      count /= 1024;
      unit++;
    }
    return count + " " + UNITS[unit];
  }

  private static String rights(long rights) {
    return "r"
        + ((rights & Pte.WRITABLE) != 0 ? "w" : "-")
        + ((rights & Pte.EXECUTE_DISABLE) == 0 ? "x" : "-")
        + ((rights & Pte.USER) != 0 ? " user" : " supervisor")
        + ((rights & Pte.GLOBAL) != 0 ? " global" : "");
  }

  private static void row(
      StringBuilder text,
      String linear,
      String size,
      String pages,
      String physical,
      String rights,
      String accessed,
      String dirty) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-33s  %8s  %12s  %-12s  %-21s  %8s  %8s",
            linear,
            size,
            pages,
            physical,
            rights,
            accessed,
            dirty));
    text.append('\n');
  }
}
