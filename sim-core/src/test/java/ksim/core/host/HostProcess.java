package ksim.core.host;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Runs cases natively, in a child process that may fault as it likes. Linux on x86-64 only.
 *
 * <p>A batch is sent with {@link #send} and its outcomes fetched with {@link #receive}; the host
 * works on it in between.
 */
final class HostProcess implements AutoCloseable {
  /** Largest number of cases in a batch. */
  static final int BATCH = 128;

  private static final int LONGEST_BATCH_MILLISECONDS = 10_000;
  private static final int LONGEST_CASE_MILLISECONDS = 2_000;

  private final Path program;
  private final boolean bases;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(HostProgram.INPUT_BYTES).order(LITTLE_ENDIAN);
  private final Timer watchdog = new Timer(true);
  private Process process;
  private OutputStream cases;
  private DataInputStream outcomes;
  private List<Case> sent = List.of();

  private HostProcess(Path program) throws IOException {
    this.program = program;
    bases = HostFeatures.read().names().contains("fsgsbase");
    process = start(program);
    cases = process.getOutputStream();
    outcomes = new DataInputStream(process.getInputStream());
    setUp();
  }

  private static Process start(Path program) throws IOException {
    return new ProcessBuilder(program.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void setUp() throws IOException {
    cases.write(HostProgram.setUp());
    cases.flush();
  }

  private void restart() {
    try {
      process = start(program);
      cases = process.getOutputStream();
      outcomes = new DataInputStream(process.getInputStream());
      sent = List.of();
      setUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new process, if this machine can run it. */
  static Optional<HostProcess> open() {
    if (!HostFeatures.isComparable()) {
      return Optional.empty();
    }
    try {
      Path program =
          Files.createTempFile(
              "ksim-host",
              ".elf",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.write(program, HostProgram.elf());
      return Optional.of(new HostProcess(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends at most {@link #BATCH} cases; the outcomes of those before have been received. */
  void send(List<Case> batch) {
    if (!sent.isEmpty() || batch.isEmpty() || batch.size() > BATCH) {
      throw new IllegalStateException("one batch at a time, of 1 to " + BATCH + " cases");
    }
    buffer.clear().position(Long.BYTES);
    batch.forEach(c -> HostRecords.put(buffer, c, bases));
    buffer.putLong(0, buffer.position() - Long.BYTES);
    try {
      cases.write(buffer.array(), 0, buffer.position());
      cases.flush();
    } catch (IOException e) {
      throw died(e);
    }
    sent = List.copyOf(batch);
  }

  /** The outcomes of the batch that was sent last, in its order. */
  List<Outcome> receive() {
    return receive(LONGEST_BATCH_MILLISECONDS);
  }

  /**
   * The outcomes of the batch that was sent last, in its order; nothing for a case that does not
   * end: a far transfer may lead into this program's own code.
   */
  List<Optional<Outcome>> receiveThoseThatEnd() {
    List<Case> batch = sent;
    try {
      return receive().stream().map(Optional::of).toList();
    } catch (Died e) {
      restart();
      return batch.stream().map(this::runIfItEnds).toList();
    }
  }

  private Optional<Outcome> runIfItEnds(Case c) {
    try {
      send(List.of(c));
      return Optional.of(receive(LONGEST_CASE_MILLISECONDS).getFirst());
    } catch (Died e) {
      restart();
      return Optional.empty();
    }
  }

  private List<Outcome> receive(int longestMilliseconds) {
    TimerTask kill = new Kill(process);
    watchdog.schedule(kill, longestMilliseconds);
    try {
      byte[] bytes = new byte[(int) Long.reverseBytes(outcomes.readLong())];
      outcomes.readFully(bytes);
      ByteBuffer records = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
      List<Outcome> received = new ArrayList<>();
      for (Case c : sent) {
        received.add(HostRecords.take(records, c));
      }
      sent = List.of();
      return received;
    } catch (IOException e) {
      throw died(e);
    } finally {
      kill.cancel();
    }
  }

  /** The outcome of a single case. */
  Outcome run(Case c) {
    send(List.of(c));
    return receive().getFirst();
  }

  private Died died(IOException e) {
    process.destroyForcibly();
    String exit;
    try {
      exit = "exit value " + process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      exit = "interrupted";
    }
    return new Died("the host process has died: " + exit, e);
  }

  /** The process has ended before its cases had. */
  private static final class Died extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Died(String message, IOException cause) {
      super(message, cause);
    }
  }

  /** Ends a process that a case has caught in an endless loop. */
  private static final class Kill extends TimerTask {
    private final Process process;

    Kill(Process process) {
      this.process = process;
    }

    @Override
    public void run() {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    watchdog.cancel();
    process.destroyForcibly();
    try {
      Files.deleteIfExists(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
