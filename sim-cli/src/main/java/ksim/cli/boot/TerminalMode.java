package ksim.cli.boot;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the terminal that is standard input into a mode in which each key reaches the guest as it is
 * typed, without echo, Return as CR, as on a serial terminal; Ctrl-C still means this program. It
 * takes {@code stty}; where there is none the terminal stays as it is, line by line.
 */
public final class TerminalMode {
  private final Optional<String> saved;

  private TerminalMode(Optional<String> saved) {
    this.saved = saved;
  }

  /** Leaves standard input as it is. */
  public static TerminalMode unchanged() {
    return new TerminalMode(Optional.empty());
  }

  /** Changes the mode, if it can. */
  public static TerminalMode serial() {
    Optional<String> saved = stty(List.of("-g")).filter(mode -> !mode.isBlank());
    if (saved.isPresent()) {
      stty(List.of("-icanon", "-echo", "-icrnl", "-ixon", "min", "1", "time", "0"));
    }
    return new TerminalMode(saved);
  }

  /** Sets the mode back to what it was. */
  public void restore() {
    saved.ifPresent(mode -> stty(List.of(mode)));
  }

  private static Optional<String> stty(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      try (InputStream out = process.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
        return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
