package ksim.core.sandbox;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import ksim.core.cpu.VectorRegisters;
import ksim.core.encoding.CodeMode;

/** Snippets for tests. */
final class Snippets {
  /** Where their code lies. */
  static final long CODE = 0x40_0000;

  private Snippets() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static MemoryBytes memory(long at, String hex) {
    return new MemoryBytes(at, bytes(hex));
  }

  /** Registers with RIP at {@link #CODE}; {@code general} are pairs of number and value. */
  static RegisterState registers(long... general) {
    RegisterState initial = RegisterState.initial();
    long[] values = new long[RegisterState.GENERAL];
    for (int i = 0; i < general.length; i += 2) {
      values[(int) general[i]] = general[i + 1];
    }
    return new RegisterState(
        CODE,
        initial.rflags(),
        values,
        new long[VectorRegisters.COUNT * VectorRegisters.LANES],
        initial.mxcsr(),
        initial.floatingPoint());
  }

  static Snippet of(String hex, RegisterState registers, MemoryBytes... memory) {
    return new Snippet(
        bytes(hex), registers, List.of(memory), OptionalLong.empty(), CodeMode.BITS_64, 3);
  }

  static Snippet limited(Snippet snippet, long instructions) {
    return new Snippet(
        snippet.code(),
        snippet.registers(),
        snippet.memory(),
        OptionalLong.of(instructions),
        snippet.mode(),
        snippet.ring());
  }

  static Snippet inRing0(Snippet snippet) {
    return new Snippet(
        snippet.code(),
        snippet.registers(),
        snippet.memory(),
        snippet.instructions(),
        snippet.mode(),
        0);
  }

  static Snippet inMode(Snippet snippet, CodeMode mode) {
    return new Snippet(
        snippet.code(),
        at(snippet.registers(), 0x1000),
        snippet.memory(),
        snippet.instructions(),
        mode,
        snippet.ring());
  }

  static RegisterState at(RegisterState registers, long rip) {
    return new RegisterState(
        rip,
        registers.rflags(),
        registers.general(),
        registers.vector(),
        registers.mxcsr(),
        registers.floatingPoint());
  }

  /** Everything in a result, as text that can be compared. */
  static String text(SnippetResult result) {
    RegisterState registers = result.registers();
    StringBuilder text = new StringBuilder();
    text.append(result.ending()).append(' ').append(result.instructions()).append(' ');
    text.append(result.cycles()).append(" rip ").append(registers.rip());
    text.append(" rflags ").append(registers.rflags());
    text.append(Arrays.toString(registers.general())).append(Arrays.toString(registers.vector()));
    text.append(registers.mxcsr());
    FloatingPointState x87 = registers.floatingPoint();
    text.append(' ').append(x87.control()).append(' ').append(x87.status()).append(x87.tags());
    text.append(Arrays.toString(x87.significands())).append(Arrays.toString(x87.signExponents()));
    for (MemoryBytes piece : result.memory()) {
      text.append(' ').append(Long.toHexString(piece.at())).append('=');
      text.append(HexFormat.of().formatHex(piece.bytes()));
    }
    return text.toString();
  }
}
