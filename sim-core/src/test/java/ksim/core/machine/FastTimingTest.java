package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Consumer;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class FastTimingTest {
  private static final int ROUNDS = 1000;

  /** Cycles for each round of a loop around a body; RBX points to data, RCX counts down. */
  private static double cyclesPerRound(Consumer<Assembler> body) {
    Machine machine =
        Guest.start(
            Guest.configuration(1, TimingLevel.FAST, 1_000_000),
            Guest.assemble(
                a -> {
                  a.mov(RBX, Guest.DATA);
                  a.mov(ECX, ROUNDS);
                  Label loop = a.here("loop");
                  body.accept(a);
                  a.sub(ECX, 1);
                  a.jcc(Condition.NE, loop);
                  a.hlt();
                }));
    assertThat(machine.run(100_000_000)).isEqualTo(new Stop.Halted());
    return machine.elapsedCycles() / (double) ROUNDS;
  }

  @Test
  void costFollowsTheCode() {
    double plain = cyclesPerRound(a -> a.add(RAX, 1));
    double longer =
        cyclesPerRound(
            a -> {
              a.add(RAX, 1);
              a.imul(RAX, RAX);
            });
    assertThat(plain).isCloseTo(1, within(0.6));
    assertThat(longer - plain).isCloseTo(3, within(0.1));
  }

  @Test
  void aLoadBesideOtherWorkIsNearlyFreeAndFlagPushingIsNot() {
    Consumer<Assembler> work =
        a -> {
          a.add(EAX, 1);
          a.add(EDX, 1);
          a.add(R8, 1);
          a.add(RDI, 1);
          a.imul(RAX, RAX);
        };
    double plain = cyclesPerRound(work);
    double load = cyclesPerRound(work.andThen(a -> a.movzx(EDX, byte_(RSP, -4096))));
    double flags =
        cyclesPerRound(
            work.andThen(
                a -> {
                  a.pushfq();
                  a.popfq();
                }));
    assertThat(load - plain).isBetween(0.0, 0.5);
    // uops.info has POPFQ every 20 cycles; beside other work a little of that is hidden.
    assertThat(flags - plain).isGreaterThan(18);
  }

  @Test
  void accessesBeyondACacheCostItsMisses() {
    double small = cyclesPerRound(a -> stride(a, 0x3fff));
    double large = cyclesPerRound(a -> stride(a, 0xf_ffff));
    assertThat(large - small).isGreaterThan(30);
  }

  /** Loads from an address that moves on by 4160 bytes a round within a range. */
  private static void stride(Assembler a, int mask) {
    a.add(EDX, 4160);
    a.and(EDX, mask);
    a.mov(RAX, qword(RBX, RDX, 1));
  }

  @Test
  void unpredictableBranchesCost() {
    double regular = cyclesPerRound(a -> branchOn(a, 0));
    double random = cyclesPerRound(a -> branchOn(a, 1 << 17));
    assertThat(random - regular).isBetween(4.0, 12.0);
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

  @Test
  void waitingAndSerialisingInstructionsTakeTheirTime() {
    assertThat(cyclesPerRound(Assembler::pause)).isCloseTo(141, within(2.0));
    assertThat(
            cyclesPerRound(
                a -> {
                  a.cli();
                  a.sti();
                }))
        .isBetween(6.0, 12.0);
  }
}
