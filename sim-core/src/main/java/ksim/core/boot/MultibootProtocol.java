package ksim.core.boot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ksim.core.machine.Machine;

/**
 * Multiboot, version 1 (Multiboot Specification 0.6.96): the kernel is entered in 32-bit protected
 * mode with EAX = 0x2badb002 and EBX = the address of the multiboot information. An initial RAM
 * disk is the first module.
 */
public record MultibootProtocol() implements BootProtocol {
  private static final long LOADER_MAGIC = 0x2bad_b002L;
  private static final long FOUR_GIB = 1L << 32;

  /**
   * What of an image is in memory.
   *
   * @param start lowest physical address
   * @param end address after the highest
   * @param entry physical address at which it is entered
   */
  record Loaded(long start, long end, long entry) {}

  @Override
  public String name() {
    return "multiboot";
  }

  @Override
  public String description() {
    return "multiboot 1: ELF or flat image, 32-bit entry";
  }

  @Override
  public boolean recognises(BinaryFile image) {
    return MultibootHeader.isIn(image);
  }

  @Override
  public void load(BootRequest request, Machine machine) throws BadImage {
    MultibootHeader header = MultibootHeader.read(request.image());
    Optional<MultibootAddresses> addresses = header.addresses();
    Loaded kernel;
    if (addresses.isPresent()) {
      MultibootAddresses image = addresses.get();
      image.load(machine, request.map());
      kernel = new Loaded(image.loadAddress(), image.bssEnd(), image.entry());
    } else {
      kernel = loadElf(request, machine);
    }
    List<BootRequest.Module> modules =
        Stream.concat(
                request.initrd().stream().map(disk -> new BootRequest.Module(disk, "")),
                request.modules().stream())
            .toList();
    long information = new MultibootInformation(machine.memory(), request, modules, kernel).write();
    ProtectedModeStart.start(machine, List.of(), kernel.entry(), LOADER_MAGIC, information);
  }

  private static Loaded loadElf(BootRequest request, Machine machine) throws BadImage {
    BinaryFile image = request.image();
    if (!ElfFile.isElf(image)) {
      throw BadImage.at(
          image,
          MultibootHeader.read(image).offset() + 4L,
          "flags",
          "without bit 16",
          "bit 16 and address fields, as the file is not ELF",
          "");
    }
    ElfFile elf = ElfFile.read(image);
    long end = LoadedElf.load(elf, machine, request.map());
    long start = elf.loadable().stream().mapToLong(ElfFile.Segment::physical).min().orElse(end);
    long entry = physicalEntry(elf);
    if (Long.compareUnsigned(entry, FOUR_GIB) >= 0) {
      throw BadImage.at(
          image, 24, "e_entry", "0x%x".formatted(entry), "below 4 GiB for a 32-bit entry", "");
    }
    return new Loaded(start, end, entry);
  }

  /** The entry is given as linked: where that is within a segment, what counts is where that is. */
  private static long physicalEntry(ElfFile elf) {
    return elf.loadable().stream()
        .filter(segment -> segment.contains(elf.entry()))
        .mapToLong(segment -> elf.entry() - segment.virtual() + segment.physical())
        .findFirst()
        .orElse(elf.entry());
  }
}
