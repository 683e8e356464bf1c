package ksim.core.observe;

import ksim.core.cpu.Cpu;

/** Watches an address of the guest's code. */
@FunctionalInterface
public interface AddressHook {
  /**
   * Called just before the instruction at the address executes, and once more each time it is
   * restarted after a fault. Registers and memory are those before the instruction. Within a block
   * {@link Cpu#rip} and {@link Cpu#cycles} are not those of the instruction: the address is known
   * anyway, the time is that of the start of the block.
   */
  void reached(Cpu cpu);
}
