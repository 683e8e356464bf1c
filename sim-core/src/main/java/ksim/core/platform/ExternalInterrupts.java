package ksim.core.platform;

/**
 * An interrupt controller outside the local APICs that gives the vector itself when a CPU
 * acknowledges: the pair of 8259s behind the delivery mode ExtINT.
 */
public interface ExternalInterrupts {
  /** There is none; its INTR output is never asserted. */
  ExternalInterrupts ABSENT =
      () -> {
        throw new IllegalStateException("nobody has asserted INTR");
      };

  /**
   * The interrupt-acknowledge cycle of a CPU. What has become of the request meanwhile does not
   * matter: there is always a vector, if need be that of a spurious interrupt.
   *
   * @return the vector, 0 to 255
   */
  int acknowledge();
}
