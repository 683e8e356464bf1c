package ksim.core.isa;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.core.encoding.Encoding;

/**
 * Executes single instructions natively, on the CPU that runs this test: a small function saves the
 * host's registers, loads those of a {@link Snapshot}, RSP included, falls into the instruction and
 * stores what it left. Linux on x86-64 only.
 */
@SuppressWarnings("restricted")
final class HostCpu {
  private static final int SLOT_BYTES = 16;
  private static final long STATE = Snapshot.BASE + 0x1000;
  private static final int FLAGS = 128;
  private static final int HOST_RSP = 136;
  private static final int PROT_READ_WRITE_EXECUTE = 7;
  private static final int MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE = 0x100022;

  /** Features whose names in the table are not the kernel's. */
  private static final Map<String, String> KERNEL_NAME =
      Map.of("lzcnt", "abm", "sse4.2", "sse4_2", "prefetchw", "3dnowprefetch");

  private final MemorySegment mapped;
  private final MethodHandle function;

  private HostCpu(MemorySegment mapped) {
    this.mapped = mapped;
    function =
        Linker.nativeLinker()
            .downcallHandle(
                writeFunction(), FunctionDescriptor.ofVoid(), Linker.Option.critical(false));
  }

  /** The CPU of this machine, if instructions can be tried on it. */
  static Optional<HostCpu> open() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle mmap =
        linker.downcallHandle(
            linker.defaultLookup().find("mmap").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    try {
      long at =
          (long)
              mmap.invokeExact(
                  Snapshot.BASE,
                  Snapshot.MAPPED_BYTES,
                  PROT_READ_WRITE_EXECUTE,
                  MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE,
                  -1,
                  0L);
      return at == Snapshot.BASE
          ? Optional.of(
              new HostCpu(
                  MemorySegment.ofAddress(at)
                      .reinterpret(Snapshot.MAPPED_BYTES, Arena.global(), s -> {})))
          : Optional.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("mmap", e);
    }
  }

  /** CPU features of the host by the kernel's names. */
  static Set<String> features() throws IOException {
    return Set.of(cpuinfo("flags").split(" "));
  }

  /** Name of the host's CPU. */
  static String model() throws IOException {
    return cpuinfo("model name");
  }

  private static String cpuinfo(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("");
  }

  /** Whether features, by the kernel's names, include what an encoding needs. */
  static boolean has(Set<String> features, Encoding encoding) {
    return encoding.feature().isEmpty()
        || features.contains(KERNEL_NAME.getOrDefault(encoding.feature(), encoding.feature()));
  }

  private MemorySegment writeFunction() {
    ByteBuffer code = ByteBuffer.allocate((int) (Snapshot.CODE - Snapshot.BASE) + 512);
    code.order(ByteOrder.LITTLE_ENDIAN);
    int entry = (int) (Snapshot.CODE - Snapshot.BASE) - 0x100;
    code.position(entry);
    code.put(new byte[] {0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57});
    relative(code, HOST_RSP, 0x48, 0x89, 0x25); // mov [host_rsp], rsp
    relative(code, FLAGS, 0xff, 0x35); // push [flags]; popf
    code.put((byte) 0x9d);
    for (int r = 0; r < 16; r++) {
      relative(code, 8 * r, 0x48 | r >> 3 << 2, 0x8b, (r & 7) << 3 | 5); // mov r, [gpr]
    }
    while (code.position() < Snapshot.CODE - Snapshot.BASE + SLOT_BYTES) {
      code.put((byte) 0x90);
    }
    for (int r = 0; r < 16; r++) {
      relative(code, 8 * r, 0x48 | r >> 3 << 2, 0x89, (r & 7) << 3 | 5); // mov [gpr], r
    }
    relative(code, HOST_RSP, 0x48, 0x8b, 0x25); // mov rsp, [host_rsp]
    code.put((byte) 0x9c); // pushf; pop [flags]; cld
    relative(code, FLAGS, 0x8f, 0x05);
    code.put((byte) 0xfc);
    code.put(new byte[] {0x41, 0x5f, 0x41, 0x5e, 0x41, 0x5d, 0x41, 0x5c, 0x5d, 0x5b});
    code.put((byte) 0xc3);
    MemorySegment.copy(
        code.array(), entry, mapped, ValueLayout.JAVA_BYTE, entry, code.position() - entry);
    return mapped.asSlice(entry);
  }

  /** An instruction with a RIP-relative operand in the state block. */
  private static void relative(ByteBuffer code, int slot, int... opcode) {
    for (int b : opcode) {
      code.put((byte) b);
    }
    code.putInt((int) (STATE + slot - (Snapshot.BASE + code.position() + 4)));
  }

  /** Puts an instruction in its place. It must not branch, nor touch other memory. */
  void load(byte[] code, int length) {
    long at = Snapshot.CODE - Snapshot.BASE;
    for (int i = 0; i < SLOT_BYTES - 1; i++) {
      mapped.set(ValueLayout.JAVA_BYTE, at + i, i < length ? code[i] : (byte) 0x90);
    }
  }

  /** The state after the instruction that was loaded. */
  Snapshot run(Snapshot before) {
    long state = STATE - Snapshot.BASE;
    long memory = Snapshot.MEMORY - Snapshot.BASE;
    MemorySegment.copy(before.gpr(), 0, mapped, ValueLayout.JAVA_LONG, state, 16);
    mapped.set(ValueLayout.JAVA_LONG, state + FLAGS, before.rflags());
    MemorySegment.copy(
        before.memory(), 0, mapped, ValueLayout.JAVA_BYTE, memory, Snapshot.MEMORY_BYTES);
    try {
      function.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("native call", e);
    }
    long[] gpr = new long[16];
    MemorySegment.copy(mapped, ValueLayout.JAVA_LONG, state, gpr, 0, 16);
    byte[] bytes = new byte[Snapshot.MEMORY_BYTES];
    MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, memory, bytes, 0, bytes.length);
    return new Snapshot(gpr, mapped.get(ValueLayout.JAVA_LONG, state + FLAGS), bytes);
  }
}
