package ksim.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import ksim.cli.diag.Printable;

/** Tells the user that ksim itself is at fault, with what its developers need. */
final class CrashReport {
  private CrashReport() {}

  static int report(Console console, List<String> arguments, Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    console
        .err()
        .print(
            """
            ksim: internal error: %s
            This is a bug in ksim, not in your input. Please report it and attach your scenario and \
            what follows.
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
}
