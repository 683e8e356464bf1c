package ksim.cli.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param inIsTerminal whether {@code in} is a terminal
 * @param isProcess whether it is that of this process, whose signals count
 * @param directory the working directory
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean inIsTerminal,
    boolean isProcess,
    Path directory) {

  /** A console that is neither this process's nor a terminal to read from. */
  Console(
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Path directory) {
    this(in, out, err, outIsTerminal, errIsTerminal, false, false, directory);
  }

  /** A console on which nothing is typed. */
  Console(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Path directory) {
    this(InputStream.nullInputStream(), out, err, outIsTerminal, errIsTerminal, directory);
  }

  /** The console of this process, in UTF-8. */
  static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        isTerminal(1),
        isTerminal(2),
        isTerminal(0),
        true,
        Path.of(""));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** Whether a descriptor is a terminal, as Linux tells it; elsewhere it counts as none. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
