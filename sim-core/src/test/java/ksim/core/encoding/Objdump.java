package ksim.core.encoding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs GNU objdump, the reference for encodings. */
final class Objdump {
  private Objdump() {}

  /**
   * A line of a disassembly.
   *
   * @param address address of the instruction
   * @param bytes its bytes
   * @param text its text without comments and symbol names
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Line(long address, byte[] bytes, String text) {}

  /** First line of {@code objdump --version}; empty where it is not installed. */
  static String version() {
    try {
      Process process = new ProcessBuilder("objdump", "--version").start();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        String line = reader.readLine();
        reader.readAllAsString();
        return line == null ? "" : line;
      }
    } catch (IOException absent) {
      return "";
    }
  }

  /** Runs objdump and hands over each instruction in order. */
  static void disassemble(List<String> arguments, Consumer<Line> consumer) {
    List<String> command = new ArrayList<>(List.of("objdump", "-w", "--insn-width=16"));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          parse(line, consumer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void parse(String line, Consumer<Line> consumer) {
    int colon = line.indexOf(":\t");
    int tab = colon < 0 ? -1 : line.indexOf('\t', colon + 2);
    if (tab < 0) {
      return;
    }
    long address = Long.parseLong(line.substring(0, colon).strip(), 16);
    String hex = line.substring(colon + 2, tab).strip();
    byte[] bytes = new byte[(hex.length() + 1) / 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex, 3 * i, 3 * i + 2, 16);
    }
    consumer.accept(new Line(address, bytes, clean(line.substring(tab + 1))));
  }

  /** Drops comments and symbols, and gives branch targets their 0x. */
  private static String clean(String text) {
    int comment = text.indexOf('#');
    String bare = comment < 0 ? text : text.substring(0, comment);
    int symbol = bare.indexOf('<');
    if (symbol >= 0) {
      String head = bare.substring(0, symbol).stripTrailing();
      int target = head.lastIndexOf(' ') + 1;
      bare =
          head.startsWith("0x", target)
              ? head
              : head.substring(0, target) + "0x" + head.substring(target);
    }
    return bare.stripTrailing();
  }
}
