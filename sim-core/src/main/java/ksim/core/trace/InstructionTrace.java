package ksim.core.trace;

import java.util.List;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.diagnosis.InstructionText;
import ksim.core.encoding.Instruction;
import ksim.core.observe.CodeObserver;
import ksim.core.observe.Observer;
import ksim.core.symbol.SymbolTable;

/**
 * Traces instructions, each with the registers that it has changed; one that raises an exception
 * has a line as well, before that of the exception.
 */
final class InstructionTrace implements CodeObserver, Observer {
  private final List<TraceSelection> selections;
  private final SymbolTable symbols;
  private final TraceOutput output;
  private final Pending[] pending;

  /** The instruction that a CPU is at. */
  private static final class Pending {
    private final RegisterChanges registers = new RegisterChanges();
    private Optional<String> text = Optional.empty();
    private long cycles;
  }

  InstructionTrace(
      List<TraceSelection> selections, int cpus, SymbolTable symbols, TraceOutput output) {
    this.selections = selections;
    this.symbols = symbols;
    this.output = output;
    this.pending = new Pending[cpus];
    for (int i = 0; i < cpus; i++) {
      pending[i] = new Pending();
    }
  }

  private List<TraceSelection> at(Point point) {
    return TraceSelection.of(selections, TraceKind.INSTRUCTIONS, point.linear());
  }

  @Override
  public Optional<Probe> before(Point point) {
    List<TraceSelection> here = at(point);
    String text = text(point);
    return here.isEmpty()
        ? Optional.empty()
        : Optional.of(
            cpu -> {
              if (TraceSelection.contain(here, cpu, point.index())) {
                begin(cpu, text);
              }
            });
  }

  @Override
  public Optional<Probe> after(Point point) {
    return at(point).isEmpty() ? Optional.empty() : Optional.of(this::end);
  }

  private String text(Point point) {
    String code =
        point.instruction() instanceof Instruction instruction
            ? InstructionText.of(instruction, point.linear(), symbols)
            : "(bad)";
    String name = symbols.name(point.linear()).map(n -> "<" + n + "> ").orElse("");
    return "%016x %s %s".formatted(point.linear(), name, code);
  }

  private void begin(Cpu cpu, String text) {
    Pending mine = pending[cpu.id];
    finish(cpu);
    mine.registers.note(cpu);
    mine.text = Optional.of(text);
    mine.cycles = cpu.cycles;
  }

  private void end(Cpu cpu) {
    Pending mine = pending[cpu.id];
    if (mine.text.isPresent()) {
      String changes = mine.registers.since(cpu);
      write(cpu, mine.text.get() + (changes.isEmpty() ? "" : "  ; " + changes));
    }
  }

  /** An instruction that has not come to its end. */
  private void finish(Cpu cpu) {
    pending[cpu.id].text.ifPresent(text -> write(cpu, text));
  }

  private void write(Cpu cpu, String line) {
    Pending mine = pending[cpu.id];
    mine.text = Optional.empty();
    output.line(cpu.id, mine.cycles, line);
  }

  @Override
  public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
    finish(cpu);
  }

  @Override
  public void interruptDelivered(Cpu cpu, int vector, long rip) {
    finish(cpu);
  }

  /** The run is over. */
  void close(List<Cpu> cpus) {
    cpus.forEach(this::finish);
  }
}
