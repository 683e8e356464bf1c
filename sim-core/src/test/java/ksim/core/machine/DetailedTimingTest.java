package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.Consumer;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** What events cost that a pipeline alone does not know: they come from the whole machine. */
class DetailedTimingTest {
  private static final int ROUNDS = 1000;
  private static final int FEW_ROUNDS = 200;

  /** Cycles for each round of a loop around a body; RBX points to data, RCX counts down. */
  private static double cyclesPerRound(Consumer<Assembler> body) {
    return run(ROUNDS, body) - run(FEW_ROUNDS, body);
  }

  private static double run(int rounds, Consumer<Assembler> body) {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(RBX, Guest.DATA);
              a.mov(ECX, rounds);
              Label loop = a.here("loop");
              body.accept(a);
              a.sub(ECX, 1);
              a.jcc(Condition.NE, loop);
              a.hlt();
              a.align(64);
              a.here("iretq");
              a.db(0x48, 0xcf);
              a.here("skip");
              a.add(qword(RSP, 0), 2);
              a.db(0x48, 0xcf);
            });
    Machine machine = Guest.start(Guest.configuration(1, TimingLevel.DETAILED, 1_000_000), code);
    Guest.install(machine, Map.of(3, code.addressOf("iretq"), 6, code.addressOf("skip")));
    assertThat(machine.run(100_000_000)).isEqualTo(new Stop.Halted());
    return machine.elapsedCycles() / (double) (ROUNDS - FEW_ROUNDS);
  }

  @Test
  void aMispredictedBranchCostsAboutTwentyCycles() {
    double regular = cyclesPerRound(a -> branchOn(a, 0));
    double random = cyclesPerRound(a -> branchOn(a, 1 << 17));
    assertThat(2 * (random - regular)).as("half of them are wrong").isBetween(14.0, 24.0);
  }

  /** Steps a linear congruential generator and branches on bits of it. */
  private static void branchOn(Assembler a, int bits) {
    a.imul(EAX, EAX, 1_103_515_245);
    a.add(EAX, 12_345);
    a.test(EAX, bits);
    Label skip = a.fresh("skip");
    a.jcc(Condition.E, skip);
    a.add(EDX, 1);
    a.bind(skip);
  }

  /** 440 and 270 (xperf), and the frame. */
  @Test
  void exceptionsCostTheirEntryAndTheReturn() {
    assertThat(cyclesPerRound(a -> a.db(0xcc))).as("int3").isBetween(700.0, 780.0);
    assertThat(cyclesPerRound(a -> a.db(0x0f, 0x0b))).as("ud2").isBetween(700.0, 790.0);
  }

  @Test
  void systemInstructionsTakeTheirTime() {
    double nothing = cyclesPerRound(a -> {});
    assertThat(nothing).isCloseTo(1, within(0.1));
    double read = cyclesPerRound(a -> a.db(0x0f, 0x20, 0xd8)); // mov %cr3,%rax
    double written =
        cyclesPerRound(
            a -> {
              a.db(0x0f, 0x20, 0xd8);
              a.db(0x0f, 0x22, 0xd8); // mov %rax,%cr3
            });
    assertThat(written - read).isBetween(125.0, 400.0);
  }

  /** What INVLPG has taken away is walked for again; pages are of 2 MiB. */
  @Test
  void anInvalidatedPageIsWalkedForAgain() {
    double other = cyclesPerRound(a -> invalidateAndLoad(a, 4 << 20));
    double same = cyclesPerRound(a -> invalidateAndLoad(a, 0));
    assertThat(same - other).isBetween(5.0, 60.0);
  }

  private static void invalidateAndLoad(Assembler a, int distance) {
    a.lea(RAX, qword(RBX, distance));
    a.db(0x0f, 0x01, 0x38); // invlpg (%rax)
    a.mov(RAX, qword(RBX, 0));
  }
}
