package ksim.core.machine;

import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.exec.Stop;
import ksim.core.fault.Vector;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a run ends that somebody cuts short: at an address, after a number, at an exception. */
class RunEndsTest {
  private static final long FOREVER = 1_000_000;
  private static final long START = LongModeStart.IMAGE_LINEAR;

  private static final AssembledCode LOOP =
      Guest.assemble(
          a -> {
            Label loop = a.here("loop");
            a.add(EAX, 1);
            a.nop();
            a.sub(ECX, 1);
            a.jcc(Condition.NE, loop);
            a.nop();
            a.bind(a.label("end"));
            a.add(EAX, 100);
            a.hlt();
          });

  private static Machine machine(String hex) {
    return Guest.start(hex);
  }

  private static Cpu cpu(Machine machine) {
    return machine.cpus().getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void endsInTheMiddleOfStraightCode(TimingLevel timing) {
    Machine machine = Guest.start(Guest.configuration(1, timing, 1000), LOOP);
    cpu(machine).gpr[Cpu.RCX] = 5;
    long end = LOOP.addressOf("end");
    machine.endAt(end);
    assertThat(machine.run(FOREVER)).isEqualTo(new Stop.EndOfCode(end));
    assertThat(cpu(machine).rip).isEqualTo(end);
    assertThat(cpu(machine).gpr[Cpu.RAX]).isEqualTo(5);
    assertThat(machine.instructions()).isEqualTo(5 * 4 + 1);
  }

  @Test
  void endsAtAnAddressWithNothingBehindIt() {
    Machine machine = machine("ff e0"); // jmp *%rax
    long nowhere = 0x7000_0000_0000L;
    cpu(machine).gpr[Cpu.RAX] = nowhere;
    machine.endAt(nowhere);
    assertThat(machine.run(FOREVER)).isEqualTo(new Stop.EndOfCode(nowhere));
    assertThat(machine.instructions()).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void countsInstructionsExactlyInAnyNumberOfParts(TimingLevel timing) {
    Machine whole = Guest.start(Guest.configuration(1, timing, 1000), LOOP);
    Machine parts = Guest.start(Guest.configuration(1, timing, 1000), LOOP);
    cpu(whole).gpr[Cpu.RCX] = 100;
    cpu(parts).gpr[Cpu.RCX] = 100;
    for (long total = 1; total < 60; total++) {
      parts.limitInstructions(total);
      assertThat(parts.run(FOREVER)).isEqualTo(new Stop.Limit());
      assertThat(parts.instructions()).isEqualTo(total);
    }
    whole.limitInstructions(59);
    assertThat(whole.run(FOREVER)).isEqualTo(new Stop.Limit());
    assertThat(cpu(whole).rip).isEqualTo(cpu(parts).rip);
    assertThat(cpu(whole).gpr).isEqualTo(cpu(parts).gpr);
  }

  @Test
  void aRepeatedStringOperationIsOneInstruction() {
    Machine machine = machine("f3 aa 90 90"); // rep stosb; nop; nop
    cpu(machine).gpr[Cpu.RCX] = 1000;
    cpu(machine).gpr[Cpu.RDI] = Guest.DATA;
    machine.limitInstructions(2);
    assertThat(machine.run(FOREVER)).isEqualTo(new Stop.Limit());
    assertThat(cpu(machine).gpr[Cpu.RCX]).isZero();
    assertThat(cpu(machine).rip).isEqualTo(START + 3);
  }

  private static Stop intercepted(Machine machine) {
    machine.interceptExceptions();
    return machine.run(FOREVER);
  }

  @Test
  void faultsAreInterceptedAtTheirInstruction() {
    assertThat(intercepted(machine("90 0f 0b")))
        .isEqualTo(new Stop.Intercepted(0, START + 1, Vector.INVALID_OPCODE, OptionalInt.empty()));
    Machine machine = machine("90 8b 00"); // mov (%rax),%eax
    cpu(machine).gpr[Cpu.RAX] = 0x7000_1234_5678L;
    assertThat(intercepted(machine))
        .isEqualTo(new Stop.Intercepted(0, START + 1, Vector.PAGE_FAULT, OptionalInt.of(0)));
    assertThat(cpu(machine).control.cr2).isEqualTo(0x7000_1234_5678L);
    assertThat(cpu(machine).rip).isEqualTo(START + 1);
  }

  @Test
  void trapsAreInterceptedBehindTheirInstruction() {
    assertThat(intercepted(machine("90 cc")))
        .isEqualTo(new Stop.Intercepted(0, START + 2, Vector.BREAKPOINT, OptionalInt.empty()));
    assertThat(intercepted(machine("90 f1")))
        .isEqualTo(new Stop.Intercepted(0, START + 2, Vector.DEBUG, OptionalInt.empty()));
  }

  @Test
  void otherSoftwareInterruptsMeetTheTable() {
    Machine machine = machine("cd 80");
    cpu(machine).segments.idtLimit = 0;
    assertThat(intercepted(machine))
        .isEqualTo(
            new Stop.Intercepted(
                0, START, Vector.GENERAL_PROTECTION, OptionalInt.of(0x80 << 3 | 2)));
  }
}
