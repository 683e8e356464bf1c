package ksim.core.fault;

/**
 * What is being delivered through the IDT.
 *
 * @param vector 0 to 255
 * @param errorCode the error code to push, or {@link GuestException#NO_ERROR_CODE}
 * @param source where it comes from
 */
record DeliveredEvent(int vector, int errorCode, Source source) {
  /** Bit of an error code that says: the index names a gate of the IDT. */
  private static final int IDT = 2;

  /** Where an event comes from: it decides about EXT bits, privilege checks and double faults. */
  enum Source {
    /** Raised by the processor while it executed an instruction or delivered another event. */
    EXCEPTION,
    /** A maskable or non-maskable interrupt. */
    INTERRUPT,
    /** INT n, INT3: the program asked for it. */
    SOFTWARE,
    /** INT1: not subject to the gate's privilege level. */
    PRIVILEGED_SOFTWARE
  }

  static DeliveredEvent of(GuestException exception) {
    return new DeliveredEvent(exception.vector(), exception.errorCode(), Source.EXCEPTION);
  }

  /** A page fault. */
  static DeliveredEvent ofPageFault(int errorCode) {
    return new DeliveredEvent(Vector.PAGE_FAULT, errorCode, Source.EXCEPTION);
  }

  boolean hasErrorCode() {
    return errorCode != GuestException.NO_ERROR_CODE;
  }

  /**
   * Whether a hypervisor could intercept it by its vector: an exception, or what INT1, INT3 and
   * INTO raise. INT n for other vectors goes through the IDT first (Intel SDM volume 3, section
   * 26.2).
   */
  boolean canBeIntercepted() {
    return switch (source) {
      case EXCEPTION, PRIVILEGED_SOFTWARE -> true;
      case SOFTWARE -> vector == Vector.BREAKPOINT || vector == Vector.OVERFLOW;
      case INTERRUPT -> false;
    };
  }

  /** The EXT bit of error codes of faults during delivery, 0 or 1. */
  int externalBit() {
    return source == Source.SOFTWARE ? 0 : 1;
  }

  /** Error code that names the event's gate in the interrupt descriptor table. */
  int gateErrorCode() {
    return vector << 3 | IDT | externalBit();
  }

  /** Whether the privilege level of the gate is checked: INT n, INT3 and INTO. */
  boolean isSubjectToPrivilege() {
    return source == Source.SOFTWARE;
  }

  private boolean isContributory() {
    return source == Source.EXCEPTION
        && switch (vector) {
          case Vector.DIVIDE_ERROR,
              Vector.INVALID_TSS,
              Vector.SEGMENT_NOT_PRESENT,
              Vector.STACK_FAULT,
              Vector.GENERAL_PROTECTION,
              Vector.CONTROL_PROTECTION ->
              true;
          default -> false;
        };
  }

  private boolean isPageFault() {
    return source == Source.EXCEPTION
        && (vector == Vector.PAGE_FAULT || vector == Vector.VIRTUALIZATION);
  }

  private boolean isDoubleFault() {
    return source == Source.EXCEPTION && vector == Vector.DOUBLE_FAULT;
  }

  /**
   * Whether {@code second}, raised while this event was being delivered, makes a double fault of
   * the two (Intel SDM volume 3, table 6-5). If not, the second one is delivered alone.
   */
  boolean becomesDoubleFault(DeliveredEvent second) {
    return (isContributory() && second.isContributory())
        || (isPageFault() && (second.isContributory() || second.isPageFault()));
  }

  /** Whether {@code second}, raised while this event was being delivered, is a triple fault. */
  boolean becomesShutdown(DeliveredEvent second) {
    return isDoubleFault() && (second.isContributory() || second.isPageFault());
  }

  /** The event as the manual writes it: {@code #GP(0x10)}. */
  String text() {
    String name = source == Source.EXCEPTION ? Vector.name(vector) : "interrupt " + vector;
    return hasErrorCode() ? "%s(0x%x)".formatted(name, errorCode) : name;
  }
}
