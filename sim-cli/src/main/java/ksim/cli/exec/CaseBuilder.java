package ksim.cli.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.core.cpu.VectorRegisters;
import ksim.core.encoding.CodeMode;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.Snippet;

/** A case in the making: what is not set is as the format says of what is left out. */
final class CaseBuilder {
  private static final int XMM_DIGITS = 32;
  private static final int YMM_DIGITS = 64;
  private static final long WORD = 0xffff;
  private static final List<String> FPU_FIELDS = List.of("control", "status", "tag", "registers");
  private static final int ST_DIGITS = 20;
  private static final List<String> MEMORY_FIELDS = List.of("at", "bytes");

  private final RegisterState initial = RegisterState.initial();
  private final long[] general = initial.general();
  private final long[] vector = initial.vector();
  private final List<MemoryBytes> memory = new ArrayList<>();
  private Optional<String> id = Optional.empty();
  private Optional<byte[]> code = Optional.empty();
  private long rip;
  private long rflags = initial.rflags();
  private int mxcsr = initial.mxcsr();
  private FloatingPointState floatingPoint = initial.floatingPoint();
  private boolean hasFloatingPoint;
  private boolean hasXmm;
  private boolean hasYmm;
  private OptionalLong instructions = OptionalLong.empty();
  private CodeMode mode;
  private int ring;

  CaseBuilder(CodeMode mode, int ring) {
    this.mode = mode;
    this.ring = ring;
  }

  /** Takes up the value of a field. */
  void set(String field, JsonValues values) throws IOException, MalformedValue {
    switch (field) {
      case "id" -> id = Optional.of(values.identifier());
      case "code" -> code = Optional.of(values.bytes());
      case "rip" -> rip = values.number();
      case "gpr" -> setGeneral(values.array(RegisterState.GENERAL, values::number));
      case "rflags" -> rflags = values.number();
      case "xmm" -> {
        setVector(values.array(VectorRegisters.COUNT, () -> values.register(2, XMM_DIGITS)));
        hasXmm = true;
      }
      case "ymm" -> {
        setVector(values.array(VectorRegisters.COUNT, () -> values.register(4, YMM_DIGITS)));
        hasYmm = true;
      }
      case "mxcsr" -> mxcsr = (int) values.number(WORD);
      case "fpu" -> setFloatingPoint(values);
      case "memory" -> memory.addAll(values.array(() -> memory(values)));
      case "instructions" -> instructions = OptionalLong.of(limit(values));
      case "mode" -> mode = mode(values.oneOf(List.of(16, 32, 64)));
      case "ring" -> ring = values.oneOf(List.of(0, 3));
      default -> throw new IllegalArgumentException(field);
    }
  }

  /** The mode of so many bits: 16, 32 or 64. */
  static CodeMode mode(int bits) {
    return switch (bits) {
      case 16 -> CodeMode.BITS_16;
      case 32 -> CodeMode.BITS_32;
      case 64 -> CodeMode.BITS_64;
      default -> throw new IllegalArgumentException("no mode of " + bits + " bits");
    };
  }

  private void setGeneral(List<Long> values) {
    for (int i = 0; i < general.length; i++) {
      general[i] = values.get(i);
    }
  }

  private void setVector(List<long[]> registers) {
    for (int i = 0; i < registers.size(); i++) {
      long[] lanes = registers.get(i);
      System.arraycopy(lanes, 0, vector, i * VectorRegisters.LANES, lanes.length);
    }
  }

  private static long limit(JsonValues values) throws IOException, MalformedValue {
    long limit = values.number(Long.MAX_VALUE >> 1);
    if (limit == 0) {
      throw new MalformedValue("found 0, expected at least 1");
    }
    return limit;
  }

  private void setFloatingPoint(JsonValues values) throws IOException, MalformedValue {
    int[] words = {floatingPoint.control(), floatingPoint.status(), floatingPoint.tags()};
    List<long[]> registers = new ArrayList<>();
    values.object(
        FPU_FIELDS,
        field -> {
          if (field < words.length) {
            words[field] = (int) values.number(field == 2 ? 0xff : WORD);
          } else {
            registers.addAll(values.array(8, () -> values.register(2, ST_DIGITS)));
          }
        });
    floatingPoint =
        new FloatingPointState(
            words[0],
            words[1],
            words[2],
            floatingPoint.significands(),
            floatingPoint.signExponents());
    for (int i = 0; i < registers.size(); i++) {
      floatingPoint.significands()[i] = registers.get(i)[0];
      floatingPoint.signExponents()[i] = (int) registers.get(i)[1];
    }
    hasFloatingPoint = true;
  }

  private static MemoryBytes memory(JsonValues values) throws IOException, MalformedValue {
    long[] at = {0};
    List<byte[]> bytes = new ArrayList<>();
    int seen =
        values.object(
            MEMORY_FIELDS,
            field -> {
              if (field == 0) {
                at[0] = values.number();
              } else {
                bytes.add(values.bytes());
              }
            });
    if (seen != 3) {
      throw new MalformedValue(
          "found no '%s', expected 'at' and 'bytes'".formatted((seen & 1) == 0 ? "at" : "bytes"));
    }
    SnippetChecks.range(at[0], bytes.getFirst().length);
    return new MemoryBytes(at[0], bytes.getFirst());
  }

  /**
   * The case.
   *
   * @param prefixed whether it writes numbers with {@code 0x}
   */
  ExecCase build(boolean prefixed) throws MalformedValue {
    byte[] bytes = code.orElseThrow(() -> new MalformedValue("found no 'code' in this object"));
    if (bytes.length == 0) {
      throw new MalformedValue("code: found no bytes, expected at least one");
    }
    if (hasXmm && hasYmm) {
      throw new MalformedValue("found both 'xmm' and 'ymm', expected one: ymm holds xmm");
    }
    SnippetChecks.range(rip, bytes.length);
    Snippet snippet =
        new Snippet(
            bytes,
            new RegisterState(rip, rflags, general, vector, mxcsr, floatingPoint),
            List.copyOf(memory),
            instructions,
            mode,
            ring);
    SnippetChecks.whole(snippet);
    return new ExecCase(id, prefixed, snippet, hasYmm, hasFloatingPoint);
  }
}
