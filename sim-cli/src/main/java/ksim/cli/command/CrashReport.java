package ksim.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import ksim.cli.diag.Printable;

/**
 * Tells the user that ksim itself is at fault, with what its developers need; or that the host has
 * too little memory.
 */
final class CrashReport {
  private CrashReport() {}

  static int report(Console console, List<String> arguments, Throwable error) {
    if (outOfHeap(error)) {
      return heapTooSmall(console);
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    console
        .err()
        .print(
            """
            ksim: internal error: %s
            This is a bug in ksim, not in your input. Please report it and attach your scenario or \
            kernel and what follows.
            ---- ksim %s, Java %s on %s %s
            ---- arguments: %s
            %s---- end of report
            """
                .formatted(
                    error,
                    Version.text(),
                    Runtime.version(),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"),
                    Printable.of(String.join(" ", arguments)),
                    trace));
    console.err().flush();
    return ExitCode.INTERNAL;
  }

  private static boolean outOfHeap(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .anyMatch(OutOfMemoryError.class::isInstance);
  }

  /** No fault of ksim's and none of the guest's: its memory is more than Java may take. */
  private static int heapTooSmall(Console console) {
    console
        .err()
        .print(
            """
            ksim: error: the host's memory ran out: what guests have written to is more than Java's \
            heap of %d MiB
            give it more with JAVA_TOOL_OPTIONS=-Xmx8g, or simulate less: fewer designs \
            with --design, a guest that uses less of its --memory
            """
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
    console.err().flush();
    return ExitCode.INTERNAL;
  }
}
