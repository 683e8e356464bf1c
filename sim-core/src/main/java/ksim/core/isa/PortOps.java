package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** IN and OUT. */
public final class PortOps {
  private PortOps() {}

  /**
   * IN.
   *
   * @param destination AL, AX or EAX
   * @param bits 8, 16 or 32
   * @param port an immediate, or DX
   */
  public record In(Operand destination, int bits, Operand port) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int number = (int) port.read(cpu) & 0xffff;
      PortPermission.check(cpu, number, bits / 8);
      destination.write(cpu, cpu.ports.read(number, bits / 8));
      cpu.breakpoints.portAccessed(number, bits / 8);
    }
  }

  /**
   * OUT.
   *
   * @param port an immediate, or DX
   * @param source AL, AX or EAX
   * @param bits 8, 16 or 32
   */
  public record Out(Operand port, Operand source, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int number = (int) port.read(cpu) & 0xffff;
      PortPermission.check(cpu, number, bits / 8);
      cpu.ports.write(number, bits / 8, source.read(cpu));
      cpu.breakpoints.portAccessed(number, bits / 8);
    }
  }
}
