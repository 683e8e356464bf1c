package ksim.core.boot;

import java.util.List;
import java.util.Optional;

/**
 * What is to be booted, and what its kernel is to be told.
 *
 * @param image the kernel
 * @param commandLine its command line, without the image's name
 * @param initrd its initial RAM disk
 * @param modules further files, each with its own command line
 * @param map what physical addresses are
 * @param rsdp physical address of ACPI's root pointer, 0 if there is none
 */
public record BootRequest(
    BinaryFile image,
    String commandLine,
    Optional<BinaryFile> initrd,
    List<Module> modules,
    PhysicalMap map,
    long rsdp) {
  /**
   * A file that a kernel is given beside its image.
   *
   * @param file the file
   * @param arguments what its command line says after the file's name; may be empty
   */
  public record Module(BinaryFile file, String arguments) {}
}
