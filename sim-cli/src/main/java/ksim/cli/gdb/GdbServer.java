package ksim.cli.gdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.IntConsumer;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.machine.Debugger;
import ksim.core.machine.Machine;

/**
 * Lets gdb drive a machine, over a TCP connection from the same host. The machine is stopped until
 * gdb resumes it.
 */
public final class GdbServer implements AutoCloseable {
  /** How it came to its end. */
  public sealed interface Outcome {
    /** The machine stopped by itself, for good. */
    record Ended(Stop stop) implements Outcome {}

    /** gdb has gone: the machine is to run on without it. */
    record Detached() implements Outcome {}

    /** gdb has killed the machine. */
    record Killed() implements Outcome {}

    /** The user of ksim wants an end. */
    record Interrupted() implements Outcome {}

    /** The limit of cycles was reached. */
    record Limited() implements Outcome {}
  }

  /** What goes on around the machine while gdb drives it. */
  public interface Surroundings {
    /** Passes on what the guest prints, and hands over what is typed to it. */
    void pump();

    /** Whether the user of ksim wants an end. */
    boolean interrupted();

    /** Whether something may still be typed that could wake a machine that sleeps. */
    boolean awaitsInput();
  }

  private static final int SIGNAL_INTERRUPT = 2;
  private static final int SIGNAL_ILLEGAL = 4;
  private static final int SIGNAL_TRAP = 5;
  private static final int SIGNAL_SEGMENTATION = 11;

  /** A piece of the run takes the host a fraction of a second. */
  private static final long PIECE_CYCLES = 2_000_000;

  /** Instructions that are stepped over before anyone looks for Ctrl-C. */
  private static final int STEPS = 10_000;

  private static final int POLL_MILLISECONDS = 100;

  private final ServerSocket server;
  private final Machine machine;
  private final Debugger debugger;
  private final Surroundings surroundings;
  private final long limitCycles;

  /** Up to where the machine has been told to run. */
  private long untilCycles;

  /** The machine will not run any more, but can be looked at. */
  private Optional<Stop> finalStop = Optional.empty();

  /**
   * Begins to listen.
   *
   * @param port TCP port on the local host; 0 for any that is free
   * @param limitCycles how far the machine may run, in core cycles
   * @throws IOException if the port is taken
   */
  public GdbServer(int port, Machine machine, Surroundings surroundings, long limitCycles)
      throws IOException {
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    this.machine = machine;
    this.debugger = machine.debugger();
    this.surroundings = surroundings;
    this.limitCycles = limitCycles;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /**
   * Waits for gdb and obeys it.
   *
   * @param connected called with gdb's port once it has connected
   * @throws IOException if the connection cannot be had
   */
  public Outcome run(IntConsumer connected) throws IOException {
    server.setSoTimeout(POLL_MILLISECONDS);
    while (true) {
      surroundings.pump();
      if (surroundings.interrupted()) {
        return new Outcome.Interrupted();
      }
      try (Socket socket = server.accept()) {
        connected.accept(socket.getPort());
        socket.setTcpNoDelay(true);
        return serve(socket);
      } catch (SocketTimeoutException e) {
        // Nobody yet.
      }
    }
  }

  private Outcome serve(Socket socket) {
    GdbSession session = new GdbSession(machine);
    try {
      PacketStream packets = new PacketStream(socket.getInputStream(), socket.getOutputStream());
      return converse(session, packets, socket);
    } catch (IOException e) {
      return new Outcome.Detached(); // the connection was cut
    } finally {
      session.clear();
    }
  }

  private Outcome converse(GdbSession session, PacketStream packets, Socket socket)
      throws IOException {
    while (true) {
      Optional<PacketStream.Input> input = await(packets, socket);
      if (input.isEmpty()) {
        return new Outcome.Interrupted();
      }
      if (input.get() instanceof PacketStream.Input.End) {
        return new Outcome.Detached();
      }
      if (!(input.get() instanceof PacketStream.Input.Packet packet)) {
        continue; // Ctrl-C, but the machine does not run
      }
      switch (session.answer(packet.payload())) {
        case Answer.Reply reply -> {
          packets.send(reply.payload());
          if (session.withoutAcknowledgement()) {
            packets.stopAcknowledging();
          }
        }
        case Answer.Resume resume -> {
          Optional<Outcome> outcome = resume(resume, session, packets);
          if (outcome.isPresent()) {
            return outcome.get();
          }
        }
        case Answer.Detach _ -> {
          packets.send("OK");
          return new Outcome.Detached();
        }
        case Answer.Kill _ -> {
          return new Outcome.Killed();
        }
      }
    }
  }

  /** The next packet; nothing if the user of ksim wants an end. */
  private Optional<PacketStream.Input> await(PacketStream packets, Socket socket)
      throws IOException {
    while (!surroundings.interrupted()) {
      if (packets.isReady(socket, POLL_MILLISECONDS)) {
        return Optional.of(packets.receive());
      }
    }
    return Optional.empty();
  }

  /** Runs the machine and tells gdb why it stops; nothing if gdb goes on. */
  private Optional<Outcome> resume(Answer.Resume request, GdbSession session, PacketStream packets)
      throws IOException {
    if (finalStop.isPresent()) {
      return Optional.of(end(finalStop.get(), packets));
    }
    int steps = 0;
    while (true) {
      untilCycles =
          Math.min(limitCycles, Math.max(untilCycles, machine.elapsedCycles()) + PIECE_CYCLES);
      Stop stop = debugger.resume(request.held(), request.stepping(), untilCycles);
      if (!(stop instanceof Stop.Debugged)) {
        surroundings.pump();
      }
      switch (stop) {
        case Stop.Debugged debugged -> {
          Cpu cpu = machine.cpus().get(debugged.cpu());
          if (session.stepsOn(debugged, cpu, request.range()) && ++steps % STEPS != 0) {
            continue;
          }
          if (session.stepsOn(debugged, cpu, request.range())) {
            break;
          }
          String reason = session.reason(debugged, cpu);
          surroundings.pump();
          packets.send(session.stopped(SIGNAL_TRAP, debugged.cpu(), reason));
          return Optional.empty();
        }
        case Stop.Limit _ -> {
          if (untilCycles >= limitCycles) {
            packets.send("X09");
            return Optional.of(new Outcome.Limited());
          }
        }
        case Stop.Halted _ -> {
          if (!surroundings.awaitsInput() && request.held().isEmpty()) {
            tell(packets, "every CPU is halted, and nothing is left that could wake one");
            finalStop = Optional.of(stop);
            packets.send(session.stopped(SIGNAL_TRAP, session.current(), ""));
            return Optional.empty();
          }
          pause();
        }
        case Stop.TripleFault fault -> {
          tell(packets, "triple fault: " + fault.first() + ", then #DF, then " + fault.last());
          finalStop = Optional.of(stop);
          packets.send(session.stopped(SIGNAL_SEGMENTATION, fault.cpu(), ""));
          return Optional.empty();
        }
        case Stop.Unimplemented missing -> {
          tell(packets, "not implemented: " + missing.feature());
          finalStop = Optional.of(stop);
          packets.send(session.stopped(SIGNAL_ILLEGAL, missing.cpu(), ""));
          return Optional.empty();
        }
        default -> {
          return Optional.of(end(stop, packets));
        }
      }
      if (surroundings.interrupted()) {
        packets.send("X02");
        return Optional.of(new Outcome.Interrupted());
      }
      if (packets.interrupted()) {
        packets.send(session.stopped(SIGNAL_INTERRUPT, session.current(), ""));
        return Optional.empty();
      }
    }
  }

  /** The machine has left: gdb is told an exit code. */
  private static Outcome end(Stop stop, PacketStream packets) throws IOException {
    int code =
        switch (stop) {
          case Stop.DebugExit exit -> exit.status();
          case Stop.PowerOff _, Stop.Reset _ -> 0;
          default -> 3;
        };
    packets.send("W%02x".formatted(code));
    return new Outcome.Ended(stop);
  }

  /** Prints a line at gdb's console. */
  private static void tell(PacketStream packets, String text) throws IOException {
    packets.send("O" + PacketText.hex("ksim: " + text + "\n"));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
