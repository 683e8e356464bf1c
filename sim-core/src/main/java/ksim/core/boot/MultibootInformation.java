package ksim.core.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.MultibootProtocol.Loaded;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Writes the multiboot information (Multiboot Specification 0.6.96, section 3.3) into memory:
 * modules behind the kernel, everything else at the top of conventional memory, where neither the
 * kernel nor what it allocates first is in its way.
 */
final class MultibootInformation {
  private static final int BYTES = 120;
  private static final int HAS_MEMORY = 1;
  private static final int HAS_COMMAND_LINE = 1 << 2;
  private static final int HAS_MODULES = 1 << 3;
  private static final int HAS_MAP = 1 << 6;
  private static final int HAS_LOADER_NAME = 1 << 9;

  private static final int MEMORY_LOWER = 4;
  private static final int MEMORY_UPPER = 8;
  private static final int COMMAND_LINE = 16;
  private static final int MODULE_COUNT = 20;
  private static final int MODULES = 24;
  private static final int MAP_LENGTH = 44;
  private static final int MAP = 48;
  private static final int LOADER_NAME = 64;

  private static final int MODULE_BYTES = 16;
  private static final int MAP_ENTRY_BYTES = 24;
  private static final int PAGE = 4096;
  private static final long CONVENTIONAL_END = 0xa_0000;
  private static final long UPPER_START = 0x10_0000;

  private final PhysicalMemory memory;
  private final BootRequest request;
  private final List<BootRequest.Module> modules;
  private final Loaded kernel;
  private long next;

  /**
   * @param modules the modules, in the order in which the kernel sees them
   * @param kernel where the kernel is
   */
  MultibootInformation(
      PhysicalMemory memory, BootRequest request, List<BootRequest.Module> modules, Loaded kernel) {
    this.memory = memory;
    this.request = request;
    this.modules = modules;
    this.kernel = kernel;
  }

  /**
   * Writes it, with all that it refers to.
   *
   * @return its address
   * @throws BadImage if a module does not fit
   */
  long write() throws BadImage {
    List<Long> starts = placeModules();
    long address = place();
    next = address + BYTES;
    put(address, HAS_MEMORY | HAS_COMMAND_LINE | HAS_MODULES | HAS_MAP | HAS_LOADER_NAME);
    put(address + MEMORY_LOWER, ramFrom(0, CONVENTIONAL_END) / 1024);
    put(address + MEMORY_UPPER, ramFrom(UPPER_START, 1L << 32) / 1024);
    put(address + COMMAND_LINE, text(commandLine(request.image(), request.commandLine())));
    put(address + MODULE_COUNT, modules.size());
    put(address + MODULES, moduleTable(starts));
    put(address + MAP_LENGTH, (long) MAP_ENTRY_BYTES * request.map().ranges().size());
    put(address + MAP, map());
    put(address + LOADER_NAME, text("ksim"));
    return address;
  }

  /** Puts the modules into memory, each at a page boundary, and says where. */
  private List<Long> placeModules() throws BadImage {
    List<Long> starts = new ArrayList<>();
    long free = up(Math.max(kernel.end(), UPPER_START), PAGE);
    long end = UPPER_START + ramFrom(UPPER_START, 1L << 32);
    for (BootRequest.Module module : modules) {
      byte[] bytes = module.file().bytes();
      if (bytes.length > end - free) {
        throw BadImage.of(
            module.file(),
            "%d bytes to be loaded at 0x%x, expected to fit below the end of RAM at 0x%x"
                .formatted(bytes.length, free, end),
            "give the machine more memory with --memory");
      }
      memory.writeBytes(free, bytes, 0, bytes.length);
      starts.add(free);
      free = up(free + bytes.length, PAGE);
    }
    return starts;
  }

  /** The highest room in conventional memory; behind all else if the kernel is in the way. */
  private long place() throws BadImage {
    long size = BYTES + (long) MAP_ENTRY_BYTES * request.map().ranges().size() + Long.BYTES;
    size += (long) MODULE_BYTES * modules.size() + Long.BYTES + 16;
    size += 4L * (request.commandLine().length() + request.image().name().length() + 2);
    for (BootRequest.Module module : modules) {
      size += 4L * (module.file().name().length() + module.arguments().length() + 2);
    }
    long place = (ramFrom(0, CONVENTIONAL_END) - size) & -PAGE;
    boolean kernelBelow = kernel.end() <= place;
    boolean kernelAbove = kernel.start() >= CONVENTIONAL_END;
    if (place > 0 && (kernelBelow || kernelAbove)) {
      return place;
    }
    long behind = behindModules();
    long end = UPPER_START + ramFrom(UPPER_START, 1L << 32);
    if (size > end - behind) {
      throw BadImage.of(
          request.image(),
          "ends at 0x%x, expected room for %d bytes of boot information below the end of RAM at 0x%x"
              .formatted(kernel.end(), size, end),
          "give the machine more memory with --memory");
    }
    return behind;
  }

  private long behindModules() {
    long free = up(Math.max(kernel.end(), UPPER_START), PAGE);
    for (BootRequest.Module module : modules) {
      free = up(free + module.file().bytes().length, PAGE);
    }
    return free;
  }

  /** Bytes of RAM from an address on, up to the first that is something else, or a limit. */
  private long ramFrom(long base, long limit) {
    return request.map().ranges().stream()
        .filter(range -> range.kind() == PhysicalMap.Kind.RAM)
        .filter(range -> range.base() <= base && base < range.end())
        .mapToLong(range -> Math.min(range.end(), limit) - base)
        .findFirst()
        .orElse(0);
  }

  private long map() {
    long start = allocate((long) MAP_ENTRY_BYTES * request.map().ranges().size());
    long at = start;
    for (PhysicalMap.Range range : request.map().ranges()) {
      // The size of an entry does not count the size itself.
      put(at, MAP_ENTRY_BYTES - 4L);
      memory.write(at + 4, Long.BYTES, range.base());
      memory.write(at + 12, Long.BYTES, range.bytes());
      put(at + 20, range.kind().code);
      at += MAP_ENTRY_BYTES;
    }
    return start;
  }

  private long moduleTable(List<Long> starts) {
    long table = allocate((long) MODULE_BYTES * modules.size());
    for (int i = 0; i < modules.size(); i++) {
      BootRequest.Module module = modules.get(i);
      long entry = table + (long) MODULE_BYTES * i;
      put(entry, starts.get(i));
      put(entry + 4, starts.get(i) + module.file().bytes().length);
      put(entry + 8, text(commandLine(module.file(), module.arguments())));
    }
    return table;
  }

  /** A command line: the file's name is its first word. */
  private static String commandLine(BinaryFile file, String arguments) {
    return arguments.isEmpty() ? file.name() : file.name() + " " + arguments;
  }

  private long text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long at = next;
    next += bytes.length + 1L;
    memory.writeBytes(at, bytes, 0, bytes.length);
    memory.write(at + bytes.length, 1, 0);
    return at;
  }

  private long allocate(long bytes) {
    long start = up(next, Long.BYTES);
    next = start + bytes;
    return start;
  }

  private static long up(long address, int alignment) {
    return (address + alignment - 1) & -(long) alignment;
  }

  private void put(long address, long value) {
    memory.write(address, Integer.BYTES, value);
  }
}
