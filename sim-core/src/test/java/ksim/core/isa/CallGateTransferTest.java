package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.SystemFixture;
import ksim.core.segment.CallGate;
import org.junit.jupiter.api.Test;

/** Calls through gates: SDM volume 3, section 5.8.5. */
class CallGateTransferTest {
  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  /** The frame belongs to 64-bit code, for which SS has no base (Bochs: call_gate64). */
  @Test
  void fromCompatibilityModeThePushesAreThoseOf64BitMode() {
    cpu.loadCode(new Segment(SystemFixture.CODE_32, 0, 0xffff_ffffL, 0xc09b));
    cpu.segments.load(
        Segments.SS, new Segment(SystemFixture.KERNEL_DATA, 0x1000, 0xffff_ffffL, 0xc093));
    cpu.rip = 0x10_0007;
    CallGateTransfer.call(
        cpu, new CallGate(SystemFixture.KERNEL_CODE, SystemFixture.handler(0), 64, 0));
    assertThat(cpu.code().isLong()).isTrue();
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(SystemFixture.KERNEL_STACK - 16);
    assertThat(machine.get64(SystemFixture.KERNEL_STACK - 8)).isEqualTo(SystemFixture.CODE_32);
    assertThat(machine.get64(SystemFixture.KERNEL_STACK - 16)).isEqualTo(0x10_0007);
  }
}
