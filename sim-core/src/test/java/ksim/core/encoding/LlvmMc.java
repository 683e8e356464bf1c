package ksim.core.encoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the disassembler of LLVM. */
final class LlvmMc {
  /** What follows each string of bytes: a NOP that carries the number of the string. */
  private static final Pattern MARKER = Pattern.compile("\\s*nopl\\s+(\\d+)\\(%[re]ax\\)");

  private static final Pattern WARNING = Pattern.compile("[^:]*:(\\d+):(\\d+): warning.*");
  private static final int FIRST_NUMBER = 0x1000000;

  private LlvmMc() {}

  /**
   * What LLVM makes of a string.
   *
   * @param texts the instructions, in order
   * @param undefined whether a part of the string is no instruction
   * @param undefinedAtOnce whether the string does not begin with an instruction
   */
  record Outcome(List<String> texts, boolean undefined, boolean undefinedAtOnce) {}

  /** Version of llvm-mc; empty where it is not installed. */
  static String version() {
    try {
      Process process = new ProcessBuilder("llvm-mc", "--version").start();
      try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
        return reader.readAllAsString();
      }
    } catch (IOException absent) {
      return "";
    }
  }

  /** Disassembles strings, each of them whole. */
  static List<Outcome> disassemble(List<byte[]> strings, CodeMode mode, Path directory) {
    try {
      Path input = directory.resolve("strings.txt");
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < strings.size(); i++) {
        lines.add(block(strings.get(i)) + block(marker(mode, FIRST_NUMBER + i)));
      }
      Files.write(input, lines);
      Path output = directory.resolve("out.txt");
      Path errors = directory.resolve("err.txt");
      new ProcessBuilder("llvm-mc", "--disassemble", "-triple=" + triple(mode), input.toString())
          .redirectOutput(output.toFile())
          .redirectError(errors.toFile())
          .start()
          .waitFor();
      return outcomes(Files.readAllLines(output), Files.readAllLines(errors), strings.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String triple(CodeMode mode) {
    return switch (mode) {
      case BITS_64 -> "x86_64";
      case BITS_32 -> "i386";
      case BITS_16 -> "i386-unknown-unknown-code16";
    };
  }

  private static String block(byte[] bytes) {
    return "[" + HexFormat.ofDelimiter(",").withPrefix("0x").formatHex(bytes) + "]";
  }

  private static byte[] marker(CodeMode mode, int number) {
    String prefixes = mode == CodeMode.BITS_16 ? "6667" : "";
    String little = HexFormat.of().toHexDigits(Integer.reverseBytes(number));
    return HexFormat.of().parseHex(prefixes + "0f1f80" + little);
  }

  private static List<Outcome> outcomes(List<String> output, List<String> errors, int count) {
    Set<Integer> undefined = new HashSet<>();
    Set<Integer> undefinedAtOnce = new HashSet<>();
    for (String line : errors) {
      Matcher warning = WARNING.matcher(line);
      if (warning.matches()) {
        int number = Integer.parseInt(warning.group(1)) - 1;
        undefined.add(number);
        if (warning.group(2).equals("2")) {
          undefinedAtOnce.add(number);
        }
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String line : output) {
      Matcher marker = MARKER.matcher(line);
      int number = outcomes.size();
      if (marker.matches() && Integer.parseInt(marker.group(1)) == FIRST_NUMBER + number) {
        boolean atOnce = undefinedAtOnce.contains(number);
        outcomes.add(new Outcome(List.copyOf(texts), undefined.contains(number), atOnce));
        texts.clear();
      } else if (!line.isBlank() && !line.startsWith("\t.") && !line.strip().startsWith("#")) {
        texts.add(line.replaceAll("#.*", "").strip().replace('\t', ' '));
      }
    }
    if (outcomes.size() != count) {
      throw new IllegalStateException(outcomes.size() + " of " + count + " strings came back");
    }
    return outcomes;
  }
}
