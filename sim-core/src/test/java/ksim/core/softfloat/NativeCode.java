package ksim.core.softfloat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;
import java.util.Optional;
import ksim.core.host.ExecutableMemory;

/**
 * Floating-point instructions executed by the CPU that runs this test: functions that load
 * registers from a block of memory, execute a few bytes and store registers back. Exceptions of SSE
 * must be masked; those of the x87 need not be, as nothing waits for them. Linux on x86-64 only.
 */
@SuppressWarnings("restricted")
final class NativeCode {
  private static final long BYTES = 4096;
  private static final int STATE = 2048;

  /** Offsets in the state block. */
  static final int CONTROL = 0, A = 16, B = 32, C = 48, GENERAL = 64, FLAGS = 72, SAVED = 64;

  /** Offsets in the area of FNSAVE. */
  static final int STATUS_WORD = SAVED + 4, ST0 = SAVED + 28, ST1 = SAVED + 38;

  private static final int HOST_MXCSR = 0x1f80;

  private final MemorySegment mapped;
  private final MethodHandle function;

  private NativeCode(MemorySegment mapped) {
    this.mapped = mapped;
    function =
        Linker.nativeLinker()
            .downcallHandle(
                mapped,
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG),
                Linker.Option.critical(false));
    mapped.set(ValueLayout.JAVA_INT, STATE + 4, HOST_MXCSR);
  }

  private static Optional<NativeCode> map() {
    return ExecutableMemory.map(0, BYTES).map(NativeCode::new);
  }

  /**
   * A function that executes SSE instructions on XMM0 to XMM2 and RAX, under the MXCSR at {@link
   * #CONTROL}.
   */
  static Optional<NativeCode> sse(String hex) {
    return map()
        .map(
            code ->
                code.write(
                    "0fae17 0f104710 0f104f20 0f105730 488b4740"
                        + hex
                        + "48894740 9c8f4748 0fae1f 0f114710 0fae5704 c3"));
  }

  /**
   * A function that executes x87 instructions under the control word at {@link #CONTROL}, with
   * ST(0) from {@link #A}, ST(1) from {@link #B} and RDI + 48 addressing {@link #C}.
   */
  static Optional<NativeCode> x87(String hex) {
    return map().map(code -> code.write("dbe3 db6f20 db6f10 d92f" + hex + "dd7740 c3"));
  }

  private NativeCode write(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    MemorySegment.copy(bytes, 0, mapped, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return this;
  }

  void setShort(int offset, int value) {
    mapped.set(ValueLayout.JAVA_SHORT_UNALIGNED, STATE + offset, (short) value);
  }

  void setInt(int offset, int value) {
    mapped.set(ValueLayout.JAVA_INT_UNALIGNED, STATE + offset, value);
  }

  void setLong(int offset, long value) {
    mapped.set(ValueLayout.JAVA_LONG_UNALIGNED, STATE + offset, value);
  }

  void setExtended(int offset, Extended value) {
    setLong(offset, value.significand());
    setShort(offset + 8, value.signExponent());
  }

  int getShort(int offset) {
    return mapped.get(ValueLayout.JAVA_SHORT_UNALIGNED, STATE + offset) & 0xffff;
  }

  int getInt(int offset) {
    return mapped.get(ValueLayout.JAVA_INT_UNALIGNED, STATE + offset);
  }

  long getLong(int offset) {
    return mapped.get(ValueLayout.JAVA_LONG_UNALIGNED, STATE + offset);
  }

  Extended getExtended(int offset) {
    return new Extended(getShort(offset + 8), getLong(offset));
  }

  void call() {
    try {
      function.invokeExact(mapped.address() + STATE);
    } catch (Throwable e) {
      throw new IllegalStateException("native call", e);
    }
  }
}
