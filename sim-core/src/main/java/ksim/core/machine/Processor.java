package ksim.core.machine;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Interpreter;
import ksim.core.platform.LocalApic;
import ksim.core.timing.CoreTiming;
import ksim.mmu.Persistent;

/**
 * A CPU with what belongs to it alone.
 *
 * @param cpu its state
 * @param apic its local APIC
 * @param timing what its code costs
 * @param interpreter runs it
 */
record Processor(Cpu cpu, LocalApic apic, CoreTiming timing, Interpreter interpreter) {
  /** Adds its parts that have a state, by name, in the order in which they are restored. */
  void addTo(Map<String, Persistent> state) {
    String number = " " + cpu.id;
    state.put("cpu" + number, cpu);
    state.put("mmu" + number, cpu.mmu);
    state.put("apic" + number, apic);
    state.put("timing" + number, timing);
    state.put("interpreter" + number, interpreter);
  }
}
