package ksim.cli.exec;

import java.util.HashSet;
import java.util.Set;
import ksim.core.encoding.CodeMode;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.Snippet;

/** Whether a snippet's pieces of memory can be where it says. */
final class SnippetChecks {
  /** Most pages that one case may touch. */
  static final int MOST_PAGES = 4096;

  private static final int PAGE_SHIFT = 12;
  private static final long LOWER_END = 1L << 47;

  private SnippetChecks() {}

  /** Checks a range of linear addresses, which may be empty. */
  static void range(long at, long length) throws MalformedValue {
    long last = at + Math.max(length, 1) - 1;
    boolean canonical = isCanonical(at) && isCanonical(last) && (at ^ last) >= 0;
    if (!canonical || Long.compareUnsigned(last, at) < 0) {
      throw new MalformedValue(
          "found 0x%x, expected canonical addresses from there to the last byte".formatted(at));
    }
    if (Sandbox.isReserved(at, length)) {
      throw new MalformedValue(
          "found 0x%x, in the page of the descriptor table: choose another".formatted(at));
    }
  }

  private static boolean isCanonical(long address) {
    return address + LOWER_END >= 0 && address + LOWER_END < LOWER_END << 1;
  }

  /** Checks the code's place, whose range is in order, and the number of pages. */
  static void whole(Snippet snippet) throws MalformedValue {
    long last = snippet.end() - 1;
    long most = snippet.mode() == CodeMode.BITS_16 ? 0xffff : 0xffff_ffffL;
    if (snippet.mode() != CodeMode.BITS_64 && Long.compareUnsigned(last, most) > 0) {
      throw new MalformedValue(
          "rip: found code up to 0x%x, expected it up to 0x%x in this mode".formatted(last, most));
    }
    Set<Long> pages = new HashSet<>();
    addPages(pages, snippet.registers().rip(), snippet.code().length);
    for (MemoryBytes piece : snippet.memory()) {
      addPages(pages, piece.at(), piece.bytes().length);
    }
    if (pages.size() > MOST_PAGES) {
      throw new MalformedValue(
          "found %,d pages that memory and code touch, expected up to %,d"
              .formatted(pages.size(), MOST_PAGES));
    }
  }

  private static void addPages(Set<Long> pages, long at, int length) {
    for (long page = at >> PAGE_SHIFT; page <= (at + length - 1) >> PAGE_SHIFT; page++) {
      pages.add(page);
    }
  }
}
