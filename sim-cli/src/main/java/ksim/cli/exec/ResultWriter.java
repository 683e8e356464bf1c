package ksim.cli.exec;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;
import java.util.Optional;
import ksim.core.cpu.VectorRegisters;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.SnippetResult;

/** Writes results: one JSON object a line, as {@code sim-cli/docs/exec.md} says. */
public final class ResultWriter {
  private static final int LANE_DIGITS = 16;
  private static final int EXPONENT_DIGITS = 4;

  private final StringBuilder text;
  private final boolean prefixed;

  private ResultWriter(StringBuilder text, boolean prefixed) {
    this.text = text;
    this.prefixed = prefixed;
  }

  /** A string as JSON text. */
  static String quoted(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  /** Appends the result of a case, ended by a line feed. */
  public static void append(StringBuilder text, ExecCase input, SnippetResult result) {
    append(text, input, result, Optional.empty());
  }

  /**
   * The same with further fields.
   *
   * @param more fields behind the others, as JSON text without the comma in front
   */
  static void append(
      StringBuilder text, ExecCase input, SnippetResult result, Optional<String> more) {
    new ResultWriter(text, input.prefixed()).result(input, result, more);
  }

  private void result(ExecCase input, SnippetResult result, Optional<String> more) {
    RegisterState before = input.snippet().registers();
    RegisterState after = result.registers();
    text.append('{');
    input.id().ifPresent(id -> text.append("\"id\":").append(id).append(','));
    ending(result.ending());
    number("rip", after.rip());
    general(after);
    number("rflags", after.rflags());
    vector("xmm", after, 2);
    if (input.upperHalves() || !Arrays.equals(upper(before), upper(after))) {
      vector("ymm", after, VectorRegisters.LANES);
    }
    number("mxcsr", after.mxcsr());
    if (input.floatingPoint() || changed(before.floatingPoint(), after.floatingPoint())) {
      floatingPoint(after.floatingPoint());
    }
    memory(result);
    number("instructions", result.instructions());
    number("cycles", result.cycles());
    more.ifPresent(fields -> text.append(',').append(fields));
    text.append("}\n");
  }

  private void ending(Ending ending) {
    switch (ending) {
      case Ending.End() -> stop("end");
      case Ending.Fault fault -> {
        stop("fault");
        text.append(",\"fault\":{\"vector\":");
        value(fault.vector());
        text.append(",\"error\":");
        value(fault.errorCode().orElse(0));
        text.append(",\"cr2\":");
        value(fault.address().orElse(0));
        text.append('}');
      }
      case Ending.Limit() -> stop("limit");
      case Ending.Halted() -> stop("halt");
      case Ending.Exit(long value) -> {
        stop("exit");
        number("value", value);
      }
      case Ending.Unimplemented(String feature, String bytes, String disassembly) -> {
        stop("unimplemented");
        text.append(",\"feature\":").append(quoted(feature));
        text.append(",\"instruction\":").append(quoted(bytes + "  " + disassembly));
      }
    }
  }

  private void stop(String kind) {
    text.append("\"stop\":\"").append(kind).append('"');
  }

  private void number(String name, long value) {
    text.append(",\"").append(name).append("\":");
    value(value);
  }

  private void value(long value) {
    text.append('"');
    HexText.appendNumber(text, value, prefixed);
    text.append('"');
  }

  private void general(RegisterState state) {
    text.append(",\"gpr\":[");
    for (int i = 0; i < RegisterState.GENERAL; i++) {
      separate(i);
      value(state.general()[i]);
    }
    text.append(']');
  }

  private void vector(String name, RegisterState state, int lanes) {
    text.append(",\"").append(name).append("\":[");
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      separate(i);
      text.append('"');
      for (int lane = lanes - 1; lane >= 0; lane--) {
        HexText.appendDigits(text, state.lane(i, lane), LANE_DIGITS);
      }
      text.append('"');
    }
    text.append(']');
  }

  private static long[] upper(RegisterState state) {
    long[] upper = new long[2 * VectorRegisters.COUNT];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = state.lane(i >> 1, 2 + (i & 1));
    }
    return upper;
  }

  private static boolean changed(FloatingPointState before, FloatingPointState after) {
    return before.control() != after.control()
        || before.status() != after.status()
        || before.tags() != after.tags()
        || !Arrays.equals(before.significands(), after.significands())
        || !Arrays.equals(before.signExponents(), after.signExponents());
  }

  private void floatingPoint(FloatingPointState state) {
    text.append(",\"fpu\":{\"control\":");
    value(state.control());
    number("status", state.status());
    number("tag", state.tags());
    text.append(",\"registers\":[");
    for (int i = 0; i < state.significands().length; i++) {
      separate(i);
      text.append('"');
      HexText.appendDigits(text, state.signExponents()[i], EXPONENT_DIGITS);
      HexText.appendDigits(text, state.significands()[i], LANE_DIGITS);
      text.append('"');
    }
    text.append("]}");
  }

  private void memory(SnippetResult result) {
    text.append(",\"memory\":[");
    int index = 0;
    for (MemoryBytes piece : result.memory()) {
      separate(index++);
      text.append("{\"at\":");
      value(piece.at());
      text.append(",\"bytes\":\"");
      HexText.appendBytes(text, piece.bytes());
      text.append("\"}");
    }
    text.append(']');
  }

  private void separate(int index) {
    if (index > 0) {
      text.append(',');
    }
  }
}
