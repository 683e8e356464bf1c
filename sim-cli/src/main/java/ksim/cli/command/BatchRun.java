package ksim.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import ksim.cli.diag.Problem;
import ksim.cli.exec.Batch;
import ksim.cli.exec.CaseReader;
import ksim.core.sandbox.Sandbox;

/**
 * Runs the cases of a stream on several host threads. Cases share nothing, so that results depend
 * neither on the number of threads nor on how the lines come; they are written in the order of the
 * lines, and those of all lines read before the next one is waited for.
 */
final class BatchRun {
  private static final int LINES_AT_ONCE = 128;

  private final CaseReader reader;
  private final int threads;
  private final BlockingQueue<Sandbox> sandboxes = new LinkedBlockingQueue<>();
  private final Queue<Future<Batch>> started = new ArrayDeque<>();
  private Optional<Problem> problem = Optional.empty();
  private long unimplemented;

  /**
   * @param threads number of host threads
   */
  BatchRun(CaseReader reader, Supplier<Sandbox> sandbox, int threads) {
    this.reader = reader;
    this.threads = threads;
    for (int i = 0; i < threads; i++) {
      sandboxes.add(sandbox.get());
    }
  }

  /** What was wrong with the first line that had no result; no later line was run. */
  Optional<Problem> problem() {
    return problem;
  }

  /** Number of cases that need what is not implemented. */
  long unimplemented() {
    return unimplemented;
  }

  /** Runs all cases, or those before the first line that is none. */
  void run(BufferedReader in, Writer out) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      int number = 1;
      boolean ended = false;
      while (!ended && problem.isEmpty()) {
        List<String> lines = new ArrayList<>();
        do {
          String line = in.readLine();
          ended = line == null;
          if (line != null) {
            lines.add(line);
          }
        } while (!ended && lines.size() < LINES_AT_ONCE && in.ready());
        int first = number;
        number += lines.size();
        started.add(executor.submit(() -> run(first, lines)));
        int left = ended || !in.ready() ? 0 : 2 * threads;
        while (started.size() > left) {
          finish(started.remove(), out);
        }
      }
      out.flush();
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private Batch run(int first, List<String> lines) throws InterruptedException {
    Sandbox sandbox = sandboxes.take();
    try {
      return Batch.run(reader, sandbox, first, lines);
    } finally {
      sandboxes.add(sandbox);
    }
  }

  private void finish(Future<Batch> future, Writer out) throws IOException {
    Batch batch;
    try {
      batch = future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case broke ksim", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running cases", e);
    }
    if (problem.isPresent()) {
      return; // a line before these was refused
    }
    out.write(batch.text());
    if (started.isEmpty()) {
      out.flush();
    }
    unimplemented += batch.unimplemented();
    problem = batch.problem();
  }
}
