package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * INS and OUTS, repeated or not. A repeated one executes one iteration at a time, so that each
 * access to a device happens at its own time.
 */
public final class PortStringOps {
  private PortStringOps() {}

  private static int permittedPort(Cpu cpu, StringForm form) {
    int port = (int) cpu.gpr[Cpu.RDX] & 0xffff;
    PortPermission.check(cpu, port, form.bits() / 8);
    return port;
  }

  /** INS: from the port in DX to the element at rDI. */
  public record Ins(StringForm form) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int port = permittedPort(cpu, form); // a fault even if there is nothing to repeat
      if (form.iterations(cpu) == 0) {
        return;
      }
      long destination = form.destination(cpu);
      // A fault must come before the port is read: reading has effects.
      cpu.mmu.checkWritable(destination, form.bits() / 8);
      long value = cpu.ports.read(port, form.bits() / 8);
      cpu.breakpoints.portAccessed(port, form.bits() / 8);
      Memory.write(cpu, form.bits(), destination, value);
      form.advance(cpu, Cpu.RDI, 1);
      form.count(cpu, 1);
      form.again(cpu);
    }
  }

  /** OUTS: from the element at rSI to the port in DX. */
  public record Outs(StringForm form) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int port = permittedPort(cpu, form); // a fault even if there is nothing to repeat
      if (form.iterations(cpu) == 0) {
        return;
      }
      long value = Memory.read(cpu, form.bits(), form.source(cpu));
      cpu.ports.write(port, form.bits() / 8, value);
      cpu.breakpoints.portAccessed(port, form.bits() / 8);
      form.advance(cpu, Cpu.RSI, 1);
      form.count(cpu, 1);
      form.again(cpu);
    }
  }
}
