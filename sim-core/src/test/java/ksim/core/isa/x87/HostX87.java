package ksim.core.isa.x87;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;
import java.util.Optional;
import ksim.core.host.ExecutableMemory;

/**
 * Executes single x87 instructions natively: a small function loads an {@link X87State} with
 * FXRSTOR64, falls into the instruction and stores what it left with FXSAVE64. Neither waits for
 * exceptions, so that unmasked ones are seen but never raised. Linux on x86-64 only.
 */
@SuppressWarnings("restricted")
final class HostX87 {
  /** Where everything is mapped. Below 2 GiB; away from what other tests map. */
  static final long BASE = 0x20_0000L;

  /** Address of the instruction under test. */
  static final long CODE = BASE + 0x100;

  private static final long MAPPED_BYTES = 0x2000;
  private static final long IMAGE = 0x1000;
  private static final long RAX_BEFORE = IMAGE + 0x200;
  private static final long FLAGS_BEFORE = IMAGE + 0x208;
  private static final long RAX_AFTER = IMAGE + 0x210;
  private static final long FLAGS_AFTER = IMAGE + 0x218;
  private static final int SLOT_BYTES = 16;

  private final MemorySegment mapped;
  private final MethodHandle function;

  private HostX87(MemorySegment mapped) {
    this.mapped = mapped;
    String save = "53bb" + little((int) (BASE + IMAGE)); // push rbx; mov ebx, image
    String load =
        "480fae0b" // fxrstor64 [rbx]
            + "488db300040000" // lea rsi, [rbx + 0x400]
            + "488b8300020000" // mov rax, [rbx + 0x200]
            + "ffb3080200009d"; // push [rbx + 0x208]; popf
    String store =
        "9c8f8318020000" // pushf; pop [rbx + 0x218]
            + "48898310020000" // mov [rbx + 0x210], rax
            + "480fae03" // fxsave64 [rbx]
            + "dbe3fc5bc3"; // fninit; cld; pop rbx; ret
    byte[] before = HexFormat.of().parseHex(save + load);
    byte[] after = HexFormat.of().parseHex(store);
    long entry = CODE - BASE - before.length;
    MemorySegment.copy(before, 0, mapped, ValueLayout.JAVA_BYTE, entry, before.length);
    MemorySegment.copy(
        after, 0, mapped, ValueLayout.JAVA_BYTE, CODE - BASE + SLOT_BYTES, after.length);
    function =
        Linker.nativeLinker()
            .downcallHandle(
                mapped.asSlice(entry), FunctionDescriptor.ofVoid(), Linker.Option.critical(false));
  }

  private static String little(int value) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
  }

  /** The CPU of this machine, if instructions can be tried on it. */
  static Optional<HostX87> open() {
    return ExecutableMemory.map(BASE, MAPPED_BYTES).map(HostX87::new);
  }

  /** Puts an instruction in its place. Its only memory is at RSI. */
  void load(byte[] code) {
    for (int i = 0; i < SLOT_BYTES; i++) {
      mapped.set(ValueLayout.JAVA_BYTE, CODE - BASE + i, i < code.length ? code[i] : (byte) 0x90);
    }
  }

  /** The state after the instruction that was loaded. */
  X87State run(X87State before) {
    MemorySegment.copy(
        before.image(), 0, mapped, ValueLayout.JAVA_BYTE, IMAGE, X87State.IMAGE_BYTES);
    MemorySegment.copy(
        before.memory(),
        0,
        mapped,
        ValueLayout.JAVA_BYTE,
        X87State.MEMORY - BASE,
        X87State.MEMORY_BYTES);
    mapped.set(ValueLayout.JAVA_LONG, RAX_BEFORE, before.rax());
    mapped.set(ValueLayout.JAVA_LONG, FLAGS_BEFORE, before.rflags());
    try {
      function.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("native call", e);
    }
    byte[] image = new byte[X87State.IMAGE_BYTES];
    byte[] memory = new byte[X87State.MEMORY_BYTES];
    MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, IMAGE, image, 0, image.length);
    MemorySegment.copy(
        mapped, ValueLayout.JAVA_BYTE, X87State.MEMORY - BASE, memory, 0, memory.length);
    return new X87State(
        image,
        mapped.get(ValueLayout.JAVA_LONG, RAX_AFTER),
        mapped.get(ValueLayout.JAVA_LONG, FLAGS_AFTER),
        memory);
  }
}
