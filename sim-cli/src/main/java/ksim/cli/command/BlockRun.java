package ksim.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import ksim.cli.cycles.BlockLine;
import ksim.cli.cycles.BlockResult;

/**
 * Measures the blocks of a file on several host threads. Blocks share nothing, so that results do
 * not depend on the number of threads.
 */
final class BlockRun {
  private static final int BLOCKS_AT_ONCE = 16;

  private BlockRun() {}

  /** What a function, called from several threads, makes of the lines; in their order. */
  static List<BlockResult> measure(List<BlockLine> lines, Function<BlockLine, BlockResult> meter) {
    ExecutorService executor =
        Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
    try {
      List<Future<List<BlockResult>>> parts = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += BLOCKS_AT_ONCE) {
        List<BlockLine> part = lines.subList(i, Math.min(lines.size(), i + BLOCKS_AT_ONCE));
        parts.add(executor.submit(() -> part.stream().map(line -> one(line, meter)).toList()));
      }
      List<BlockResult> results = new ArrayList<>();
      for (Future<List<BlockResult>> part : parts) {
        results.addAll(part.get());
      }
      return List.copyOf(results);
    } catch (ExecutionException e) {
      throw new IllegalStateException("measuring blocks failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring blocks", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private static BlockResult one(BlockLine line, Function<BlockLine, BlockResult> meter) {
    try {
      return meter.apply(line);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the block of line %d broke ksim: %s".formatted(line.number(), line.hex()), e);
    }
  }
}
