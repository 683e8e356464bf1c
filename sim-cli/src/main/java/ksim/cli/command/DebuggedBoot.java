package ksim.cli.command;

import java.io.IOException;
import java.util.Optional;
import ksim.cli.boot.BootLimits;
import ksim.cli.boot.Ending;
import ksim.cli.boot.GuestConsole;
import ksim.cli.boot.GuestInput;
import ksim.cli.boot.Interruption;
import ksim.cli.gdb.GdbServer;
import ksim.core.machine.Machine;

/** A boot that gdb drives. */
final class DebuggedBoot implements GdbServer.Surroundings {
  private final Console console;
  private final Machine machine;
  private final GuestConsole output;
  private final GuestInput input;
  private final Interruption interruption;

  DebuggedBoot(
      Console console,
      Machine machine,
      GuestConsole output,
      GuestInput input,
      Interruption interruption) {
    this.console = console;
    this.machine = machine;
    this.output = output;
    this.input = input;
    this.interruption = interruption;
  }

  /**
   * Waits for gdb and obeys it.
   *
   * @return why the boot ended; nothing if gdb has gone and the machine is to run on
   */
  Optional<Ending> run(int port, BootLimits limits) {
    try (GdbServer server = new GdbServer(port, machine, this, limits.cycles())) {
      say("waiting for gdb: target remote localhost:" + server.port());
      GdbServer.Outcome outcome = server.run(from -> say("gdb has connected"));
      return switch (outcome) {
        case GdbServer.Outcome.Ended ended -> Optional.of(new Ending.Stopped(ended.stop()));
        case GdbServer.Outcome.Killed _ -> Optional.of(new Ending.Killed());
        case GdbServer.Outcome.Interrupted _ -> Optional.of(new Ending.Interrupted());
        case GdbServer.Outcome.Limited _ ->
            Optional.of(new Ending.Limited("--limit-cycles", limits.cycles()));
        case GdbServer.Outcome.Detached _ -> {
          say("gdb has gone");
          yield Optional.empty();
        }
      };
    } catch (IOException e) {
      throw new UsageException("--gdb: cannot listen on port " + port + ": " + e.getMessage());
    }
  }

  private void say(String text) {
    console.err().println("ksim: " + text);
    console.err().flush();
  }

  @Override
  public void pump() {
    output.flush();
    input.deliver();
  }

  @Override
  public boolean interrupted() {
    return interruption.requested();
  }

  @Override
  public boolean awaitsInput() {
    return !input.ended();
  }
}
