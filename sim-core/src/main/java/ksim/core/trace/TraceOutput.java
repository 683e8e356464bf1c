package ksim.core.trace;

import java.util.function.Consumer;
import ksim.core.cpu.Cpu;

/** Writes the lines of a trace: number of the CPU, its time in core cycles, what has happened. */
final class TraceOutput {
  private final Consumer<String> lines;

  /**
   * @param lines receives each line, without its end
   */
  TraceOutput(Consumer<String> lines) {
    this.lines = lines;
  }

  void line(Cpu cpu, String text) {
    line(cpu.id, cpu.cycles, text);
  }

  void line(int cpu, long cycles, String text) {
    StringBuilder line = new StringBuilder().append(cpu).append(' ');
    String time = Long.toString(cycles);
    line.repeat(' ', Math.max(0, 12 - time.length())).append(time).append("  ").append(text);
    lines.accept(line.toString());
  }
}
