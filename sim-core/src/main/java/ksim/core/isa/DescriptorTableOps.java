package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.RealMode;

/** Loads and stores of GDTR, IDTR, LDTR and TR. */
public final class DescriptorTableOps {
  private static final int LOCAL_TABLE = 2;
  private static final int AVAILABLE_TASK = 9;
  private static final int AVAILABLE_TASK_16 = 1;
  private static final int BUSY = 2;

  private DescriptorTableOps() {}

  /**
   * Reads the base of a table.
   *
   * @param bits which of its bits count: 64 in 64-bit mode, elsewhere 32 or 24 by the operand size
   */
  private static long readBase(Cpu cpu, long operand, int bits) {
    if (bits != 64) {
      return cpu.mmu.read32(operand + 2) & -1L >>> (64 - bits);
    }
    long base = cpu.mmu.read64(operand + 2);
    if (!cpu.model.isCanonicalBase(base)) {
      throw GuestException.generalProtection();
    }
    return base;
  }

  /**
   * LGDT: limit (16 bits) and base from memory. #GP(0) outside ring 0.
   *
   * @param bits bits of the base that count: 64, 32 or 24
   */
  public record Lgdt(Address address, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long operand = address.linear(cpu);
      int limit = (int) cpu.mmu.read16(operand);
      cpu.segments.gdtBase = readBase(cpu, operand, bits);
      cpu.segments.gdtLimit = limit;
    }
  }

  /**
   * LIDT: limit (16 bits) and base from memory. #GP(0) outside ring 0.
   *
   * @param bits bits of the base that count: 64, 32 or 24
   */
  public record Lidt(Address address, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long operand = address.linear(cpu);
      int limit = (int) cpu.mmu.read16(operand);
      cpu.segments.idtBase = readBase(cpu, operand, bits);
      cpu.segments.idtLimit = limit;
    }
  }

  /** SGDT: limit and base to memory. */
  public record Sgdt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.refuseUserMode(cpu);
      store(cpu, address, cpu.segments.gdtLimit, cpu.segments.gdtBase);
    }
  }

  /** SIDT: limit and base to memory. */
  public record Sidt(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.refuseUserMode(cpu);
      store(cpu, address, cpu.segments.idtLimit, cpu.segments.idtBase);
    }
  }

  /** Outside 64-bit mode the base has 32 bits, whatever the operand size. */
  private static void store(Cpu cpu, Address address, int limit, long base) {
    long operand = address.linearForWrite(cpu);
    boolean wide = cpu.code().isLong();
    cpu.mmu.checkWritable(operand, wide ? 10 : 6);
    cpu.mmu.write16(operand, limit);
    if (wide) {
      cpu.mmu.write64(operand + 2, base);
    } else {
      cpu.mmu.write32(operand + 2, base);
    }
  }

  /** LDTR and TR exist in protected mode only. */
  private static void requireProtectedMode(Cpu cpu) {
    if (RealMode.isOn(cpu)) {
      throw GuestException.invalidOpcode();
    }
  }

  /** LLDT: a null selector makes the table unusable. #GP(0) outside ring 0. */
  public record Lldt(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireProtectedMode(cpu);
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
      requireProtectedMode(cpu);
      Privilege.requireSupervisor(cpu);
      int selector = (int) source.read(cpu) & 0xffff;
      if (Descriptors.isNull(selector)) {
        throw GuestException.generalProtection();
      }
      Segment task = load(cpu, selector, AVAILABLE_TASK);
      long accessByte = Descriptors.address(cpu, selector, 8) + 5;
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
    boolean narrowTask =
        type == AVAILABLE_TASK
            && segment.type() == AVAILABLE_TASK_16
            && !CodeSegments.isLongModeActive(cpu);
    if (segment.isCodeOrData() || (segment.type() != type && !narrowTask)) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!segment.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    if (!cpu.model.isCanonicalBase(segment.base())) {
      throw GuestException.generalProtection(errorCode);
    }
    return segment;
  }

  /** SLDT. */
  public record Sldt(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireProtectedMode(cpu);
      Privilege.refuseUserMode(cpu);
      destination.write(cpu, cpu.segments.ldtr.selector());
    }
  }

  /** STR. */
  public record Str(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireProtectedMode(cpu);
      Privilege.refuseUserMode(cpu);
      destination.write(cpu, cpu.segments.tr.selector());
    }
  }
}
