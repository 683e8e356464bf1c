package ksim.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stacks and tasks of 32-bit protected mode: SDM volume 3, chapter 7. */
class TaskStateTest {
  private static final int OTHER_TASK = 0x38;
  private static final long OTHER_TSS = 0x13000;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  @BeforeEach
  void protectedMode() {
    cpu.msrs.efer = 0; // the page tables stay in use
    cpu.loadCode(new Segment(SystemFixture.CODE_32, 0, 0xffff_ffffL, 0xc09b));
  }

  @Test
  void theStackSegmentOfAnInnerRingIsMarkedAsAccessed() {
    machine.put64(
        SystemFixture.TSS + 4, SystemFixture.RSP0 | (long) SystemFixture.KERNEL_DATA << 32);
    machine.descriptor(SystemFixture.KERNEL_DATA, 0x92, 0xc);
    TaskState.stack(cpu, 0, 0);
    assertThat(machine.memory.read(SystemFixture.GDT + SystemFixture.KERNEL_DATA + 5, 1))
        .isEqualTo(0x93);
  }

  @Test
  void aTaskSwitchClearsLocalBreakpoints() {
    machine.put64(SystemFixture.GDT + OTHER_TASK, 0x0000_8900_0000_0067L | OTHER_TSS << 16);
    machine.memory.write(OTHER_TSS + 0x1c, 4, SystemFixture.TABLES);
    machine.memory.write(OTHER_TSS + 0x20, 4, SystemFixture.CODE);
    machine.memory.write(OTHER_TSS + 0x4c, 2, SystemFixture.CODE_32);
    machine.memory.write(OTHER_TSS + 0x50, 2, SystemFixture.KERNEL_DATA);
    cpu.control.debug[0] = 0x1234;
    cpu.control.debug[1] = 0x5678;
    cpu.control.debug[7] = 0x709; // L0, G1, LE, GE
    cpu.updateBreakpoints();
    TaskSwitch.to(cpu, OTHER_TASK, TaskSwitch.Cause.JUMP, 0x1000, 2, 0);
    assertThat(cpu.control.debug[7]).isEqualTo(0x608);
    assertThat(cpu.breakpoints.executionAt(0x1234)).isZero();
    assertThat(cpu.breakpoints.executionAt(0x5678)).isEqualTo(2);
  }
}
