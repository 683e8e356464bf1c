package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/** Loads and stores of GDTR, IDTR, LDTR and TR in 64-bit mode. */
public final class DescriptorTableOps {
  private static final int LOCAL_TABLE = 2;
  private static final int AVAILABLE_TASK = 9;
  private static final int BUSY = 2;

  private DescriptorTableOps() {}

  private static long readBase(Cpu cpu, long operand) {
    long base = cpu.mmu.read64(operand + 2);
    if (!cpu.mmu.isCanonical(base)) {
      throw GuestException.generalProtection();
    }
    return base;
  }

  /** LGDT: limit (16 bits) and base (64 bits) from memory. #GP(0) outside ring 0. */
  public record Lgdt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long operand = address.linear(cpu);
      int limit = (int) cpu.mmu.read16(operand);
      cpu.segments.gdtBase = readBase(cpu, operand);
      cpu.segments.gdtLimit = limit;
    }
  }

  /** LIDT: limit (16 bits) and base (64 bits) from memory. #GP(0) outside ring 0. */
  public record Lidt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long operand = address.linear(cpu);
      int limit = (int) cpu.mmu.read16(operand);
      cpu.segments.idtBase = readBase(cpu, operand);
      cpu.segments.idtLimit = limit;
    }
  }

  /** SGDT: limit and base to memory. */
  public record Sgdt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      store(cpu, address.linear(cpu), cpu.segments.gdtLimit, cpu.segments.gdtBase);
    }
  }

  /** SIDT: limit and base to memory. */
  public record Sidt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      store(cpu, address.linear(cpu), cpu.segments.idtLimit, cpu.segments.idtBase);
    }
  }

  private static void store(Cpu cpu, long operand, int limit, long base) {
    cpu.mmu.checkWritable(operand, 10);
    cpu.mmu.write16(operand, limit);
    cpu.mmu.write64(operand + 2, base);
  }

  /** LLDT: a null selector makes the table unusable. #GP(0) outside ring 0. */
  public record Lldt(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      int selector = (int) source.read(cpu) & 0xffff;
      cpu.segments.ldtr =
          Descriptors.isNull(selector)
              ? new Segment(selector, 0, 0, 0)
              : load(cpu, selector, LOCAL_TABLE);
    }
  }

  /** LTR: loads the task register and marks the segment busy. #GP(0) outside ring 0. */
  public record Ltr(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      int selector = (int) source.read(cpu) & 0xffff;
      if (Descriptors.isNull(selector)) {
        throw GuestException.generalProtection();
      }
      Segment task = load(cpu, selector, AVAILABLE_TASK);
      long accessByte = Descriptors.address(cpu, selector, 16) + 5;
      int attributes = task.attributes() | BUSY;
      cpu.mmu.writeSupervisor(accessByte, 1, attributes & 0xff);
      cpu.segments.tr = new Segment(selector, task.base(), task.limit(), attributes);
    }
  }

  private static Segment load(Cpu cpu, int selector, int type) {
    int errorCode = Descriptors.errorCode(selector, 0);
    boolean local = (selector & 4) != 0;
    if (local) {
      throw GuestException.generalProtection(errorCode);
    }
    Segment segment = Descriptors.readSystem(cpu, selector);
    if (segment.isCodeOrData() || segment.type() != type) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!segment.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    if (!cpu.mmu.isCanonical(segment.base())) {
      throw GuestException.generalProtection(errorCode);
    }
    return segment;
  }

  /** SLDT. */
  public record Sldt(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.segments.ldtr.selector());
    }
  }

  /** STR. */
  public record Str(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.segments.tr.selector());
    }
  }
}
