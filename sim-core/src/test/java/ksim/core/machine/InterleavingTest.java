package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterleavingTest {
  private static final int ROUNDS = 500;

  /** Each CPU draws numbers from a shared counter and mixes them into RAX; the order shows. */
  private static void drawNumbers(Assembler a) {
    a.mov(ECX, ROUNDS);
    a.mov(RBX, Guest.DATA);
    a.xor(EAX, EAX);
    Label again = a.here("again");
    a.mov(RDI, 1);
    a.lock("xadd", qword(RBX), RDI);
    a.imul(RAX, RAX, 31);
    a.add(RAX, RDI);
    a.sub(ECX, 1);
    a.jcc(Condition.NE, again);
    a.hlt();
  }

  private record Outcome(Stop stop, long counter, List<List<Long>> cpus) {
    static Outcome of(Machine machine, Stop stop) {
      List<List<Long>> cpus = new ArrayList<>();
      for (Cpu cpu : machine.cpus()) {
        List<Long> state = new ArrayList<>(List.of(cpu.rip, cpu.cycles, cpu.instructions));
        Arrays.stream(cpu.gpr).forEach(state::add);
        cpus.add(state);
      }
      return new Outcome(stop, machine.memory().read(Guest.DATA, 8), cpus);
    }
  }

  private static Outcome run(TimingLevel timing, int cpus, long quantum, long slice) {
    AssembledCode code = Guest.assemble(InterleavingTest::drawNumbers);
    Machine machine = Guest.start(Guest.configuration(cpus, timing, quantum), code);
    long limit = 0;
    Stop stop;
    do {
      limit += slice;
      stop = machine.run(limit);
    } while (stop instanceof Stop.Limit);
    return Outcome.of(machine, stop);
  }

  @ParameterizedTest
  @EnumSource
  void everyQuantumIsDeterministicAndLosesNothing(TimingLevel timing) {
    Set<Outcome> seen = new HashSet<>();
    for (long quantum : new long[] {1, 2, 7, 100, 1_000_000}) {
      Outcome outcome = run(timing, 3, quantum, 10_000_000);
      assertThat(outcome.stop()).isEqualTo(new Stop.Halted());
      assertThat(outcome.counter()).isEqualTo(3 * ROUNDS);
      assertThat(run(timing, 3, quantum, 10_000_000)).isEqualTo(outcome);
      seen.add(outcome);
    }
    assertThat(seen).as("the quantum changes the order").hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @EnumSource
  void runningInSlicesIsTheSameRun(TimingLevel timing) {
    for (long quantum : new long[] {1, 50, 1000}) {
      Outcome whole = run(timing, 3, quantum, 10_000_000);
      for (long slice : new long[] {1, 13, 777}) {
        assertThat(run(timing, 3, quantum, slice)).isEqualTo(whole);
      }
    }
  }

  @Test
  void quantumOfOneInterleavesInstructionByInstruction() {
    AssembledCode code = Guest.assemble(InterleavingTest::drawNumbers);
    Machine machine = Guest.start(Guest.configuration(2, TimingLevel.NONE, 1), code);
    for (int limit = 1; limit < 100; limit++) {
      machine.run(limit);
      assertThat(machine.cpus().get(0).cycles).isEqualTo(limit);
      assertThat(machine.cpus().get(1).instructions).isEqualTo(limit);
    }
  }
}
