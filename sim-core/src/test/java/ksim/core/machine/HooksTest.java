package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HooksTest {
  private final AssembledCode code =
      Guest.assemble(
          a -> {
            a.mov(RBX, Guest.DATA);
            a.xor(EAX, EAX);
            a.mov(ECX, 10);
            Label loop = a.here("loop");
            a.add(RAX, 3);
            a.bind(a.label("middle"));
            a.mov(qword(RBX), RAX);
            a.sub(ECX, 1);
            a.jcc(Condition.NE, loop);
            a.bind(a.label("end"));
            a.hlt();
          });

  private Machine machine(TimingLevel timing) {
    return Guest.start(Guest.configuration(1, timing, 1000), code);
  }

  @ParameterizedTest
  @EnumSource
  void hooksSeeEachPassAndChangeNothing(TimingLevel timing) {
    Machine plain = machine(timing);
    plain.run(1_000_000);
    Machine hooked = machine(timing);
    List<Long> seen = new ArrayList<>();
    hooked.onAddress(code.addressOf("middle"), cpu -> seen.add(cpu.gpr[Cpu.RAX]));
    hooked.onAddress(code.addressOf("loop"), cpu -> {});
    hooked.run(1_000_000);

    assertThat(seen).containsExactly(3L, 6L, 9L, 12L, 15L, 18L, 21L, 24L, 27L, 30L);
    assertThat(hooked.elapsedCycles()).isEqualTo(plain.elapsedCycles());
    assertThat(hooked.instructions()).isEqualTo(plain.instructions());
  }

  @ParameterizedTest
  @EnumSource
  void hookAddedBetweenRunsCountsFromThere(TimingLevel timing) {
    Machine machine = machine(timing);
    machine.run(20);
    List<Long> seen = new ArrayList<>();
    machine.onAddress(code.addressOf("end"), cpu -> seen.add(cpu.gpr[Cpu.RAX]));
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    assertThat(seen).containsExactly(30L);
  }

  @ParameterizedTest
  @EnumSource
  void hookStopsBeforeItsInstruction(TimingLevel timing) {
    Machine machine = machine(timing);
    long middle = code.addressOf("middle");
    machine.onAddress(
        middle,
        cpu -> {
          if (cpu.gpr[Cpu.RAX] == 15) {
            machine.requestStop(cpu, middle, "enough");
          }
        });
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Requested(0, middle, "enough"));
    Cpu cpu = machine.cpus().getFirst();
    assertThat(cpu.rip).isEqualTo(middle);
    assertThat(machine.memory().read(Guest.DATA, 8)).isEqualTo(12);
    assertThat(cpu.instructions).isEqualTo(3 + 4 * 4 + 1);
  }
}
