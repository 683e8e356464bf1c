package ksim.core.isa;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * A CPU of the Unicorn engine (version 2), which executes x86 system instructions by QEMU's code,
 * through the foreign-function interface. In long mode without paging; one for each experiment,
 * because it remembers exceptions.
 */
@SuppressWarnings("restricted")
final class Unicorn implements AutoCloseable {
  /** No exception was raised. */
  static final int NONE = -1;

  static final int CS = 11, DS = 17, ES = 28, FS = 32, GS = 33, SS = 49;
  static final int RAX = 35, RIP = 41, RSP = 44, RFLAGS = 253;

  private static final int GDTR = 243;
  private static final int X86 = 4;
  private static final int MODE_64 = 8;
  private static final int ALL_RIGHTS = 7;
  private static final int HOOK_INTERRUPT = 1;
  private static final int MMR_BYTES = 24;

  private final Arena arena = Arena.ofConfined();
  private final Library library;
  private final MemorySegment engine;
  private int vector = NONE;

  /** The engine's functions. */
  record Library(SymbolLookup symbols) {
    /** The shared library of Debian's package libunicorn2; empty where it is not installed. */
    static Optional<Library> find() {
      try {
        return Optional.of(
            new Library(SymbolLookup.libraryLookup("libunicorn.so.2", Arena.global())));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private void call(String name, FunctionDescriptor type, Object... arguments) {
      MethodHandle function = Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
      try {
        int error = (int) function.invokeWithArguments(arguments);
        if (error != 0) {
          throw new IllegalStateException(name + " failed with error " + error);
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new LinkageError(name, e);
      }
    }
  }

  Unicorn(Library library, byte[] memory) {
    this.library = library;
    MemorySegment pointer = arena.allocate(ADDRESS);
    library.call(
        "uc_open",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
        X86,
        MODE_64,
        pointer);
    engine = pointer.get(ADDRESS, 0);
    library.call(
        "uc_mem_map",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT),
        engine,
        0L,
        (long) memory.length,
        ALL_RIGHTS);
    library.call(
        "uc_mem_write",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG),
        engine,
        0L,
        arena.allocateFrom(JAVA_BYTE, memory),
        (long) memory.length);
    hookExceptions();
  }

  private void hookExceptions() {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .bind(
                  this,
                  "interrupted",
                  MethodType.methodType(
                      void.class, MemorySegment.class, int.class, MemorySegment.class));
      MemorySegment callback =
          Linker.nativeLinker()
              .upcallStub(target, FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS), arena);
      library.call(
          "uc_hook_add",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG),
          engine,
          arena.allocate(ADDRESS),
          HOOK_INTERRUPT,
          callback,
          MemorySegment.NULL,
          1L,
          0L);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("uc_hook_add", e);
    }
  }

  @SuppressWarnings("unused") // called by the engine
  private void interrupted(MemorySegment where, int number, MemorySegment data) {
    vector = number;
    library.call("uc_emu_stop", FunctionDescriptor.of(JAVA_INT, ADDRESS), engine);
  }

  void setGlobalTable(long base, int limit) {
    MemorySegment register = arena.allocate(MMR_BYTES, 8);
    register.set(JAVA_LONG, 8, base);
    register.set(JAVA_INT, 16, limit);
    library.call(
        "uc_reg_write",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
        engine,
        GDTR,
        register);
  }

  void set(int register, long value) {
    library.call(
        "uc_reg_write",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
        engine,
        register,
        arena.allocateFrom(JAVA_LONG, value));
  }

  long get(int register) {
    MemorySegment value = arena.allocate(JAVA_LONG);
    library.call(
        "uc_reg_read",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
        engine,
        register,
        value);
    return value.get(JAVA_LONG, 0);
  }

  /** Executes; answers the vector of the exception that was raised, or {@link #NONE}. */
  int run(long start, int instructions) {
    library.call(
        "uc_emu_start",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
        engine,
        start,
        -1L,
        0L,
        (long) instructions);
    return vector;
  }

  @Override
  public void close() {
    library.call("uc_close", FunctionDescriptor.of(JAVA_INT, ADDRESS), engine);
    arena.close();
  }
}
