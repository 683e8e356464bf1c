package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.observe.Observer;
import ksim.core.platform.LocalApic;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class InterruptsTest {
  private static final int TIMER = 0x40;
  private static final int MESSAGE = 0x50;

  private static void enableApic(Assembler a) {
    a.mov(RBX, LocalApic.BASE);
    a.mov(dword(RBX, 0xf0), 0x1ff);
    a.mov(dword(RBX, 0x3e0), 0xb); // divide by 1
  }

  /** A handler that counts in R8, notes the interrupted RIP in R9 and returns. */
  private static void handler(Assembler a) {
    a.bind(a.label("handler"));
    a.add(R8, 1);
    a.mov(R9, qword(RSP));
    a.mov(dword(RBX, 0xb0), 0);
    a.iretq();
  }

  private static Machine start(int cpus, long quantum, Consumer<Assembler> program) {
    AssembledCode code =
        Guest.assemble(
            a -> {
              program.accept(a);
              handler(a);
            });
    Machine machine = Guest.start(Guest.configuration(cpus, TimingLevel.NONE, quantum), code);
    long handler = code.addressOf("handler");
    Guest.install(machine, Map.of(TIMER, handler, MESSAGE, handler, 1, handler, 2, handler));
    return machine;
  }

  private static Cpu run(Machine machine) {
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    return machine.cpus().getFirst();
  }

  @Test
  void timerWakesAHaltedCpuAtItsTime() {
    Machine machine =
        start(
            1,
            1000,
            a -> {
              enableApic(a);
              a.mov(dword(RBX, 0x320), TIMER);
              a.mov(dword(RBX, 0x380), 10_000);
              a.sti();
              a.hlt();
              a.mov(EAX, 7);
              a.cli();
              a.hlt();
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(7);
    assertThat(cpu.gpr[8]).isEqualTo(1);
    assertThat(cpu.cycles).isBetween(30_000L, 30_020L);
    assertThat(cpu.instructions).isEqualTo(14);
  }

  @Test
  void haltRightAfterStiDoesNotMissThePendingInterrupt() {
    for (long quantum : new long[] {1, 2, 3, 1000}) {
      Machine machine =
          start(
              1,
              quantum,
              a -> {
                enableApic(a);
                a.mov(dword(RBX, 0x300), 0x4_4000 | MESSAGE); // to itself, while IF is clear
                Label wait = a.here("wait");
                a.test(dword(RBX, 0x220), 1 << 16); // pending in the IRR
                a.jcc(Condition.E, wait);
                a.sti();
                a.hlt();
                a.cli();
                a.hlt();
              });
      Cpu cpu = run(machine);
      assertThat(cpu.gpr[8]).isEqualTo(1);
    }
  }

  @Test
  void interruptIsDeliveredAfterTheInstructionThatFollowsSti() {
    Machine machine =
        start(
            1,
            1000,
            a -> {
              enableApic(a);
              a.mov(dword(RBX, 0x300), 0x4_4000 | MESSAGE);
              a.mov(ECX, 10);
              Label wait = a.here("wait");
              a.sub(ECX, 1);
              a.jcc(Condition.NE, wait);
              a.sti();
              a.mov(EAX, 1);
              a.mov(EAX, 2);
              a.cli();
              a.hlt();
            });
    List<Long> interrupted = new ArrayList<>();
    machine.observe(
        new Observer() {
          @Override
          public void interruptDelivered(Cpu cpu, int vector, long rip) {
            assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(1);
            interrupted.add(rip);
          }
        });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(2);
    assertThat(interrupted).hasSize(1).contains(cpu.gpr[9]);
  }

  @Test
  void periodicTimerPreemptsALoopWithoutSystemInstructions() {
    Machine machine =
        start(
            1,
            1_000_000,
            a -> {
              enableApic(a);
              a.mov(dword(RBX, 0x320), 1 << 17 | TIMER);
              a.mov(dword(RBX, 0x380), 100);
              a.sti();
              Label loop = a.here("loop");
              a.add(RAX, 1);
              a.cmp(R8, 10);
              a.jcc(Condition.NE, loop);
              a.mov(dword(RBX, 0x380), 0);
              a.cli();
              a.hlt();
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(10);
    assertThat(cpu.cycles).isBetween(3000L, 3100L);
  }

  @Test
  void messageWakesTheOtherCpuAtTheSendersTime() {
    Machine machine =
        start(
            2,
            50,
            a -> {
              enableApic(a);
              Label other = a.label("other");
              a.test(RDI, RDI);
              a.jcc(Condition.NE, other);
              a.mov(ECX, 1000);
              Label delay = a.here("delay");
              a.sub(ECX, 1);
              a.jcc(Condition.NE, delay);
              a.mov(dword(RBX, 0x310), 1 << 24);
              a.mov(dword(RBX, 0x300), 0x4000 | MESSAGE);
              a.cli();
              a.hlt();
              a.bind(other);
              a.sti();
              a.hlt();
              a.cli();
              a.hlt();
            });
    Cpu sender = run(machine);
    Cpu receiver = machine.cpus().get(1);
    assertThat(receiver.gpr[8]).isEqualTo(1);
    assertThat(receiver.cycles - sender.cycles).isBetween(-10L, 20L);
  }

  @Test
  void nonMaskableInterruptComesThroughWithInterruptsOff() {
    Machine machine =
        start(
            2,
            50,
            a -> {
              enableApic(a);
              Label other = a.label("other");
              a.test(RDI, RDI);
              a.jcc(Condition.NE, other);
              a.mov(ECX, 100);
              Label delay = a.here("delay");
              a.sub(ECX, 1);
              a.jcc(Condition.NE, delay);
              a.mov(dword(RBX, 0x300), 0xc_4400);
              a.hlt();
              a.bind(other);
              a.hlt();
              a.mov(EAX, 3);
              a.hlt();
            });
    run(machine);
    Cpu receiver = machine.cpus().get(1);
    assertThat(receiver.gpr[8]).isEqualTo(1);
    assertThat(receiver.gpr[Cpu.RAX]).isEqualTo(3);
  }

  @Test
  void trapFlagStopsAfterEachInstruction() {
    Machine machine =
        start(
            1,
            1000,
            a -> {
              a.mov(RBX, Guest.DATA); // where the handler writes its end of interrupt
              a.pushfq();
              a.emit("or", qword(RSP), Assembler.imm(0x100));
              a.popfq();
              a.mov(EAX, 1);
              a.add(EAX, 1);
              a.pushfq();
              a.emit("and", qword(RSP), Assembler.imm(~0x100));
              a.popfq();
              a.add(EAX, 1);
              a.hlt();
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).as("MOV ADD PUSHF AND POPF").isEqualTo(5);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(3);
    assertThat(cpu.control.debug[6] & 1 << 14).isNotZero();
  }

  @Test
  void observerSeesEachChangeOfTheInterruptFlag() {
    Machine machine =
        start(
            1,
            1000,
            a -> {
              enableApic(a);
              a.mov(dword(RBX, 0x300), 0x4_4000 | MESSAGE);
              a.sti();
              a.nop();
              a.nop();
              a.cli();
              a.hlt();
            });
    List<Boolean> changes = new ArrayList<>();
    machine.observe(
        new Observer() {
          @Override
          public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
            changes.add(enabled);
          }
        });
    run(machine);
    assertThat(changes).as("STI, entry, IRET, CLI").containsExactly(true, false, true, false);
  }
}
