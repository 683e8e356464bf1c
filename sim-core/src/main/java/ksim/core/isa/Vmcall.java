package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * VMCALL to the hypervisor whose interface the CPU shows (Linux, Documentation/virt/kvm/x86, "Linux
 * KVM Hypercall"): RAX is the number of the call, RBX, RCX, RDX and RSI hold its arguments, RAX
 * takes the result. A call that does not exist is an error of the guest, not a reason to stop.
 */
public record Vmcall() implements Op {
  /** Lets a hypervisor look for interrupts; there are none that it has not seen. */
  private static final int POLL_INTERRUPTS = 1;

  /** Sends an interrupt to all CPUs of a bitmap. */
  private static final int SEND_INTERRUPT = 10;

  private static final long NO_PERMISSION = -1;
  private static final long INVALID_ARGUMENT = -22;
  private static final long NO_SUCH_CALL = -1000;

  private static final long LOW = 0xffff_ffffL;

  /** Logical destinations and shorthands, which that call does not take. */
  private static final long OTHER_DESTINATIONS = 1 << 11 | 3 << 18;

  @Override
  public void exec(Cpu cpu) {
    boolean wide = cpu.code().isLong();
    long result = cpu.cpl() == 0 ? call(cpu, wide) : NO_PERMISSION;
    cpu.gpr[Cpu.RAX] = wide ? result : result & LOW;
  }

  private static long call(Cpu cpu, boolean wide) {
    long number = wide ? cpu.gpr[Cpu.RAX] : cpu.gpr[Cpu.RAX] & LOW;
    if (number == POLL_INTERRUPTS) {
      return 0;
    }
    return number == SEND_INTERRUPT ? sendInterrupt(cpu, wide) : NO_SUCH_CALL;
  }

  /**
   * RBX and RCX are the lower and the upper half of the bitmap, RDX the APIC identifier of its
   * first bit, RSI the lower half of the interrupt command register.
   *
   * @return to how many CPUs it was sent
   */
  private static long sendInterrupt(Cpu cpu, boolean wide) {
    long command = cpu.gpr[Cpu.RSI];
    if ((command & OTHER_DESTINATIONS) != 0) {
      return INVALID_ARGUMENT;
    }
    int bits = wide ? Long.SIZE : Integer.SIZE;
    long first = cpu.gpr[Cpu.RDX] & LOW;
    long sent = 0;
    for (int id = 0; id < cpu.identity.cpus(); id++) {
      long bit = id - first;
      if (bit >= 0 && bit < 2L * bits) {
        long half = cpu.gpr[bit < bits ? Cpu.RBX : Cpu.RCX];
        if ((half >>> (bit % bits) & 1) != 0) {
          cpu.interruptController.send((int) command, id);
          sent++;
        }
      }
    }
    return sent;
  }
}
