package ksim.core.cpu;

import ksim.core.fault.GuestException;

/** The side of a local interrupt controller that its CPU sees. */
public interface InterruptController {
  /** No vector. */
  int NONE = -1;

  /** An interrupt is pending whose vector only its acknowledgement tells. */
  int EXTERNAL = 256;

  /** IA32_APIC_BASE.EN: there is a local APIC. */
  long ENABLE = 1 << 11;

  /**
   * The vector that would be delivered now if interrupts were enabled, 16 to 255, or {@link
   * #EXTERNAL}, or {@link #NONE}.
   */
  int pending();

  /**
   * Takes the pending interrupt for delivery.
   *
   * @return its vector, 0 to 255
   */
  int acknowledge();

  /** Task-priority class, 0 to 15: the value of CR8. */
  int taskPriority();

  /** Sets the task-priority class. */
  void setTaskPriority(int priorityClass);

  /** IA32_APIC_BASE. */
  long base();

  /**
   * Writes IA32_APIC_BASE.
   *
   * @param value without reserved bits
   * @throws GuestException #GP(0) if there is no way from the present state to the new one
   */
  void setBase(long value);

  /**
   * Reads a register of the x2APIC.
   *
   * @param number of the model-specific register, from 0x800 on
   * @throws GuestException #GP(0) if it cannot be read, or is none
   */
  long readRegister(int number);

  /**
   * Writes a register of the x2APIC.
   *
   * @param number of the model-specific register, from 0x800 on
   * @throws GuestException #GP(0) if it cannot be written, or does not take the value
   */
  void writeRegister(int number, long value);

  /**
   * Sends an interrupt message to the local APIC of another CPU, or of this one.
   *
   * @param command as in bits 31-0 of the interrupt command register, without a shorthand
   * @param destination identifier of that local APIC
   */
  void send(int command, int destination);

  /** IA32_TSC_DEADLINE. */
  long deadline();

  /** Writes IA32_TSC_DEADLINE. */
  void setDeadline(long timeStamp);

  /**
   * The time-stamp counter has been set.
   *
   * @param offset what it is ahead of the CPU's cycles now
   */
  void setTimeStampOffset(long offset);
}
