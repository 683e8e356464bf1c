package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.Label;

/**
 * Gives each item its place.
 *
 * <p>Every item starts with its shortest alternative. As long as some field does not fit, the items
 * concerned take their next longer one; since no item ever shrinks this ends, and what does fit at
 * the end fits for good.
 */
final class Layout {
  private final long origin;
  private final List<Item> items;
  private final int[] choice;
  private final long[] start;
  private final Map<Label, Long> addresses = new HashMap<>();

  Layout(long origin, List<Item> items) {
    this.origin = origin;
    this.items = List.copyOf(items);
    this.choice = new int[items.size()];
    this.start = new long[items.size() + 1];
    do {
      place();
    } while (grow());
  }

  /** The address of each label. */
  Map<Label, Long> addresses() {
    return addresses;
  }

  /** The code. */
  byte[] bytes() {
    byte[] code = new byte[Math.toIntExact(start[items.size()] - origin)];
    for (int i = 0; i < items.size(); i++) {
      int at = (int) (start[i] - origin);
      switch (items.get(i)) {
        case Item.Mark _ -> {}
        case Item.Align align when align.code() ->
            Nops.fill(code, at, (int) (start[i + 1] - start[i]));
        case Item.Align _ -> {}
        case Item.KeepWithin keep ->
            BranchPlacement.fill(
                code, at, (int) (start[i + 1] - start[i]), keep.before() == 0, next(i));
        case Item.Chunk chunk -> write(chunk.alternatives().get(choice[i]), code, at, start[i + 1]);
      }
    }
    return code;
  }

  /** What is assembled behind an item. */
  private byte[] next(int item) {
    return items.get(item + 1) instanceof Item.Chunk chunk
        ? chunk.alternatives().get(choice[item + 1]).bytes()
        : new byte[0];
  }

  private void write(Encoded encoded, byte[] code, int at, long end) {
    encoded.copyTo(code, at);
    for (Fixup fixup : encoded.fixups()) {
      long value = fixup.value(address(fixup.label()), end);
      for (int i = 0; i < fixup.bits() / 8; i++) {
        code[at + fixup.offset() + i] = (byte) (value >> (8 * i));
      }
    }
  }

  private void place() {
    long here = origin;
    for (int i = 0; i < items.size(); i++) {
      start[i] = here;
      switch (items.get(i)) {
        case Item.Mark mark -> addresses.put(mark.label(), here);
        case Item.Align align -> here = (here + align.bytes() - 1) & -align.bytes();
        case Item.KeepWithin(int bytes, int before, int chunks) -> {
          long branch = here + length(i + 1, before);
          int inBlock = (int) branch & (bytes - 1);
          boolean fits = inBlock + length(i + 1 + before, chunks) < bytes;
          here += fits ? 0 : bytes - inBlock;
        }
        case Item.Chunk chunk -> here += chunk.alternatives().get(choice[i]).length();
      }
    }
    start[items.size()] = here;
  }

  /** Length of some items that follow each other. */
  private int length(int first, int count) {
    int length = 0;
    for (int i = first; i < first + count; i++) {
      if (items.get(i) instanceof Item.Chunk chunk) {
        length += chunk.alternatives().get(choice[i]).length();
      }
    }
    return length;
  }

  private boolean grow() {
    List<Integer> growing = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Item.Chunk chunk
          && !fits(chunk.alternatives().get(choice[i]), start[i + 1])) {
        if (choice[i] + 1 == chunk.alternatives().size()) {
          throw new AssemblyException(chunk.text().get() + ": the label is out of reach");
        }
        growing.add(i);
      }
    }
    growing.forEach(i -> choice[i]++);
    return !growing.isEmpty();
  }

  private boolean fits(Encoded encoded, long end) {
    for (Fixup fixup : encoded.fixups()) {
      if (!fixup.fits(fixup.value(address(fixup.label()), end))) {
        return false;
      }
    }
    return true;
  }

  private long address(Label label) {
    Long address = addresses.get(label);
    if (address == null) {
      throw new AssemblyException("label '" + label.name() + "' is used but not bound");
    }
    return address;
  }
}
