package ksim.core.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The address space of a snippet: maps each page that its code and its memory touch, and nothing
 * else but one page of the system's own. Pages are read-write-execute at any privilege.
 */
final class SandboxMemory {
  private static final int PAGE_BYTES = PageTables.PAGE_BYTES;
  private static final long OFFSET = PAGE_BYTES - 1;
  private static final long ROOT = 0x10_0000;

  /** A page: where it is, and what was in it at the start. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Page(long physical, byte[] initial) {}

  private final PhysicalMemory memory;
  private final SortedMap<Long, Page> pages = new TreeMap<>(Long::compareUnsigned);
  private final List<byte[]> buffers = new ArrayList<>();
  private final PageTables tables;

  SandboxMemory(PhysicalMemory memory) {
    this.memory = memory;
    this.tables = new PageTables(memory, ROOT);
  }

  static boolean isReserved(long at, long length) {
    return length > 0
        && at < ProgramState.DESCRIPTORS + PAGE_BYTES
        && at + length > ProgramState.DESCRIPTORS;
  }

  /** Physical address of the root table. */
  long root() {
    return tables.root();
  }

  /** Makes the address space of a snippet, in place of the one before. */
  void prepare(Snippet snippet) {
    pages.values().forEach(page -> recycle(page.initial()));
    pages.clear();
    tables.clear();
    ProgramState.mapDescriptors(memory, tables);
    for (MemoryBytes piece : snippet.memory()) {
      place(piece.at(), piece.bytes());
    }
    place(snippet.registers().rip(), snippet.code());
    for (var page : pages.entrySet()) {
      long frame = page.getValue().physical();
      memory.writeBytes(frame, page.getValue().initial(), 0, PAGE_BYTES);
      tables.mapForProgram(page.getKey(), frame);
    }
  }

  private void place(long at, byte[] bytes) {
    for (int done = 0; done < bytes.length; ) {
      long linear = at + done;
      int offset = (int) (linear & OFFSET);
      int part = Math.min(bytes.length - done, PAGE_BYTES - offset);
      System.arraycopy(bytes, done, page(linear).initial(), offset, part);
      done += part;
    }
  }

  private Page page(long linear) {
    return pages.computeIfAbsent(
        linear & ~OFFSET, address -> new Page(tables.newFrame(), buffer()));
  }

  private byte[] buffer() {
    return buffers.isEmpty() ? new byte[PAGE_BYTES] : buffers.removeLast();
  }

  private void recycle(byte[] buffer) {
    Arrays.fill(buffer, (byte) 0);
    buffers.add(buffer);
  }

  /** What a result says of memory: see {@link SnippetResult#memory}. */
  List<MemoryBytes> result(Snippet snippet) {
    List<MemoryBytes> result = new ArrayList<>();
    for (MemoryBytes piece : snippet.memory()) {
      result.add(new MemoryBytes(piece.at(), read(piece.at(), piece.bytes().length)));
    }
    addOtherChanges(snippet, result);
    return List.copyOf(result);
  }

  /** The bytes at an address; all in mapped pages. */
  private byte[] read(long at, int length) {
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      long linear = at + done;
      int part = Math.min(length - done, PAGE_BYTES - (int) (linear & OFFSET));
      memory.readBytes(page(linear).physical() + (linear & OFFSET), bytes, done, part);
      done += part;
    }
    return bytes;
  }

  private void addOtherChanges(Snippet snippet, List<MemoryBytes> result) {
    for (Step.Change change : changes()) {
      int start = 0;
      for (int i = 0; i <= change.after().length; i++) {
        if (i == change.after().length || isListed(snippet, change.at() + i)) {
          if (i > start) {
            byte[] part = Arrays.copyOfRange(change.after(), start, i);
            result.add(new MemoryBytes(change.at() + start, part));
          }
          start = i + 1;
        }
      }
    }
  }

  private static boolean isListed(Snippet snippet, long address) {
    return snippet.memory().stream()
        .anyMatch(piece -> Long.compareUnsigned(address - piece.at(), piece.bytes().length) < 0);
  }

  /** The runs of bytes that differ from what was there at first. */
  private List<Step.Change> changes() {
    List<Step.Change> changes = new ArrayList<>();
    pages.forEach((address, page) -> addChanges(address, page.initial(), bytes(page), changes));
    return changes;
  }

  /** A copy of all pages by address. */
  SortedMap<Long, byte[]> snapshot() {
    SortedMap<Long, byte[]> copies = new TreeMap<>(Long::compareUnsigned);
    pages.forEach((address, page) -> copies.put(address, bytes(page).clone()));
    return copies;
  }

  /** The runs of bytes that differ between two snapshots of one snippet's memory. */
  static List<Step.Change> changes(SortedMap<Long, byte[]> before, SortedMap<Long, byte[]> after) {
    List<Step.Change> changes = new ArrayList<>();
    before.forEach(
        (address, bytes) ->
            addChanges(address, bytes, after.getOrDefault(address, bytes), changes));
    return changes;
  }

  /** Up to so many bytes from an address on, as far as pages are mapped. */
  byte[] peek(long linear, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      Page page = pages.get((linear + i) & ~OFFSET);
      if (page == null) {
        return Arrays.copyOf(bytes, i);
      }
      bytes[i] = bytes(page)[(int) ((linear + i) & OFFSET)];
    }
    return bytes;
  }

  private byte[] bytes(Page page) {
    return memory.frame(page.physical());
  }

  private static void addChanges(
      long address, byte[] before, byte[] now, List<Step.Change> changes) {
    int at = nextChange(before, now, 0);
    while (at < PAGE_BYTES) {
      int end = at + 1;
      while (end < PAGE_BYTES && before[end] != now[end]) {
        end++;
      }
      changes.add(
          new Step.Change(
              address + at, Arrays.copyOfRange(before, at, end), Arrays.copyOfRange(now, at, end)));
      at = nextChange(before, now, end);
    }
  }

  /** Offset of the first byte from {@code from} on that differs; the page's size if none does. */
  private static int nextChange(byte[] before, byte[] now, int from) {
    int distance = Arrays.mismatch(before, from, PAGE_BYTES, now, from, PAGE_BYTES);
    return distance < 0 ? PAGE_BYTES : from + distance;
  }
}
