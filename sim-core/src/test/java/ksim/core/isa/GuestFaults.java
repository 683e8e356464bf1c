package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/** Assertions on what an operation throws. */
final class GuestFaults {
  private GuestFaults() {}

  /** The operation raises an exception with an error code. */
  static void expect(Cpu cpu, Op op, int vector, int errorCode) {
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> op.exec(cpu))
        .matches(
            e -> e.vector() == vector && e.errorCode() == errorCode,
            "vector " + vector + ", error code " + errorCode);
  }

  /** The operation raises #GP(0). */
  static void expectProtection(Cpu cpu, Op op) {
    expect(cpu, op, 13, 0);
  }

  /** The operation raises #UD. */
  static void expectInvalid(Cpu cpu, Op op) {
    expect(cpu, op, 6, GuestException.NO_ERROR_CODE);
  }

  /** The operation stops the run. */
  static void expectStop(Cpu cpu, Op op) {
    assertThatExceptionOfType(UnimplementedException.class).isThrownBy(() -> op.exec(cpu));
  }
}
