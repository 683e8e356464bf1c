package ksim.core.decode;

import java.util.Optional;
import ksim.core.isa.Op;

/** From system instructions to their operations. */
final class SystemOperations {
  private SystemOperations() {}

  /**
   * The operation of a system instruction: one of those that only kernels use, and all forms with
   * segment, control and debug registers.
   *
   * @return empty if it is none, or is not implemented
   */
  static Optional<Op> of(Form form) {
    return switch (form.mnemonic()) {
      default -> Optional.empty();
    };
  }
}
