package ksim.core.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.Test;

/** INIT: SDM volume 3, table 9-1. */
class ResetStateTest {
  private final Cpu cpu = new SystemFixture().cpu;

  @Test
  void initSwitchesBreakpointsOff() {
    cpu.control.debug[0] = 0x1234;
    cpu.control.debug[7] = 0x401;
    cpu.updateBreakpoints();
    ResetState.waitForStartUp(cpu);
    assertThat(cpu.control.debug).containsExactly(0, 0, 0, 0, 0, 0, 0xffff_0ff0L, 0x400);
    assertThat(cpu.breakpoints.executionAt(0x1234)).isZero();
  }

  @Test
  void initForgetsTheInstructionThatWasExecuted() {
    cpu.interrupts.shadow = true;
    cpu.interrupts.stackSwitch = true;
    cpu.interrupts.resumeRip = 0xfff0;
    ResetState.waitForStartUp(cpu);
    assertThat(cpu.interrupts.shadow).isFalse();
    assertThat(cpu.interrupts.stackSwitch).isFalse();
    assertThat(cpu.interrupts.resumeRip).isEqualTo(Interrupts.NOWHERE);
  }

  @Test
  void initLeavesTheCachesAsTheyAre() {
    cpu.control.cr0 |= 1 << 30;
    ResetState.waitForStartUp(cpu);
    assertThat(cpu.control.cr0).isEqualTo(0x4000_0010L);
  }
}
