package ksim.core.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;

/**
 * The address space of a snippet: maps each page that its code and its memory touch, and nothing
 * else but one page of the system's own. Pages are read-write-execute at any privilege.
 */
final class SandboxMemory {
  /** Where the global descriptor table lies, as in Linux; out of reach of ring 3, not for code. */
  static final long DESCRIPTORS = 0xffff_fe00_0000_1000L;

  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final long OFFSET = PAGE_BYTES - 1;
  private static final long ROOT = 0x10_0000;
  private static final int LEVELS = 4;
  private static final int LOWEST_SHIFT = 12;
  private static final int BITS_PER_LEVEL = 9;
  private static final long TABLE = Pte.PRESENT | Pte.WRITABLE | Pte.USER | Pte.ACCESSED;
  private static final long USER_PAGE = TABLE | Pte.DIRTY;
  private static final long SYSTEM_PAGE = (USER_PAGE & ~Pte.USER) | Pte.EXECUTE_DISABLE;

  /** A page: where it is, and what was in it at the start. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Page(long physical, byte[] initial) {}

  private final PhysicalMemory memory;
  private final SortedMap<Long, Page> pages = new TreeMap<>(Long::compareUnsigned);
  private final List<byte[]> buffers = new ArrayList<>();
  private long nextFrame;

  SandboxMemory(PhysicalMemory memory) {
    this.memory = memory;
  }

  static boolean isReserved(long at, long length) {
    return length > 0 && at < DESCRIPTORS + PAGE_BYTES && at + length > DESCRIPTORS;
  }

  /** Physical address of the root table. */
  long root() {
    return ROOT;
  }

  /** Makes the address space of a snippet, in place of the one before. */
  void prepare(Snippet snippet, byte[] descriptors) {
    pages.values().forEach(page -> recycle(page.initial()));
    pages.clear();
    nextFrame = ROOT;
    newClearFrame();

    long descriptorFrame = newClearFrame();
    memory.writeBytes(descriptorFrame, descriptors, 0, descriptors.length);
    map(DESCRIPTORS, descriptorFrame, SYSTEM_PAGE);

    for (MemoryBytes piece : snippet.memory()) {
      place(piece.at(), piece.bytes());
    }
    place(snippet.registers().rip(), snippet.code());
    for (var page : pages.entrySet()) {
      long frame = page.getValue().physical();
      memory.writeBytes(frame, page.getValue().initial(), 0, PAGE_BYTES);
      map(page.getKey(), frame, USER_PAGE);
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
    return pages.computeIfAbsent(linear & ~OFFSET, address -> new Page(newFrame(), buffer()));
  }

  private byte[] buffer() {
    return buffers.isEmpty() ? new byte[PAGE_BYTES] : buffers.removeLast();
  }

  private void recycle(byte[] buffer) {
    Arrays.fill(buffer, (byte) 0);
    buffers.add(buffer);
  }

  private long newFrame() {
    long frame = nextFrame;
    nextFrame += PAGE_BYTES;
    return frame;
  }

  private long newClearFrame() {
    long frame = newFrame();
    Arrays.fill(memory.writableFrame(frame), (byte) 0);
    return frame;
  }

  private void map(long linear, long physical, long rights) {
    long table = ROOT;
    for (int level = LEVELS; level > 1; level--) {
      long entry = entryAddress(table, linear, level);
      long value = memory.read(entry, Long.BYTES);
      if (!Pte.isPresent(value)) {
        value = newClearFrame() | TABLE;
        memory.write(entry, Long.BYTES, value);
      }
      table = value & Pte.ADDRESS;
    }
    memory.write(entryAddress(table, linear, 1), Long.BYTES, physical | rights);
  }

  private static long entryAddress(long table, long linear, int level) {
    int shift = LOWEST_SHIFT + BITS_PER_LEVEL * (level - 1);
    return table + ((linear >>> shift) & ((1 << BITS_PER_LEVEL) - 1)) * Long.BYTES;
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
