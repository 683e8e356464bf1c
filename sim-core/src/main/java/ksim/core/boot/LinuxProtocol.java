package ksim.core.boot;

import java.nio.charset.StandardCharsets;
import ksim.core.machine.Machine;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The Linux boot protocol with the 64-bit entry (Linux, Documentation/arch/x86/boot.rst): a
 * bzImage, or the vmlinux within it.
 *
 * <p>The kernel is put at its preferred address, the initial RAM disk as high as it may be, the
 * rest where {@link LinuxStart} says.
 */
public record LinuxProtocol() implements BootProtocol {
  private static final int ENTRY_64 = 0x200;

  /** Owner of the ELF notes that every vmlinux has. */
  private static final String NOTE_OWNER = "Linux";

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public String description() {
    return "the Linux boot protocol: bzImage or vmlinux, 64-bit entry";
  }

  @Override
  public boolean recognises(BinaryFile image) {
    if (!ElfFile.isElf(image)) {
      return image.bytes().length >= LinuxSetupHeader.MAGIC_OFFSET + Integer.BYTES
          && LittleEndian.get32(image.bytes(), LinuxSetupHeader.MAGIC_OFFSET)
              == LinuxSetupHeader.MAGIC;
    }
    try {
      return ElfFile.read(image).notes().stream().anyMatch(n -> n.owner().equals(NOTE_OWNER));
    } catch (BadImage e) {
      return false;
    }
  }

  @Override
  public void load(BootRequest request, Machine machine) throws BadImage {
    if (!request.modules().isEmpty()) {
      throw BadImage.of(
          request.modules().getFirst().file(),
          "Linux takes no modules, expected an initial RAM disk at most",
          "give it with --initrd");
    }
    LinuxPlacement placement = new LinuxPlacement(request.map());
    if (ElfFile.isElf(request.image())) {
      loadVmlinux(request, machine, placement);
    } else {
      loadBzImage(request, machine, placement);
    }
  }

  private static void loadBzImage(BootRequest request, Machine machine, LinuxPlacement placement)
      throws BadImage {
    LinuxSetupHeader header = LinuxSetupHeader.read(request.image());
    long kernel = placement.kernel(request.image(), header);
    machine
        .memory()
        .writeBytes(
            kernel,
            request.image().bytes(),
            (int) header.kernelOffset(),
            (int) header.kernelBytes());
    tell(request, machine, placement, header, kernel + header.initBytes());
    LinuxStart.start(machine, kernel + ENTRY_64);
  }

  private static void loadVmlinux(BootRequest request, Machine machine, LinuxPlacement placement)
      throws BadImage {
    ElfFile elf = ElfFile.read(request.image());
    check(elf);
    long end = LoadedElf.load(elf, machine, request.map());
    tell(request, machine, placement, LinuxSetupHeader.ofVmlinux(), end);
    LinuxStart.start(machine, elf.entry());
  }

  /** Requires a kernel for 64-bit processors that is clear of what it is told. */
  private static void check(ElfFile elf) throws BadImage {
    if (!elf.is64()) {
      throw BadImage.at(
          elf.file(),
          4,
          "e_ident[EI_CLASS]",
          "1 (32 bits)",
          "2 (64 bits)",
          "kernels for 32-bit processors are not booted");
    }
    for (ElfFile.Segment segment : elf.loadable()) {
      if (Long.compareUnsigned(segment.physical(), LinuxStart.LEAST_KERNEL) < 0) {
        throw BadImage.at(
            elf.file(),
            segment.header() + 24,
            "p_paddr",
            "0x%x".formatted(segment.physical()),
            "at least 0x%x, above what the kernel is told".formatted(LinuxStart.LEAST_KERNEL),
            "");
      }
    }
    if (Long.compareUnsigned(elf.entry(), LinuxStart.MAPPED_BYTES) >= 0) {
      throw BadImage.at(
          elf.file(),
          24,
          "e_entry",
          "0x%x".formatted(elf.entry()),
          "a physical address below 4 GiB",
          "");
    }
  }

  /** Puts everything that the kernel is told into memory. */
  private static void tell(
      BootRequest request,
      Machine machine,
      LinuxPlacement placement,
      LinuxSetupHeader header,
      long kernelEnd)
      throws BadImage {
    PhysicalMemory memory = machine.memory();
    LinuxBootParameters parameters = new LinuxBootParameters(header.bytes());
    byte[] text = request.commandLine().getBytes(StandardCharsets.UTF_8);
    long limit = Math.min(header.commandLineLimit(), LinuxStart.COMMAND_LINE_BYTES - 1);
    if (text.length > limit) {
      throw BadImage.at(
          request.image(),
          LinuxSetupHeader.COMMAND_LINE_SIZE_OFFSET,
          "cmdline_size",
          "%d".formatted(limit),
          "at least %d, the length of the command line".formatted(text.length),
          "give a shorter one with --append");
    }
    memory.writeBytes(LinuxStart.COMMAND_LINE, text, 0, text.length);
    memory.write(LinuxStart.COMMAND_LINE + text.length, 1, 0);
    parameters.commandLine(LinuxStart.COMMAND_LINE);
    if (request.initrd().isPresent()) {
      BinaryFile initrd = request.initrd().get();
      long at = placement.initrd(initrd, kernelEnd, header.initrdLimit());
      memory.writeBytes(at, initrd.bytes(), 0, initrd.bytes().length);
      parameters.initrd(at, initrd.bytes().length);
    }
    parameters.rsdp(request.rsdp());
    parameters.memory(request.map());
    parameters.write(memory, LinuxStart.BOOT_PARAMETERS);
  }
}
