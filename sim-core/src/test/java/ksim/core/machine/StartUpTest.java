package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.dwordAt;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.core.platform.LocalApic;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** INIT and start-up messages from one CPU to another, as every kernel sends them. */
class StartUpTest {
  private static final long TRAMPOLINE = 0x9_0000;
  private static final int ARRIVED = 0x9_0100;

  /** mov %cs, %ax; mov %ax, %cs:0x100; hlt. */
  private static final String REAL_MODE_CODE = "8cc8 2ea30001 f4";

  private static Machine machine(long quantum, boolean initialize) {
    Machine machine =
        Guest.start(
            Guest.configuration(2, TimingLevel.NONE, quantum),
            Guest.assemble(
                a -> {
                  a.test(EDI, EDI);
                  Label second = a.label("second");
                  a.jcc(Condition.NE, second);
                  a.mov(RBX, LocalApic.BASE);
                  a.mov(dword(RBX, 0x310), 1 << 24);
                  if (initialize) {
                    a.mov(dword(RBX, 0x300), 0x4500);
                  }
                  a.mov(dword(RBX, 0x300), 0x4600 | (int) (TRAMPOLINE >> 12));
                  a.mov(dword(RBX, 0x300), 0x4600 | (int) (TRAMPOLINE >> 12));
                  Label wait = a.here("wait");
                  a.cmp(dwordAt(ARRIVED), 0x9000);
                  a.jcc(Condition.NE, wait);
                  a.out(0xf4, AL);
                  a.bind(second);
                  a.inc(EAX);
                  a.jmp(second);
                }));
    byte[] code = HexFormat.of().parseHex(REAL_MODE_CODE.replace(" ", ""));
    machine.memory().writeBytes(TRAMPOLINE, code, 0, code.length);
    return machine;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 10_000})
  void theOtherCpuStartsInRealMode(long quantum) {
    Machine machine = machine(quantum, true);
    assertThat(machine.run(1_000_000)).isInstanceOf(Stop.DebugExit.class);
    Cpu second = machine.cpus().get(1);
    assertThat(second.code().mode()).isEqualTo(CodeMode.BITS_16);
    assertThat(second.code().protectedMode()).isFalse();
    assertThat(second.segments.selector(Segments.CS)).isEqualTo(0x9000);
    assertThat(second.rip).isEqualTo(7);
    assertThat(second.gpr[Cpu.RDX]).isEqualTo(second.model.signature().eax());
    assertThat(second.control.cr0).isEqualTo(0x10); // CD and NW are as they were: clear
  }

  @Test
  void withoutInitAStartUpMessageIsIgnored() {
    assertThat(machine(100, false).run(100_000)).isInstanceOf(Stop.Limit.class);
  }
}
