package ksim.core.host.timing;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;
import ksim.core.host.ExecutableMemory;

/**
 * Times routines on the processor of this machine. Ticks of its time-stamp counter become core
 * cycles by a chain of dependent additions, one of which takes a cycle; the chain is timed next to
 * each measurement, because the clock rate changes.
 */
@SuppressWarnings("restricted")
final class HostTimer {
  private static final int CODE_BYTES = 64 << 10;

  private final MemorySegment code;
  private final MemorySegment chain;
  private final long memory;

  private HostTimer(MemorySegment code, MemorySegment chain, MemorySegment memory) {
    this.code = code;
    this.chain = chain;
    this.memory = memory.address();
    byte[] adds = TimedRoutine.of(ArithmeticBlocks.calibration());
    MemorySegment.copy(adds, 0, chain, ValueLayout.JAVA_BYTE, 0, adds.length);
  }

  /** A timer, if this machine can be compared with. */
  static Optional<HostTimer> create() {
    return ExecutableMemory.map(0, CODE_BYTES)
        .flatMap(
            code ->
                ExecutableMemory.map(0, CODE_BYTES)
                    .flatMap(
                        chain ->
                            ExecutableMemory.map(0, TimedRoutine.MEMORY_BYTES)
                                .map(memory -> new HostTimer(code, chain, memory))));
  }

  /**
   * Times a block.
   *
   * @param iterations of its loop; as many are run before the clock counts
   * @param runs number of measurements
   * @return core cycles of one copy of its body: the median of the runs
   */
  double cycles(TimedBlock block, int iterations, int runs) {
    byte[] bytes = TimedRoutine.of(block);
    MemorySegment.copy(bytes, 0, code, ValueLayout.JAVA_BYTE, 0, bytes.length);
    MethodHandle routine = function(code);
    MethodHandle adds = function(chain);
    double[] results = new double[runs];
    for (int run = 0; run < runs; run++) {
      double perTick = ArithmeticBlocks.calibration().copies() / step(adds, 64);
      results[run] = step(routine, iterations) * perTick / block.copies();
    }
    Arrays.sort(results);
    return results[runs / 2];
  }

  /** Ticks of an iteration, without what the routine takes around its loop. */
  private double step(MethodHandle routine, int iterations) {
    long few = ticks(routine, iterations);
    long many = ticks(routine, 4L * iterations);
    return (double) (many - few) / (3L * iterations);
  }

  private long ticks(MethodHandle routine, long iterations) {
    try {
      return (long) routine.invokeExact(memory, iterations);
    } catch (Throwable e) {
      throw new IllegalStateException("native call", e);
    }
  }

  private static MethodHandle function(MemorySegment code) {
    return Linker.nativeLinker()
        .downcallHandle(
            code,
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            Linker.Option.critical(false));
  }
}
