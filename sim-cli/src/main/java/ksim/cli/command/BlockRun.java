package ksim.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ksim.cli.cycles.BlockLine;
import ksim.cli.cycles.BlockResult;
import ksim.core.cycles.Meter;

/**
 * Measures the blocks of a file on several host threads. Blocks share nothing, so that results do
 * not depend on the number of threads.
 */
final class BlockRun {
  private static final int BLOCKS_AT_ONCE = 16;

  private BlockRun() {}

  /** The results, in the order of the lines. */
  static List<BlockResult> measure(Meter meter, List<BlockLine> lines) {
    ExecutorService executor =
        Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
    try {
      List<Future<List<BlockResult>>> parts = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += BLOCKS_AT_ONCE) {
        List<BlockLine> part = lines.subList(i, Math.min(lines.size(), i + BLOCKS_AT_ONCE));
        parts.add(
            executor.submit(() -> part.stream().map(line -> BlockResult.of(line, meter)).toList()));
      }
      List<BlockResult> results = new ArrayList<>();
      for (Future<List<BlockResult>> part : parts) {
        results.addAll(part.get());
      }
      return List.copyOf(results);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a block broke ksim", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring blocks", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }
}
