package ksim.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ksim.cli.boot.GuestFile;
import ksim.cli.diag.Suggestion;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocol;
import ksim.core.boot.BootProtocols;
import ksim.core.boot.BootRequest;
import ksim.core.boot.ElfFile;
import ksim.core.symbol.ElfSymbols;
import ksim.core.symbol.SymbolTable;
import ksim.core.symbol.SystemMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of {@code ksim boot} that say what is booted. */
final class GuestOptions {
  private static final String AUTOMATIC = "auto";

  @Parameters(arity = "0..1", paramLabel = "IMAGE", description = "The kernel.")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--append",
      paramLabel = "STRING",
      description = "The kernel's command line, without the image's name.")
  private String append = "";

  @Option(names = "--initrd", paramLabel = "FILE", description = "Initial RAM disk.")
  private Optional<Path> initrd = Optional.empty();

  @Option(
      names = "--module",
      paramLabel = "FILE[=ARGS]",
      description =
          "A file for the kernel beside its image, with a command line of its own. May "
              + "be given several times.")
  private List<String> modules = List.of();

  @Option(
      names = "--protocol",
      paramLabel = "auto|linux|multiboot|pvh",
      description = "How the image is booted. Default: auto, by what it says of itself.")
  private String protocol = AUTOMATIC;

  @Option(
      names = "--symbols",
      paramLabel = "FILE",
      description =
          "Names for traces and reports: an ELF file, or what nm prints, such as "
              + "System.map. Default: the image's own.")
  private Optional<Path> symbols = Optional.empty();

  /**
   * Checks what needs no file.
   *
   * @param restored whether a snapshot is there instead of the image
   */
  void check(boolean restored) {
    if (image.isEmpty() && !restored) {
      throw new UsageException("Missing required parameter: 'IMAGE'");
    }
    List<String> known =
        Stream.concat(Stream.of(AUTOMATIC), BootProtocols.all().stream().map(BootProtocol::name))
            .toList();
    if (!known.contains(protocol)) {
      throw new UsageException(
          "--protocol: found '" + protocol + "'; " + Suggestion.hint(protocol, known));
    }
    if (append.chars().anyMatch(c -> c == 0)) {
      throw new UsageException("--append: found a NUL character");
    }
  }

  /** The kernel. */
  BinaryFile image(Console console) {
    return file(console, "IMAGE", image.orElseThrow());
  }

  /** How the kernel is booted. */
  BootProtocol protocol(BinaryFile kernel) throws BadImage {
    return protocol.equals(AUTOMATIC)
        ? BootProtocols.of(kernel)
        : BootProtocols.named(protocol).orElseThrow();
  }

  /** The command line. */
  String commandLine() {
    return append;
  }

  /** The initial RAM disk. */
  Optional<BinaryFile> initrd(Console console) {
    return initrd.map(path -> file(console, "--initrd", path));
  }

  /** The other files. */
  List<BootRequest.Module> modules(Console console) {
    List<BootRequest.Module> files = new ArrayList<>();
    for (String module : modules) {
      int equals = module.indexOf('=');
      Path path = Path.of(equals < 0 ? module : module.substring(0, equals));
      String arguments = equals < 0 ? "" : module.substring(equals + 1);
      files.add(new BootRequest.Module(file(console, "--module", path), arguments));
    }
    return files;
  }

  /** The symbols of the file that names them, or of the kernel. */
  SymbolTable symbols(Console console, BinaryFile kernel) throws BadImage {
    if (symbols.isEmpty()) {
      return ElfFile.isElf(kernel) ? ElfSymbols.of(ElfFile.read(kernel), 0) : SymbolTable.EMPTY;
    }
    BinaryFile file = file(console, "--symbols", symbols.get());
    if (ElfFile.isElf(file)) {
      return ElfSymbols.of(ElfFile.read(file), 0);
    }
    String text = new String(file.bytes(), StandardCharsets.ISO_8859_1);
    if (!SystemMap.recognises(text)) {
      throw new UsageException(
          "--symbols: " + symbols.get() + " is neither an ELF file nor what nm prints");
    }
    return SymbolTable.of(SystemMap.read(text));
  }

  /** The symbols where a snapshot is there instead of the image. */
  SymbolTable symbolsAlone(Console console) throws BadImage {
    if (image.isEmpty() && symbols.isEmpty()) {
      return SymbolTable.EMPTY;
    }
    return symbols(console, file(console, "IMAGE", image.or(() -> symbols).orElseThrow()));
  }

  private static BinaryFile file(Console console, String option, Path path) {
    try {
      return GuestFile.read(console.directory(), path);
    } catch (IOException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }
}
