package ksim.core.machine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.observe.Observer;
import ksim.mmu.memory.MemoryChunk;

/** What two runs that are to be equal are compared by. */
final class RunRecord {
  private final StringBuilder trace = new StringBuilder();

  /** Adds everything that observers see of a machine to the trace. */
  Machine watched(Machine machine) {
    machine.observe(
        new Observer() {
          @Override
          public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
            note(cpu, "IF " + enabled);
          }

          @Override
          public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
            note(cpu, "exception %d at %x, %x".formatted(vector, rip, cr2));
          }

          @Override
          public void interruptDelivered(Cpu cpu, int vector, long rip) {
            note(cpu, "interrupt %d at %x".formatted(vector, rip));
          }

          @Override
          public void halted(Cpu cpu) {
            note(cpu, "halted");
          }
        });
    return machine;
  }

  private void note(Cpu cpu, String what) {
    trace.append("%d %d %d %s%n".formatted(cpu.cycles, cpu.instructions, cpu.id, what));
  }

  /** Takes the bytes of the serial port. */
  void console(int value) {
    trace.append("console ").append(value).append('\n');
  }

  String trace() {
    return trace.toString();
  }

  void clear() {
    trace.setLength(0);
  }

  /** Everything that is saved, part by part, for a comparison that names what differs. */
  static Map<String, String> state(Machine machine) throws IOException {
    Map<String, String> state = new LinkedHashMap<>();
    for (var part : machine.state().entrySet()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      part.getValue().save(new DataOutputStream(out));
      state.put(part.getKey(), HexFormat.of().formatHex(out.toByteArray()));
    }
    for (MemoryChunk chunk : MemoryChunk.all(machine.memory())) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      chunk.save(new DataOutputStream(out));
      state.put("memory " + chunk.base(), HexFormat.of().formatHex(out.toByteArray()));
    }
    return state;
  }
}
