package ksim.cli.gdb;

import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;

/** What {@code monitor} does in gdb. */
final class MonitorCommands {
  private static final String HELP =
      """
      info cycles      simulated core cycles and instructions of each CPU
      info registers   control and debug registers of the current CPU
      info tlb         translations that were missing, and page walks, of each CPU
      help             this text
      """;

  private final Machine machine;

  MonitorCommands(Machine machine) {
    this.machine = machine;
  }

  /** Carries a command out; the text that it prints. */
  String run(String command, Cpu current) {
    return switch (command.strip()) {
      case "info cycles" -> cycles();
      case "info registers" -> registers(current);
      case "info tlb" -> tlb();
      case "help", "" -> HELP;
      default -> "no command '" + command.strip() + "'\n" + HELP;
    };
  }

  private String cycles() {
    StringBuilder text =
        new StringBuilder("machine: %,d cycles\n".formatted(machine.elapsedCycles()));
    for (Cpu cpu : machine.cpus()) {
      text.append(
          "%s: %,d cycles, %,d instructions\n"
              .formatted(GuestThreads.description(cpu), cpu.cycles, cpu.instructions));
    }
    return text.toString();
  }

  private String tlb() {
    StringBuilder text = new StringBuilder();
    for (Cpu cpu : machine.cpus()) {
      text.append(
          "CPU %d: %,d misses, %,d walks, %,d entries read\n"
              .formatted(
                  cpu.id,
                  cpu.mmu.inspection().tlbMisses(),
                  cpu.mmu.inspection().pageWalks(),
                  cpu.mmu.inspection().walkLoads()));
    }
    return text.toString();
  }

  private static String registers(Cpu cpu) {
    return """
    cr0 %016x  cr2 %016x
    cr3 %016x  cr4 %016x
    efer %016x  cpl %d
    gdt %016x limit %04x  idt %016x limit %04x
    tr %04x  ldtr %04x
    dr0 %016x  dr1 %016x
    dr2 %016x  dr3 %016x
    dr6 %016x  dr7 %016x
    """
        .formatted(
            cpu.control.cr0,
            cpu.control.cr2,
            cpu.control.cr3,
            cpu.control.cr4,
            cpu.msrs.efer,
            cpu.cpl(),
            cpu.segments.gdtBase,
            cpu.segments.gdtLimit,
            cpu.segments.idtBase,
            cpu.segments.idtLimit,
            cpu.segments.tr.selector(),
            cpu.segments.ldtr.selector(),
            cpu.control.debug[0],
            cpu.control.debug[1],
            cpu.control.debug[2],
            cpu.control.debug[3],
            cpu.control.debug[6],
            cpu.control.debug[7]);
  }
}
