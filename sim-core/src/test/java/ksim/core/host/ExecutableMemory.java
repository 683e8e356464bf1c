package ksim.core.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Memory of this process that can be written and executed; on Linux on x86-64 only. */
@SuppressWarnings("restricted")
public final class ExecutableMemory {
  private static final int PROT_READ_WRITE_EXECUTE = 7;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MAP_FIXED = 0x10;
  private static final int LARGEST_ERROR = 4095;

  private ExecutableMemory() {}

  /**
   * Maps zeroed pages, which stay mapped; empty if this host cannot.
   *
   * @param address where, whatever was mapped there; 0 for anywhere
   * @param bytes size, a multiple of 4096
   */
  public static Optional<MemorySegment> map(long address, long bytes) {
    if (!HostFeatures.isComparable()) {
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
    int flags = MAP_PRIVATE_ANONYMOUS | (address == 0 ? 0 : MAP_FIXED);
    try {
      long at = (long) mmap.invokeExact(address, bytes, PROT_READ_WRITE_EXECUTE, flags, -1, 0L);
      return at < 0 && at >= -LARGEST_ERROR
          ? Optional.empty()
          : Optional.of(MemorySegment.ofAddress(at).reinterpret(bytes, Arena.global(), s -> {}));
    } catch (Throwable e) {
      throw new IllegalStateException("mmap", e);
    }
  }
}
