package ksim.core.machine;

import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.RAX;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import ksim.core.boot.LongModeStart;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.platform.LocalApic;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Guests that do what no kernel should: each ends in a typed stop, none in a Java exception. */
class HostileGuestTest {
  private static final long RAM_END = 16 << 20;

  @Test
  void anInstructionThatReachesBeyondRam() {
    Machine machine =
        Guest.start(
            a -> {
              a.mov(RAX, RAM_END - 1);
              a.jmp(RAX);
            });
    machine.memory().write(RAM_END - 1, 1, 0x48);
    assertThat(machine.run(1000)).isInstanceOf(Stop.Unimplemented.class);
  }

  @Test
  void pageTablesInADevice() {
    Machine machine =
        Guest.start(
            a -> {
              a.mov(RAX, LocalApic.BASE);
              a.mov(CR3, RAX);
            });
    assertThat(machine.run(1000)).isInstanceOf(Stop.Unimplemented.class);
  }

  @Test
  void aHandlerThatFaultsAtItsFirstInstruction() {
    Machine machine = Guest.start(Assembler::ud2);
    Guest.install(machine, Map.of(6, LongModeStart.IMAGE_LINEAR));
    Stop stop =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> machine.run(1000));
    assertThat(stop).isInstanceOf(Stop.Limit.class);
  }
}
