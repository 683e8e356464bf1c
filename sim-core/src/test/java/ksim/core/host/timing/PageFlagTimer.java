package ksim.core.host.timing;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.*;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.host.ExecutableMemory;

/**
 * Measures on the host what it costs that a page walk has to set a page's accessed or dirty flag,
 * and prints it: cycles of an access, one after the other, to pages whose flags the kernel has
 * cleared ({@code MADV_COLD} clears accessed flags, {@code MADV_FREE} dirty flags too), and to the
 * same pages again.
 */
@SuppressWarnings("restricted")
public final class PageFlagTimer {
  private static final int PAGES = 512;
  private static final int PAGE = 4096;
  private static final int RUNS = 301;
  private static final int MADV_FREE = 8;
  private static final int MADV_COLD = 20;

  private final MemorySegment pages;
  private final MethodHandle loads;
  private final MethodHandle stores;
  private final MethodHandle calibration;
  private final MethodHandle advise;

  private PageFlagTimer(MemorySegment pages, MemorySegment code) {
    this.pages = pages;
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor routine =
        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    loads = linker.downcallHandle(write(code, 0, walk(false)), routine);
    stores = linker.downcallHandle(write(code, PAGE, walk(true)), routine);
    byte[] chain = TimedRoutine.of(ArithmeticBlocks.calibration());
    calibration = linker.downcallHandle(write(code, 2 * PAGE, chain), routine);
    advise =
        linker.downcallHandle(
            linker.defaultLookup().find("madvise").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
  }

  private static MemorySegment write(MemorySegment code, int at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, code, ValueLayout.JAVA_BYTE, at, bytes.length);
    return code.asSlice(at);
  }

  /** {@code long ticks(long memory, long pages)}: one access a page, each waited for. */
  private static byte[] walk(boolean store) {
    Assembler code = new Assembler(0);
    Label loop = code.label("loop");
    code.rdtsc();
    code.shl(RDX, 32);
    code.or(RAX, RDX);
    code.mov(R8, RAX);
    code.bind(loop);
    if (store) {
      code.mov(byte_(RDI), CL);
    } else {
      code.mov(RCX, qword(RDI));
    }
    code.mfence();
    code.lfence();
    code.add(RDI, PAGE);
    code.dec(RSI);
    code.jcc(Condition.NE, loop);
    code.rdtsc();
    code.shl(RDX, 32);
    code.or(RAX, RDX);
    code.sub(RAX, R8);
    code.ret();
    return code.finish().bytes();
  }

  /** Cycles of an access to a page after {@code madvise}, or again if there is no advice. */
  private double cycles(boolean store, int advice) throws Throwable {
    MethodHandle routine = store ? stores : loads;
    double[] results = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      touch(stores);
      if (advice == MADV_FREE) {
        advise(advice);
        touch(loads); // sets the accessed flags
      } else if (advice != 0) {
        advise(advice);
      }
      long ticks = touch(routine);
      results[run] = ticks * perTick() / PAGES;
    }
    Arrays.sort(results);
    return results[RUNS / 2];
  }

  private long touch(MethodHandle routine) throws Throwable {
    return (long) routine.invokeExact(pages.address(), (long) PAGES);
  }

  private void advise(int advice) throws Throwable {
    int result = (int) advise.invokeExact(pages.address(), (long) PAGES * PAGE, advice);
    if (result != 0) {
      throw new IllegalStateException("madvise " + advice);
    }
  }

  private double perTick() throws Throwable {
    long iterations = 100;
    // Its memory is the pages: it uses the first 64 KiB of them as its stack.
    long ticks = (long) calibration.invokeExact(pages.address(), iterations);
    return (double) iterations * ArithmeticBlocks.calibration().copies() / ticks;
  }

  /**
   * Prints the figures.
   *
   * @throws Throwable if native code cannot be called
   */
  public static void main(String[] arguments) throws Throwable {
    Optional<MemorySegment> pages = ExecutableMemory.map(0, (long) PAGES * PAGE);
    Optional<MemorySegment> code = ExecutableMemory.map(0, 4L * PAGE);
    if (pages.isEmpty() || code.isEmpty()) {
      System.out.println("no x86-64 host of Intel");
      return;
    }
    PageFlagTimer timer = new PageFlagTimer(pages.orElseThrow(), code.orElseThrow());
    print("load of a page", timer.cycles(false, 0));
    print("load of a page whose accessed flag is clear", timer.cycles(false, MADV_COLD));
    print("store to a page", timer.cycles(true, 0));
    print("store to a page whose dirty flag is clear", timer.cycles(true, MADV_FREE));
  }

  private static void print(String what, double cycles) {
    System.out.printf(Locale.ROOT, "%-45s %7.1f%n", what, cycles);
  }
}
