package ksim.core.boot;

import java.nio.charset.StandardCharsets;
import ksim.mmu.memory.PhysicalMemory;

/** Writes the multiboot information (Multiboot Specification 0.6.96, section 3.3) into memory. */
final class MultibootInformation {
  private static final int BYTES = 120;
  private static final int HAS_MEMORY = 1;
  private static final int HAS_COMMAND_LINE = 1 << 2;
  private static final int HAS_MODULES = 1 << 3;
  private static final int HAS_MAP = 1 << 6;
  private static final int MAP_ENTRY_BYTES = 24;

  private final PhysicalMemory memory;
  private final BootRequest request;
  private long next;

  MultibootInformation(PhysicalMemory memory, BootRequest request) {
    this.memory = memory;
    this.request = request;
  }

  /**
   * Writes it, with all that it refers to, from an address on.
   *
   * @return its address
   */
  long write(long address) {
    next = address + BYTES;
    put(address, HAS_MEMORY | HAS_COMMAND_LINE | HAS_MODULES | HAS_MAP);
    put(address + 4, ramFrom(0) / 1024);
    put(address + 8, ramFrom(0x10_0000) / 1024);
    put(address + 16, text(MultibootProtocol.commandLine(request.image(), request.commandLine())));
    put(address + 20, request.modules().size());
    put(address + 24, modules());
    put(address + 44, (long) MAP_ENTRY_BYTES * request.map().ranges().size());
    put(address + 48, map());
    return address;
  }

  private long ramFrom(long base) {
    return request.map().ranges().stream()
        .filter(range -> range.base() == base && range.kind() == PhysicalMap.Kind.RAM)
        .mapToLong(PhysicalMap.Range::bytes)
        .findFirst()
        .orElse(0);
  }

  private long map() {
    long start = allocate((long) MAP_ENTRY_BYTES * request.map().ranges().size(), 8);
    long at = start;
    for (PhysicalMap.Range range : request.map().ranges()) {
      put(at, MAP_ENTRY_BYTES - 4L);
      memory.write(at + 4, Long.BYTES, range.base());
      memory.write(at + 12, Long.BYTES, range.bytes());
      put(at + 20, range.kind().code);
      at += MAP_ENTRY_BYTES;
    }
    return start;
  }

  private long modules() {
    long table = allocate(16L * request.modules().size(), 8);
    long entry = table;
    for (BootRequest.Module module : request.modules()) {
      byte[] bytes = module.file().bytes();
      long start = allocate(bytes.length, 4096);
      memory.writeBytes(start, bytes, 0, bytes.length);
      put(entry, start);
      put(entry + 4, start + bytes.length);
      put(entry + 8, text(MultibootProtocol.commandLine(module.file(), module.arguments())));
      entry += 16;
    }
    return table;
  }

  private long text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long at = allocate(bytes.length + 1L, 1);
    memory.writeBytes(at, bytes, 0, bytes.length);
    memory.write(at + bytes.length, 1, 0);
    return at;
  }

  private long allocate(long bytes, int alignment) {
    long start = (next + alignment - 1) & -(long) alignment;
    next = start + bytes;
    return start;
  }

  private void put(long address, long value) {
    memory.write(address, Integer.BYTES, value);
  }
}
