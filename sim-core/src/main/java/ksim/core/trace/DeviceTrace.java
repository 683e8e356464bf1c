package ksim.core.trace;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.mmu.memory.DeviceAccess;

/** Traces accesses to devices. */
final class DeviceTrace implements DeviceAccess.Listener {
  private final List<TraceSelection> selections;
  private final Machine machine;
  private final TraceOutput output;

  DeviceTrace(List<TraceSelection> selections, Machine machine, TraceOutput output) {
    this.selections = selections;
    this.machine = machine;
    this.output = output;
  }

  @Override
  public void accessed(DeviceAccess access) {
    Cpu cpu = machine.actingCpu();
    List<TraceSelection> here = TraceSelection.of(selections, TraceKind.DEVICES, access.address());
    if (TraceSelection.contain(here, cpu, 0)) {
      boolean port = access.space() == DeviceAccess.Space.PORT;
      String what = port ? (access.write() ? "out" : "in") : (access.write() ? "write" : "read");
      output.line(
          cpu,
          "%s%d 0x%x %s+0x%x %s 0x%x"
              .formatted(
                  what,
                  8 * access.bytes(),
                  access.address(),
                  access.device(),
                  access.offset(),
                  access.write() ? "<-" : "->",
                  access.value()));
    }
  }
}
