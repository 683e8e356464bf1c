package ksim.core.diagnosis;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.symbol.Symbol;
import ksim.core.symbol.SymbolTable;

/**
 * The instructions around an address. What comes before it is found by decoding from the beginning
 * of its function, or else from the farthest address whose instructions lead to it: x86 code cannot
 * be read backwards.
 */
final class CodeWindow {
  private static final int LONGEST_INSTRUCTION = 15;
  private static final int BEFORE = 6;
  private static final int AFTER = 6;
  private static final int SEARCHED_BYTES = BEFORE * 8;
  private static final int LARGEST_FUNCTION = 1 << 16;
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private final GuestView view;
  private final SymbolTable symbols;
  private final CodeMode mode;

  /** The symbol that the last line belongs to. */
  private Optional<Symbol> heading = Optional.empty();

  CodeWindow(Cpu cpu, SymbolTable symbols) {
    this.view = new GuestView(cpu);
    this.symbols = symbols;
    this.mode = cpu.code().mode();
  }

  /** The lines around an address, which an arrow marks; not beyond the end of its function. */
  String around(long linear) {
    StringBuilder text = new StringBuilder();
    for (long at : before(linear)) {
      line(text, at, instruction(at), false);
    }
    long end = symbols.at(linear).map(s -> s.address() + s.size()).orElse(0L);
    long at = linear;
    for (int i = 0; i <= AFTER && (i == 0 || at != end); i++) {
      Optional<Instruction> instruction = instruction(at);
      line(text, at, instruction, at == linear);
      if (instruction.isEmpty()) {
        break;
      }
      at += instruction.get().length();
    }
    return text.toString();
  }

  /** Addresses of the instructions before one. */
  private List<Long> before(long linear) {
    Optional<Symbol> function = symbols.at(linear);
    if (function.isPresent() && linear - function.get().address() < LARGEST_FUNCTION) {
      List<Long> path = path(function.get().address(), linear);
      if (!path.isEmpty() || function.get().address() == linear) {
        return path.subList(Math.max(0, path.size() - BEFORE), path.size());
      }
    }
    for (int back = SEARCHED_BYTES; back > 0; back--) {
      List<Long> path = path(linear - back, linear);
      if (!path.isEmpty()) {
        return path.subList(Math.max(0, path.size() - BEFORE), path.size());
      }
    }
    return List.of();
  }

  /** The instructions that lead from one address to another; none if they do not. */
  private List<Long> path(long from, long to) {
    List<Long> path = new ArrayList<>();
    long at = from;
    while (Long.compareUnsigned(at, to) < 0) {
      path.add(at);
      Optional<Instruction> instruction = instruction(at);
      if (instruction.isEmpty()) {
        return List.of();
      }
      at += instruction.get().length();
    }
    return at == to ? path : List.of();
  }

  private Optional<Instruction> instruction(long linear) {
    byte[] code = view.bytes(linear, LONGEST_INSTRUCTION);
    return Decoder.decode(code, 0, code.length, mode) instanceof Instruction instruction
        ? Optional.of(instruction)
        : Optional.empty();
  }

  private void line(
      StringBuilder text, long at, Optional<Instruction> instruction, boolean marked) {
    Optional<Symbol> symbol = symbols.at(at);
    if (!symbol.equals(heading)) {
      heading = symbol;
      symbol.ifPresent(s -> text.append("  ").append(s.title()).append(":\n"));
    }
    byte[] raw = view.bytes(at, LONGEST_INSTRUCTION);
    String bytes = instruction.map(i -> i.bytes().hex()).orElseGet(() -> SPACED.formatHex(raw));
    String missing = raw.length == 0 ? "(no memory there)" : "(bad)";
    String line =
        "  %s %016x %-7s %-30s %s"
            .formatted(
                marked ? "->" : "  ",
                at,
                symbol.map(s -> "+0x%x".formatted(at - s.address())).orElse(""),
                bytes,
                instruction.map(i -> InstructionText.of(i, at, symbols)).orElse(missing));
    text.append(line.stripTrailing()).append('\n');
  }
}
