package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is compiled, and whenever: the same instructions, cycles, registers and memory. */
class TierAgreementTest {
  private static final int CHECKPOINTS = 30;
  private static final TimingLevel[] LEVELS = TimingLevel.values();
  private static final long[] QUANTA = {1, 7, 100, 100_000};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 40})
  void randomProgramsRunAlike(int threshold) {
    for (long seed = 0; seed < 5; seed++) {
      RandomProgram program = new RandomProgram(seed * 100 + threshold, 60);
      TimingLevel timing = LEVELS[(int) seed % LEVELS.length];
      compare("program " + seed, program::machine, 1, timing, 10_000, threshold, seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void randomKernelsRunAlike(int threshold) {
    for (long seed = 0; seed < 4; seed++) {
      RandomKernel kernel = new RandomKernel(seed * 100 + threshold, 150);
      TimingLevel timing = LEVELS[(int) seed % LEVELS.length];
      long quantum = QUANTA[(int) seed & 3];
      int cpus = seed % 2 == 0 ? 1 : 2;
      compare(
          "kernel " + seed,
          configuration -> kernel.machine(configuration, b -> {}),
          cpus,
          timing,
          quantum,
          threshold,
          seed);
    }
  }

  private static void compare(
      String what,
      Function<MachineConfiguration, Machine> guest,
      int cpus,
      TimingLevel timing,
      long quantum,
      int threshold,
      long seed) {
    MachineConfiguration configuration = Guest.configuration(cpus, timing, quantum);
    Machine plain = guest.apply(configuration.with(Tiering.interpreted()));
    Machine compiled = guest.apply(configuration.with(new Tiering(threshold)));
    SplittableRandom random = new SplittableRandom(seed);
    long limit = 0;
    for (int i = 0; i < CHECKPOINTS; i++) {
      limit += i == CHECKPOINTS - 1 ? 2_000_000 : random.nextInt(1, 3000);
      Stop expected = plain.run(limit);
      Stop actual = compiled.run(limit);
      String where = what + " at " + limit;
      assertThat(actual).as(where).isEqualTo(expected);
      compare(where, compiled, plain);
      if (!(expected instanceof Stop.Limit)) {
        break;
      }
    }
    assertThat(plain.compiledRegions()).as(what).isZero();
    assertThat(compiled.compiledRegions()).as(what).isPositive();
  }

  private static void compare(String where, Machine actual, Machine expected) {
    for (int i = 0; i < expected.cpus().size(); i++) {
      assertThat(state(actual.cpus().get(i)))
          .as(where + ", CPU " + i)
          .isEqualTo(state(expected.cpus().get(i)));
    }
    assertThat(hash(actual)).as(where + ", memory").isEqualTo(hash(expected));
  }

  private static String state(Cpu cpu) {
    StringBuilder text = new StringBuilder();
    for (long register : cpu.gpr) {
      text.append(Long.toHexString(register)).append(' ');
    }
    return text.append(
            "rip %x rflags %x cr2 %x cycles %d instructions %d misses %d walks %d loads %d"
                .formatted(
                    cpu.rip,
                    cpu.flags.toRflags(),
                    cpu.control.cr2,
                    cpu.cycles,
                    cpu.instructions,
                    cpu.mmu.inspection().tlbMisses(),
                    cpu.mmu.inspection().pageWalks(),
                    cpu.mmu.inspection().walkLoads()))
        .toString();
  }

  private static int hash(Machine machine) {
    int hash = 0;
    for (long frame = 0; frame < machine.memory().sizeBytes(); frame += 4096) {
      if (machine.memory().isAllocated(frame)) {
        hash = 31 * hash + Arrays.hashCode(machine.memory().frame(frame)) + (int) (frame >>> 12);
      }
    }
    return hash;
  }
}
