package ksim.cli.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;
import ksim.core.sandbox.Step;

/**
 * One executed instruction as text.
 *
 * @param address its address
 * @param bytes its bytes; what is there if they are no instruction
 * @param text its disassembly
 * @param registers the registers that it has changed; RIP among them if it does not go on behind it
 * @param memory what it has changed in memory
 */
@SuppressWarnings("ArrayRecordComponent")
record StepText(
    long address,
    byte[] bytes,
    String text,
    List<RegisterText.Value> registers,
    List<Step.Change> memory) {
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");
  private static final int MOST_SHOWN = 16;

  /** The syntax of the disassembly. */
  enum Syntax {
    /** AT&amp;T, as the GNU tools print it. */
    ATT,
    /** Intel, as the manual prints it. */
    INTEL
  }

  static StepText of(Step step, Syntax syntax) {
    long rip = step.before().rip();
    Decoded decoded = Decoder.decode(step.code(), 0, step.code().length, step.mode());
    byte[] bytes = step.code();
    String text = "(bad)";
    if (decoded instanceof Instruction instruction) {
      bytes = Arrays.copyOf(bytes, instruction.length());
      text =
          syntax == Syntax.ATT
              ? Disassembler.attAndT(instruction, rip)
              : Disassembler.intel(instruction, rip);
    }
    List<RegisterText.Value> registers = new ArrayList<>();
    for (RegisterText.Value value : RegisterText.values(step.before(), step.after())) {
      if (value.changed()) {
        registers.add(value);
      }
    }
    long after = step.after().rip();
    if (after != rip + bytes.length && after != rip) {
      registers.add(
          new RegisterText.Value(
              "rip", RegisterText.hex(rip, 16), RegisterText.hex(after, 16), ""));
    }
    return new StepText(rip, bytes, text, registers, step.memory());
  }

  /** The lines for people, each ended. */
  String lines() {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "%s  %-32s %s\n".formatted(RegisterText.hex(address, 16), SPACED.formatHex(bytes), text));
    for (RegisterText.Value value : registers) {
      lines.append("    ").append(value.line()).append('\n');
    }
    for (Step.Change change : memory) {
      lines.append("    memory  ").append(RegisterText.hex(change.at(), 16)).append("  ");
      lines.append(shown(change.before())).append(" -> ").append(shown(change.after()));
      lines.append('\n');
    }
    return lines.toString();
  }

  private static String shown(byte[] bytes) {
    return bytes.length <= MOST_SHOWN
        ? SPACED.formatHex(bytes)
        : SPACED.formatHex(bytes, 0, MOST_SHOWN) + " ... (%,d bytes)".formatted(bytes.length);
  }

  /** The step as a JSON object. */
  String json(boolean prefixed) {
    StringBuilder json = new StringBuilder("{\"rip\":\"");
    HexText.appendNumber(json, address, prefixed);
    json.append("\",\"code\":\"");
    HexText.appendBytes(json, bytes);
    json.append("\",\"text\":").append(ResultWriter.quoted(text)).append(",\"changed\":{");
    for (int i = 0; i < registers.size(); i++) {
      RegisterText.Value value = registers.get(i);
      json.append(i == 0 ? "" : ",").append('"').append(value.name()).append("\":\"");
      json.append(value.after()).append('"');
    }
    json.append("},\"memory\":[");
    for (int i = 0; i < memory.size(); i++) {
      json.append(i == 0 ? "" : ",").append("{\"at\":\"");
      HexText.appendNumber(json, memory.get(i).at(), prefixed);
      json.append("\",\"before\":\"");
      HexText.appendBytes(json, memory.get(i).before());
      json.append("\",\"bytes\":\"");
      HexText.appendBytes(json, memory.get(i).after());
      json.append("\"}");
    }
    return json.append("]}").toString();
  }
}
