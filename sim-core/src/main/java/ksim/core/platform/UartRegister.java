package ksim.core.platform;

/**
 * The registers of a 16550 by their offset (PC16550D data sheet, table II). Bits outside {@link
 * #writable} are reserved or read-only.
 */
enum UartRegister {
  /** Receiver buffer when read, transmitter holding when written; low half of the divisor. */
  DATA(0xff),
  /** High half of the divisor while the latch is accessible. */
  INTERRUPT_ENABLE(0x0f),
  /** Interrupt identification when read, FIFO control when written. */
  INTERRUPT_ID(0xcf),
  LINE_CONTROL(0xff),
  MODEM_CONTROL(0x1f),
  /** Read-only here: factory tests write it. */
  LINE_STATUS(0),
  MODEM_STATUS(0),
  SCRATCH(0xff);

  private static final UartRegister[] BY_OFFSET = values();

  /** The bits that software may change. */
  final int writable;

  UartRegister(int writable) {
    this.writable = writable;
  }

  static UartRegister at(int offset) {
    return BY_OFFSET[offset];
  }
}
