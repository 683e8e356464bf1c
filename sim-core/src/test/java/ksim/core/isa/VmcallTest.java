package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.InterruptController;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** Calls of the hypervisor. */
class VmcallTest {
  private static final long X2APIC_BASE = 0xfee0_0c00L;
  private static final long BOOTSTRAP = 1 << 8;
  private static final int SPURIOUS_VECTOR = 0x80f;

  private final Machine machine =
      new Machine(
          new MachineConfiguration(
              3, 16 << 20, "skylake", TimingLevel.NONE, 1000, CpuModels.of("skylake,+kvmclock"), 0),
          value -> {});
  private final Cpu cpu = machine.cpus().getFirst();

  VmcallTest() {
    for (Cpu each : machine.cpus()) {
      each.interruptController.setBase(X2APIC_BASE | (each.id == 0 ? BOOTSTRAP : 0));
      each.interruptController.writeRegister(SPURIOUS_VECTOR, 0x1ff);
    }
  }

  private long call(long number, long... arguments) {
    cpu.gpr[Cpu.RAX] = number;
    int[] registers = {Cpu.RBX, Cpu.RCX, Cpu.RDX, Cpu.RSI};
    for (int i = 0; i < arguments.length; i++) {
      cpu.gpr[registers[i]] = arguments[i];
    }
    new Vmcall().exec(cpu);
    machine.events().fireUntil(machine.nowCycles());
    return cpu.gpr[Cpu.RAX];
  }

  private List<Integer> pending() {
    return machine.cpus().stream().map(each -> each.interruptController.pending()).toList();
  }

  @Test
  void sendsAnInterruptToTheCpusOfABitmap() {
    int none = InterruptController.NONE;
    assertThat(call(10, 0b110, 0, 0, 0x41)).isEqualTo(2);
    assertThat(pending()).containsExactly(none, 0x41, 0x41);
    assertThat(call(10, 1, 0, 0, 0x52)).isEqualTo(1);
    assertThat(pending()).containsExactly(0x52, 0x41, 0x41);
  }

  @Test
  void theBitmapStartsAtACpu() {
    int none = InterruptController.NONE;
    assertThat(call(10, -1, -1, 2, 0x41)).isEqualTo(1);
    assertThat(pending()).containsExactly(none, none, 0x41);
    assertThat(call(10, -1, -1, 0xffff_ffffL, 0x41)).isZero();
    assertThat(call(10, -1, -1, 3, 0x41)).isZero();
  }

  @Test
  void takesNoOtherDestinations() {
    assertThat(call(10, 1, 0, 0, 0x0004_0041)).isEqualTo(-22);
    assertThat(call(10, 1, 0, 0, 0x0000_0841)).isEqualTo(-22);
  }

  @Test
  void knowsFewCalls() {
    assertThat(call(1)).isZero();
    assertThat(call(-1)).isEqualTo(-1000);
    assertThat(call(5, 1, 0)).isEqualTo(-1000);
  }

  @Test
  void isForRingZero() {
    cpu.setCpl(3);
    assertThat(call(1)).isEqualTo(-1);
  }
}
