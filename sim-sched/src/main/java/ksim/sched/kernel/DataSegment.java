package ksim.sched.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;

/**
 * The kernel's static data: hands out addresses while code is being assembled and produces the
 * bytes afterwards. What nobody initialises is zero.
 */
final class DataSegment {
  private final long base;
  private final SortedMap<String, Long> symbols = new TreeMap<>();
  private final List<Value> values = new ArrayList<>();
  private final List<Pointer> pointers = new ArrayList<>();
  private long next;

  private record Value(long address, long value) {}

  private record Pointer(long address, Label target, LongUnaryOperator form) {}

  DataSegment(long base) {
    this.base = base;
    this.next = base;
  }

  /** Reserves {@code bytes} at a multiple of {@code align} (a power of two) and names them. */
  long reserve(String name, long bytes, int align) {
    long address = (next + align - 1) & -align;
    if (symbols.put(name, address) != null) {
      throw new IllegalStateException("data symbol declared twice: " + name);
    }
    next = address + bytes;
    return address;
  }

  /** Reserves a 64-bit variable with an initial value. */
  long variable(String name, long value) {
    long address = reserve(name, 8, 8);
    set(address, value);
    return address;
  }

  /** Sets 64 bits. */
  void set(long address, long value) {
    values.add(new Value(address, value));
  }

  /** Sets 64 bits to the address of a label. */
  void set(long address, Label target) {
    set(address, target, LongUnaryOperator.identity());
  }

  /** Sets 64 bits to what {@code form} makes of the address of a label. */
  void set(long address, Label target, LongUnaryOperator form) {
    pointers.add(new Pointer(address, target, form));
  }

  /** Address of a symbol that has been reserved. */
  long addressOf(String name) {
    Long address = symbols.get(name);
    if (address == null) {
      throw new IllegalStateException("no data symbol " + name);
    }
    return address;
  }

  SortedMap<String, Long> symbols() {
    return symbols;
  }

  /** The address just behind the data, a multiple of the page size. */
  long end() {
    return (next + MemoryMap.PAGE - 1) & -MemoryMap.PAGE;
  }

  /** The initial contents up to {@link #end()}. */
  byte[] bytes(AssembledCode code) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(end() - base)).order(ByteOrder.LITTLE_ENDIAN);
    for (Value value : values) {
      bytes.putLong(Math.toIntExact(value.address - base), value.value);
    }
    for (Pointer pointer : pointers) {
      long value = pointer.form.applyAsLong(code.addressOf(pointer.target));
      bytes.putLong(Math.toIntExact(pointer.address - base), value);
    }
    return bytes.array();
  }
}
