package ksim.core.trace;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.diagnosis.PushedErrorCode;
import ksim.core.fault.Vector;
import ksim.core.observe.Observer;
import ksim.core.symbol.SymbolTable;

/** Traces exceptions, interrupts and halts. */
final class EventTrace implements Observer {
  private final List<TraceSelection> selections;
  private final SymbolTable symbols;
  private final TraceOutput output;

  EventTrace(List<TraceSelection> selections, SymbolTable symbols, TraceOutput output) {
    this.selections = selections;
    this.symbols = symbols;
    this.output = output;
  }

  private boolean wanted(TraceKind kind, Cpu cpu, long rip) {
    return TraceSelection.contain(TraceSelection.of(selections, kind, rip), cpu, 0);
  }

  @Override
  public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
    if (wanted(TraceKind.EXCEPTIONS, cpu, rip)) {
      StringBuilder text = new StringBuilder("exception ").append(Vector.name(vector));
      PushedErrorCode.of(cpu, vector).ifPresent(code -> text.append("(0x%x)".formatted(code)));
      text.append(" at ").append(symbols.describe(rip));
      if (vector == Vector.PAGE_FAULT) {
        text.append(", cr2 ").append(symbols.describe(cr2));
      }
      output.line(cpu, text.append(handler(cpu)).toString());
    }
  }

  @Override
  public void interruptDelivered(Cpu cpu, int vector, long rip) {
    if (wanted(TraceKind.INTERRUPTS, cpu, rip)) {
      output.line(
          cpu, "interrupt 0x%x at %s%s".formatted(vector, symbols.describe(rip), handler(cpu)));
    }
  }

  private String handler(Cpu cpu) {
    return ", handler " + symbols.describe(cpu.code().linear(cpu.rip));
  }

  @Override
  public void halted(Cpu cpu) {
    if (wanted(TraceKind.INTERRUPTS, cpu, cpu.rip)) {
      output.line(cpu, "halted at " + symbols.describe(cpu.code().linear(cpu.rip)));
    }
  }
}
