package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * String operations: MOVS STOS LODS SCAS CMPS, repeated or not. CMPS and SCAS set the flags once,
 * at the end: after a fault in between they are as before the instruction.
 */
public final class StringOps {
  private StringOps() {}

  /** MOVS. */
  public record Movs(StringForm form) implements Op {
    @Override
    public void exec(Cpu cpu) {
      boolean rising = form.rises(cpu);
      int run;
      for (int n = form.iterations(cpu); n > 0; n -= run) {
        run = rising ? cpu.mmu.copy(form.source(cpu), form.destination(cpu), form.bytes(), n) : 0;
        if (run == 0) {
          long value = Memory.read(cpu, form.bits(), form.source(cpu));
          Memory.write(cpu, form.bits(), form.destination(cpu), value);
          run = 1;
        }
        form.advance(cpu, Cpu.RSI, run);
        form.advance(cpu, Cpu.RDI, run);
        form.count(cpu, run);
      }
      form.again(cpu);
    }
  }

  /** STOS. */
  public record Stos(StringForm form) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = cpu.gpr[Cpu.RAX];
      boolean rising = form.rises(cpu);
      int run;
      for (int n = form.iterations(cpu); n > 0; n -= run) {
        run = rising ? cpu.mmu.fill(form.destination(cpu), form.bytes(), value, n) : 0;
        if (run == 0) {
          Memory.write(cpu, form.bits(), form.destination(cpu), value);
          run = 1;
        }
        form.advance(cpu, Cpu.RDI, run);
        form.count(cpu, run);
      }
      form.again(cpu);
    }
  }

  /** LODS; {@code accumulator} is AL, AX, EAX or RAX. */
  public record Lods(StringForm form, Operand accumulator) implements Op {
    @Override
    public void exec(Cpu cpu) {
      for (int n = form.iterations(cpu); n > 0; n--) {
        accumulator.write(cpu, Memory.read(cpu, form.bits(), form.source(cpu)));
        form.advance(cpu, Cpu.RSI, 1);
        form.count(cpu, 1);
      }
      form.again(cpu);
    }
  }

  /** SCAS: compares AL, AX, EAX or RAX with the elements at rDI. */
  public record Scas(StringForm form, Operand accumulator) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = form.iterations(cpu);
      if (n == 0) {
        return;
      }
      long a = accumulator.read(cpu);
      long b;
      boolean ended;
      do {
        b = Memory.read(cpu, form.bits(), form.compared(cpu));
        form.advance(cpu, Cpu.RDI, 1);
        form.count(cpu, 1);
        ended = form.endsAt(a == b);
      } while (--n > 0 && !ended);
      if (ended || !form.again(cpu)) {
        cpu.flags.setSub(form.bits(), a, b, a - b);
      }
    }
  }

  /** CMPS: compares the elements at rSI with those at rDI. */
  public record Cmps(StringForm form) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = form.iterations(cpu);
      if (n == 0) {
        return;
      }
      long a;
      long b;
      boolean ended;
      do {
        b = Memory.read(cpu, form.bits(), form.compared(cpu)); // first, as processors do
        a = Memory.read(cpu, form.bits(), form.source(cpu));
        form.advance(cpu, Cpu.RSI, 1);
        form.advance(cpu, Cpu.RDI, 1);
        form.count(cpu, 1);
        ended = form.endsAt(a == b);
      } while (--n > 0 && !ended);
      if (ended || !form.again(cpu)) {
        cpu.flags.setSub(form.bits(), a, b, a - b);
      }
    }
  }
}
