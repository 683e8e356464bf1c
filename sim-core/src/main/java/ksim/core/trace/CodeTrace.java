package ksim.core.trace;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.ModelSpecificRegisterNames;
import ksim.core.observe.CodeObserver;
import ksim.core.symbol.SymbolTable;

/** Traces blocks, and the instructions that access control and model-specific registers. */
final class CodeTrace implements CodeObserver {
  private final List<TraceSelection> selections;
  private final SymbolTable symbols;
  private final TraceOutput output;

  CodeTrace(List<TraceSelection> selections, SymbolTable symbols, TraceOutput output) {
    this.selections = selections;
    this.symbols = symbols;
    this.output = output;
  }

  @Override
  public Optional<Probe> entering(Point first) {
    String text = "block " + symbols.describe(first.linear());
    return probe(TraceKind.BLOCKS, first, cpu -> text);
  }

  @Override
  public Optional<Probe> after(Point point) {
    if (!(point.instruction() instanceof Instruction instruction)) {
      return Optional.empty();
    }
    String at = " at " + symbols.describe(point.linear());
    return switch (instruction.mnemonic()) {
      case "rdmsr" -> probe(TraceKind.MSRS, point, cpu -> msr("rdmsr ", cpu) + at);
      case "wrmsr" -> probe(TraceKind.MSRS, point, cpu -> msr("wrmsr ", cpu) + at);
      case "lmsw", "clts" -> probe(TraceKind.CONTROL, point, cpu -> control(0, cpu) + at);
      case "mov" -> controlMove(instruction, point, at);
      default -> Optional.empty();
    };
  }

  private Optional<Probe> controlMove(Instruction instruction, Point point, String at) {
    if (instruction.operands().getFirst() instanceof RegisterOperand register
        && register.kind() == RegisterKind.CONTROL) {
      Function<Cpu, String> text = cpu -> control(register.number(), cpu) + at;
      Optional<Probe> all = probe(TraceKind.CONTROL, point, text);
      return all.isPresent() || register.number() != 3 ? all : probe(TraceKind.CR3, point, text);
    }
    return Optional.empty();
  }

  private Optional<Probe> probe(TraceKind kind, Point point, Function<Cpu, String> text) {
    List<TraceSelection> here = TraceSelection.of(selections, kind, point.linear());
    return here.isEmpty()
        ? Optional.empty()
        : Optional.of(
            cpu -> {
              if (TraceSelection.contain(here, cpu, point.index())) {
                output.line(cpu, text.apply(cpu));
              }
            });
  }

  private static String msr(String what, Cpu cpu) {
    int number = (int) cpu.gpr[Cpu.RCX];
    long value = cpu.gpr[Cpu.RDX] << Integer.SIZE | (cpu.gpr[Cpu.RAX] & 0xffff_ffffL);
    String name = ModelSpecificRegisterNames.of(number).map(n -> " " + n).orElse("");
    return "%s0x%x%s = 0x%x".formatted(what, number, name, value);
  }

  private static String control(int number, Cpu cpu) {
    long value =
        switch (number) {
          case 0 -> cpu.control.cr0;
          case 2 -> cpu.control.cr2;
          case 3 -> cpu.control.cr3;
          case 4 -> cpu.control.cr4;
          default -> cpu.interruptController.taskPriority();
        };
    return "cr%d = 0x%x".formatted(number, value);
  }
}
