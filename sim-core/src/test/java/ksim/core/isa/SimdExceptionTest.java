package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.Vector;
import org.junit.jupiter.api.Test;

/** #XM: SDM volume 1, section 11.5, and volume 3, section 6.15, interrupt 19. */
class SimdExceptionTest {
  private static final long OSXMMEXCPT = 1 << 10;
  private static final int ZERO_DIVIDE_UNMASKED = 0x1d80;
  private static final long ONE = 0x3ff0_0000_0000_0000L;

  private final Cpu cpu = new SimulatedCpu().cpu;

  private void expect(int vector, String hex) {
    Op op = SimulatedCpu.Bound.of(HexFormat.of().parseHex(hex)).op();
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> op.exec(cpu))
        .matches(e -> e.vector() == vector && !e.hasErrorCode());
  }

  /** DIVPD XMM0, XMM1: 1 / 0 in the low element, 1 / 3 in the high one. */
  private void prepareDivision() {
    cpu.vectors.lanes[0] = ONE;
    cpu.vectors.lanes[1] = ONE;
    cpu.vectors.lanes[4] = 0;
    cpu.vectors.lanes[5] = Double.doubleToRawLongBits(3);
    cpu.vectors.mxcsr = ZERO_DIVIDE_UNMASKED;
  }

  @Test
  void unmaskedExceptionLeavesTheDestination() {
    cpu.control.cr4 |= OSXMMEXCPT;
    prepareDivision();
    expect(Vector.SIMD_EXCEPTION, "660f5ec1");
    assertThat(cpu.vectors.lanes[0]).isEqualTo(ONE);
    assertThat(cpu.vectors.lanes[1]).isEqualTo(ONE);
    assertThat(cpu.vectors.mxcsr).isEqualTo(ZERO_DIVIDE_UNMASKED | 4); // the other is not inexact
  }

  @Test
  void withoutAHandlerItIsAnInvalidOpcode() {
    cpu.control.cr4 &= ~OSXMMEXCPT;
    prepareDivision();
    expect(Vector.INVALID_OPCODE, "660f5ec1");
    assertThat(cpu.vectors.lanes[0]).isEqualTo(ONE);
  }

  @Test
  void maskedExceptionsAccumulate() {
    prepareDivision();
    cpu.vectors.mxcsr = 0x1f80;
    SimulatedCpu.Bound.of(HexFormat.of().parseHex("660f5ec1")).op().exec(cpu);
    assertThat(cpu.vectors.lanes[0]).isEqualTo(0x7ff0_0000_0000_0000L);
    assertThat(cpu.vectors.lanes[1]).isEqualTo(Double.doubleToRawLongBits(1.0 / 3));
    assertThat(cpu.vectors.mxcsr).isEqualTo(0x1fa4);
  }

  /** CVTTPS2PI MM0, XMM0: it is MMX code even if it raises #XM. */
  @Test
  void conversionToMmxChangesTheX87StateFirst() {
    cpu.control.cr4 |= OSXMMEXCPT;
    cpu.x87.top = 3;
    cpu.vectors.mxcsr = 0x1f00;
    cpu.vectors.lanes[0] = 0x7fc0_0000;
    expect(Vector.SIMD_EXCEPTION, "0f2cc0");
    assertThat(cpu.x87.top).isZero();
    assertThat(cpu.x87.empty).isZero();
  }
}
