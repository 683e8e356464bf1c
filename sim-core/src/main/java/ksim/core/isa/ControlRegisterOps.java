package ksim.core.isa;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/** Moves to and from control registers, and the instructions that change parts of CR0. */
public final class ControlRegisterOps {
  /** The bits of CR0 LMSW loads: PE MP EM TS. It can set PE but not clear it. */
  private static final long MACHINE_STATUS = 0xf;

  private static final long LOW = 0xffff_ffffL;

  private ControlRegisterOps() {}

  /** Whether a control register exists; moves to and from others are #UD. */
  public static boolean exists(int number) {
    return switch (number) {
      case 0, 2, 3, 4, 8 -> true;
      default -> false;
    };
  }

  /**
   * MOV from a control register. #GP(0) outside ring 0.
   *
   * @param destination general register
   * @param number 0, 2, 3, 4 or 8
   */
  public record MovFromControl(int destination, int number) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long value =
          switch (number) {
            case 0 -> cpu.control.cr0;
            case 2 -> cpu.control.cr2;
            case 3 -> cpu.control.cr3;
            case 4 -> cpu.control.cr4;
            case 8 -> cpu.interruptController.taskPriority();
            default -> throw GuestException.invalidOpcode();
          };
      cpu.gpr[destination] = cpu.code().isLong() ? value : value & LOW;
    }
  }

  /**
   * MOV to a control register. #GP(0) outside ring 0 and for reserved bits.
   *
   * @param number 0, 2, 3, 4 or 8
   * @param source general register
   */
  public record MovToControl(int number, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long value = cpu.code().isLong() ? cpu.gpr[source] : cpu.gpr[source] & LOW;
      switch (number) {
        case 0 -> ControlRegisterWrites.writeCr0(cpu, value);
        case 2 -> cpu.control.cr2 = value;
        case 3 -> ControlRegisterWrites.writeCr3(cpu, value);
        case 4 -> ControlRegisterWrites.writeCr4(cpu, value);
        case 8 -> ControlRegisterWrites.writeCr8(cpu, value);
        default -> throw GuestException.invalidOpcode();
      }
    }
  }

  /** CLTS: clears CR0.TS. #GP(0) outside ring 0. */
  public record Clts() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      cpu.control.cr0 &= ~ControlRegisters.CR0_TS;
    }
  }

  /** LMSW: loads the low four bits of CR0, and cannot clear PE. #GP(0) outside ring 0. */
  public record Lmsw(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long kept = cpu.control.cr0 & ControlRegisters.CR0_PE;
      long status = (source.read(cpu) & MACHINE_STATUS) | kept;
      ControlRegisterWrites.writeCr0(cpu, (cpu.control.cr0 & ~MACHINE_STATUS) | status);
    }
  }

  /** SMSW: stores CR0; its low word where the destination is memory. #GP(0) under UMIP. */
  public record Smsw(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.refuseUserMode(cpu);
      destination.write(cpu, cpu.control.cr0);
    }
  }

  /** INVLPG: drops translations of a page; an address that is not canonical is ignored. */
  public record Invlpg(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      cpu.mmu.invalidate(address.linear(cpu));
    }
  }
}
