package ksim.core.machine;

import ksim.core.cpu.Cpu;
import ksim.core.exec.Interpreter;
import ksim.core.platform.LocalApic;

/**
 * A CPU with what belongs to it alone.
 *
 * @param cpu its state
 * @param apic its local APIC
 * @param interpreter runs it
 */
record Processor(Cpu cpu, LocalApic apic, Interpreter interpreter) {}
