package ksim.cli.exec;

import ksim.core.fault.Vector;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.SnippetResult;

/** Why a snippet ended, as text. */
final class EndingText {
  private EndingText() {}

  /** The first line of a report. */
  static String of(SnippetResult result) {
    return "%s; %s, %s"
        .formatted(
            of(result.ending()),
            count(result.instructions(), "instruction"),
            count(result.cycles(), "cycle"));
  }

  private static String count(long number, String unit) {
    return "%,d %s%s".formatted(number, unit, number == 1 ? "" : "s");
  }

  /** The ending alone. */
  static String of(Ending ending) {
    return switch (ending) {
      case Ending.End() -> "end";
      case Ending.Fault fault -> "fault " + fault(fault);
      case Ending.Limit() -> "limit of instructions reached";
      case Ending.Halted() -> "halted";
      case Ending.Exit(long value) -> "exit with " + value;
      case Ending.Unimplemented(String feature, String bytes, String disassembly) ->
          "NOT IMPLEMENTED: %s: %s  %s".formatted(feature, bytes, disassembly);
    };
  }

  private static String fault(Ending.Fault fault) {
    StringBuilder text = new StringBuilder(Vector.name(fault.vector()));
    fault.errorCode().ifPresent(code -> text.append("(0x%x)".formatted(code)));
    fault.address().ifPresent(address -> text.append(" at address 0x%x".formatted(address)));
    return text.toString();
  }
}
