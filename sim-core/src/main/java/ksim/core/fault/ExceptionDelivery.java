package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.mmu.MisalignedAccess;
import ksim.mmu.NonCanonicalAddress;
import ksim.mmu.paging.PageFault;

/**
 * Delivers exceptions and interrupts through the interrupt descriptor table, in long mode. Faults
 * that arise during delivery are combined as Intel SDM volume 3, section 6.15 says: delivered in
 * turn, turned into a double fault, or {@link Shutdown}.
 */
public final class ExceptionDelivery {
  private ExceptionDelivery() {}

  /**
   * Delivers an exception.
   *
   * @param savedRip return address: of the instruction for a fault or an abort, of the next one for
   *     a trap
   * @return vector of the handler that was entered: the exception's, or that of a fault raised on
   *     the way
   * @throws Shutdown on a triple fault
   */
  public static int deliver(Cpu cpu, GuestException exception, long savedRip) {
    boolean resumeFlag =
        switch (exception.exceptionClass()) {
          case FAULT, ABORT -> true;
          // A trap between two iterations of a repeated string operation finds RF set.
          case TRAP, EXECUTION_BREAKPOINT -> cpu.interrupts.resumeRip == savedRip;
        };
    return deliver(cpu, DeliveredEvent.of(exception), savedRip, resumeFlag);
  }

  /**
   * Delivers a page fault; CR2 gets its address.
   *
   * @param savedRip address of the instruction
   * @return vector of the handler that was entered
   * @throws Shutdown on a triple fault
   */
  public static int deliver(Cpu cpu, PageFault fault, long savedRip) {
    return deliver(cpu, convert(cpu, fault), savedRip, true);
  }

  /**
   * Delivers a maskable interrupt between two instructions; its vector has been acknowledged.
   *
   * @param vector 16 to 255
   * @return vector of the handler that was entered: the interrupt's, or that of a fault raised on
   *     the way
   * @throws Shutdown on a triple fault
   */
  public static int deliverInterrupt(Cpu cpu, int vector) {
    return deliverExternal(cpu, vector);
  }

  /**
   * Delivers the pending non-maskable interrupt, and blocks further ones until the next IRET.
   *
   * @return vector of the handler that was entered
   * @throws Shutdown on a triple fault
   */
  public static int deliverNonMaskable(Cpu cpu) {
    cpu.interrupts.nmisPending--;
    cpu.interrupts.nmiBlocked = true;
    return deliverExternal(cpu, Vector.NON_MASKABLE_INTERRUPT);
  }

  private static int deliverExternal(Cpu cpu, int vector) {
    DeliveredEvent event =
        new DeliveredEvent(vector, GuestException.NO_ERROR_CODE, DeliveredEvent.Source.INTERRUPT);
    boolean resumeFlag = cpu.interrupts.resumeRip == cpu.rip;
    return deliver(cpu, event, cpu.rip, resumeFlag);
  }

  /**
   * INT n and INT3: enters the handler; the return address is {@link Cpu#rip}. Faults on the way
   * are faults of the instruction, and thrown.
   *
   * @param vector 0 to 255
   */
  public static void softwareInterrupt(Cpu cpu, int vector) {
    enterSoftware(cpu, vector, DeliveredEvent.Source.SOFTWARE);
  }

  /** INT1: as {@link #softwareInterrupt}, but whatever the privilege level of the gate. */
  public static void privilegedSoftwareInterrupt(Cpu cpu) {
    enterSoftware(cpu, Vector.DEBUG, DeliveredEvent.Source.PRIVILEGED_SOFTWARE);
  }

  private static void enterSoftware(Cpu cpu, int vector, DeliveredEvent.Source source) {
    enter(cpu, new DeliveredEvent(vector, GuestException.NO_ERROR_CODE, source), cpu.rip, false);
  }

  private static int deliver(Cpu cpu, DeliveredEvent event, long savedRip, boolean resumeFlag) {
    DeliveredEvent first = event;
    DeliveredEvent current = event;
    boolean resume = resumeFlag;
    while (true) {
      DeliveredEvent second;
      try {
        enter(cpu, current, savedRip, resume);
        return current.vector();
      } catch (GuestException e) {
        second = DeliveredEvent.of(e);
      } catch (PageFault e) {
        second = convert(cpu, e);
      } catch (MisalignedAccess e) {
        second = DeliveredEvent.of(GuestException.alignmentCheck());
      } catch (NonCanonicalAddress e) {
        // The base of a descriptor table or of the TSS lies at the edge of the canonical range.
        second = DeliveredEvent.of(GuestException.generalProtection(1));
      }
      if (current.becomesShutdown(second)) {
        throw new Shutdown(first.text(), first.vector(), second.text(), second.vector());
      }
      current =
          current.becomesDoubleFault(second)
              ? DeliveredEvent.of(GuestException.doubleFault())
              : second;
      resume = true;
    }
  }

  private static void enter(Cpu cpu, DeliveredEvent event, long savedRip, boolean resumeFlag) {
    if (cpu.interrupts.intercepted && event.canBeIntercepted()) {
      throw new InterceptedEvent(event.vector(), event.errorCode(), savedRip);
    }
    EventEntry.enter(cpu, event, savedRip, resumeFlag);
    cpu.interrupts.shadow = false;
    cpu.interrupts.singleStep = false;
    cpu.interrupts.halted = false;
  }

  /** Records the address of a page fault in CR2. */
  private static DeliveredEvent convert(Cpu cpu, PageFault fault) {
    cpu.control.cr2 = fault.address();
    return DeliveredEvent.ofPageFault(fault.errorCode());
  }
}
