package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/** Control instructions (Intel SDM volume 1, section 8.3.11). */
public final class ControlOps {
  private static final int ALL = 0xff;

  private ControlOps() {}

  /** FNINIT. */
  public record Initialize() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.initialize();
    }
  }

  /** FNCLEX: the condition codes and TOP stay. */
  public record ClearExceptions() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.status &= StatusWord.CONDITIONS;
    }
  }

  /** FLDCW: unmasks may make an exception pending. */
  public record LoadControl(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int control = (int) source.read(cpu);
      ControlWord.load(cpu.x87, control);
      Exceptions.summarize(cpu.x87);
    }
  }

  /** FNSTCW. */
  public record StoreControl(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.x87.control);
    }
  }

  /** FNSTSW. */
  public record StoreStatus(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      destination.write(cpu, StatusWord.of(x87));
    }
  }

  /** EMMS: all registers are empty, and TOP is zero, as after any MMX instruction. */
  public record EmptyAll() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.empty = ALL;
      cpu.x87.top = 0;
    }
  }

  /** FNENI, FNDISI and FNSETPM, of the 8087 and the 80287: nothing. */
  public record Nothing() implements Op {
    @Override
    public void exec(Cpu cpu) {}
  }
}
