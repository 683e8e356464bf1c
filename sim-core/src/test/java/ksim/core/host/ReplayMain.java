package ksim.core.host;

import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;

/** Replays lines in the simulation, and on the host where there is one, and says what differs. */
final class ReplayMain {
  private ReplayMain() {}

  /** Takes lines as {@link CaseLine} writes them. */
  public static void main(String[] lines) {
    SimulatedProcess simulated = new SimulatedProcess();
    for (String text : lines) {
      CaseLine line = CaseLine.parse(text);
      Case c = line.c();
      if (Decoder.decode(c.code(), 0, c.code().length, c.mode()) instanceof Instruction i) {
        System.out.println(i.encoding() + "\n" + i.operands());
      }
      Outcome ours = simulated.run(c);
      System.out.println("expected " + text);
      System.out.println("ksim     " + new CaseLine(c, line.undefinedFlags(), ours).format());
      HostProcess.open()
          .ifPresent(
              host -> {
                Outcome theirs = host.run(c);
                host.close();
                System.out.println(
                    "host     " + new CaseLine(c, line.undefinedFlags(), theirs).format());
              });
      System.out.println(
          "difference to what is expected: " + line.comparison().difference(ours, line.outcome()));
    }
  }
}
