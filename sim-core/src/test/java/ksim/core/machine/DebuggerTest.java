package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.platform.LocalApic;
import ksim.core.timing.TimingLevel;
import ksim.mmu.Watch;
import org.junit.jupiter.api.Test;

class DebuggerTest {
  private static final BitSet NOBODY = new BitSet();
  private static final long FOREVER = 1_000_000;

  private static Machine start(AssembledCode code) {
    return Guest.start(Guest.configuration(1, TimingLevel.NONE, 1000), code);
  }

  private static Stop debugged(Stop.DebugCause cause, int watches) {
    return new Stop.Debugged(0, cause, watches);
  }

  private static BitSet first() {
    BitSet bits = new BitSet();
    bits.set(0);
    return bits;
  }

  @Test
  void breaksInTheMiddleOfABlockAndGoesOn() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(RAX, 1);
              a.add(RAX, 1);
              a.here("here");
              a.add(RAX, 1);
              a.hlt();
            });
    Machine machine = start(code);
    Cpu cpu = machine.cpus().getFirst();
    Debugger debugger = machine.debugger();
    debugger.insertBreakpoint(code.addressOf("here"));
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER))
        .isEqualTo(debugged(Stop.DebugCause.BREAKPOINT, 0));
    assertThat(cpu.rip).isEqualTo(code.addressOf("here"));
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(2);
    assertThat(debugger.resume(NOBODY, first(), FOREVER))
        .isEqualTo(debugged(Stop.DebugCause.STEP, 0));
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(3);
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(machine.instructions()).isEqualTo(4);
  }

  @Test
  void aDisturbedCpuGoesOnElsewhere() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(RAX, 1);
              a.here("here");
              a.add(RAX, 1);
              a.hlt();
              a.here("elsewhere");
              a.mov(RAX, 9);
              a.hlt();
            });
    Machine machine = start(code);
    Cpu cpu = machine.cpus().getFirst();
    Debugger debugger = machine.debugger();
    debugger.insertBreakpoint(code.addressOf("here"));
    debugger.resume(NOBODY, NOBODY, FOREVER);
    debugger.disturb(cpu);
    cpu.rip = code.addressOf("elsewhere");
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(9);
    assertThat(machine.instructions()).isEqualTo(3);
  }

  @Test
  void aCpuThatIsResetWhileItIsHeldInsideABlockDoesNotGoOnThere() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              Label first = a.label("first");
              a.test(RDI, RDI);
              a.jcc(Condition.E, first);
              a.mov(RAX, 1);
              a.here("here");
              a.add(RAX, 1);
              a.mov(RBX, 7);
              a.hlt();
              a.bind(first);
              a.hlt();
            });
    Machine machine = Guest.start(Guest.configuration(2, TimingLevel.NONE, 1000), code);
    Cpu second = machine.cpus().getLast();
    Debugger debugger = machine.debugger();
    debugger.insertBreakpoint(code.addressOf("here"));
    debugger.resume(NOBODY, NOBODY, FOREVER);
    assertThat(second.rip).isEqualTo(code.addressOf("here"));
    machine.bus().write(LocalApic.BASE + 0x310, 4, 1 << 24);
    machine.bus().write(LocalApic.BASE + 0x300, 4, 0x4500); // INIT from the first CPU
    BitSet held = new BitSet();
    held.set(1);
    assertThat(debugger.resume(held, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(second.interrupts.waitsForStartUp).isTrue();
    machine.memory().write(0x8000, 1, 0xf4); // hlt
    machine.bus().write(LocalApic.BASE + 0x300, 4, 0x4608); // the start-up message
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(second.gpr[Cpu.RBX]).isZero();
    assertThat(second.cpl()).isZero();
    assertThat(second.rip).isEqualTo(1);
    assertThat(second.instructions).as("three before INIT, one after").isEqualTo(4);
  }

  @Test
  void codeThatIsWrittenIsExecuted() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(RAX, 1);
              a.here("here");
              a.add(RAX, 1);
              a.hlt();
            });
    Machine machine = start(code);
    Cpu cpu = machine.cpus().getFirst();
    Debugger debugger = machine.debugger();
    debugger.insertBreakpoint(code.addressOf("here"));
    debugger.resume(NOBODY, NOBODY, FOREVER);
    byte[] bytes = debugger.read(cpu, code.addressOf("here"), 4);
    bytes[3] = 5;
    assertThat(debugger.write(cpu, code.addressOf("here"), bytes)).isTrue();
    debugger.removeBreakpoint(code.addressOf("here"));
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(6);
  }

  @Test
  void watchesTellReadsFromWrites() {
    Machine machine =
        start(
            Guest.assemble(
                a -> {
                  a.mov(RBX, Guest.DATA);
                  a.mov(RAX, qword(RBX));
                  a.mov(qword(RBX, 8), RAX);
                  a.add(qword(RBX, 16), 1);
                  a.hlt();
                }));
    Debugger debugger = machine.debugger();
    debugger.watch(
        List.of(
            new Watch(Guest.DATA, 8, false, true),
            new Watch(Guest.DATA, 8, true, false),
            new Watch(Guest.DATA + 8, 8, true, false),
            new Watch(Guest.DATA + 8, 8, false, true),
            new Watch(Guest.DATA + 16, 4, true, true)));
    for (int hits : new int[] {0b10, 0b1000, 0b1_0000}) {
      assertThat(debugger.resume(NOBODY, NOBODY, FOREVER))
          .isEqualTo(debugged(Stop.DebugCause.WATCH, hits));
    }
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
  }

  /** The guest counts its own debug exceptions in R8. */
  private static Machine watchingItself() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(RBX, Guest.DATA);
              a.emit("mov", debug(0), RBX);
              a.mov(RAX, 0xd_0401); // writes of four bytes
              a.emit("mov", debug(7), RAX);
              a.mov(RCX, 3);
              var loop = a.here("loop");
              a.mov(qword(RBX), RCX);
              a.sub(RCX, 1);
              a.jcc(Condition.NE, loop);
              a.hlt();
              a.bind(a.label("handler"));
              a.add(R8, 1);
              a.iretq();
            });
    Machine machine = start(code);
    Guest.install(machine, Map.of(1, code.addressOf("handler")));
    machine.cpus().getFirst().gpr[Cpu.RSP] = Guest.STACK_TOP;
    return machine;
  }

  private static RegisterOperand debug(int number) {
    return new RegisterOperand(RegisterKind.DEBUG, number, 64);
  }

  @Test
  void theGuestsOwnBreakpointsWorkBesideThoseOfTheDebugger() {
    Machine alone = watchingItself();
    assertThat(alone.run(FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(alone.cpus().getFirst().gpr[8]).isEqualTo(3);
    Machine machine = watchingItself();
    Debugger debugger = machine.debugger();
    debugger.watch(List.of(new Watch(Guest.DATA, 8, true, true)));
    int stops = 0;
    while (debugger.resume(NOBODY, NOBODY, FOREVER) instanceof Stop.Debugged stop) {
      assertThat(stop.cause()).isEqualTo(Stop.DebugCause.WATCH);
      stops++;
    }
    assertThat(stops).isEqualTo(3);
    assertThat(machine.cpus().getFirst().gpr[8]).isEqualTo(3);
    assertThat(machine.elapsedCycles()).isEqualTo(alone.elapsedCycles());
    assertThat(machine.instructions()).isEqualTo(alone.instructions());
  }

  @Test
  void aBreakpointStopsOnceWhileTheGuestSingleSteps() {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.push(0x102); // TF
              a.popfq();
              a.mov(RAX, 1);
              a.here("here");
              a.add(RAX, 1);
              a.push(2);
              a.popfq();
              a.hlt();
              a.bind(a.label("handler"));
              a.add(R8, 1);
              a.iretq();
            });
    Machine machine = start(code);
    Guest.install(machine, Map.of(1, code.addressOf("handler")));
    machine.cpus().getFirst().gpr[Cpu.RSP] = Guest.STACK_TOP;
    Debugger debugger = machine.debugger();
    debugger.insertBreakpoint(code.addressOf("here"));
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER))
        .isEqualTo(debugged(Stop.DebugCause.BREAKPOINT, 0));
    assertThat(machine.cpus().getFirst().rip).isEqualTo(code.addressOf("here"));
    assertThat(debugger.resume(NOBODY, NOBODY, FOREVER)).isEqualTo(new Stop.Halted());
    assertThat(machine.cpus().getFirst().gpr[Cpu.RAX]).isEqualTo(2);
    assertThat(machine.cpus().getFirst().gpr[8]).isEqualTo(4);
  }

  @Test
  void aCpuThatIsHeldDoesNotMove() {
    AssembledCode code =
        Guest.assemble(
            (Assembler a) -> {
              var loop = a.here("loop");
              a.add(RAX, 1);
              a.jmp(loop);
            });
    Machine machine = Guest.start(Guest.configuration(2, TimingLevel.NONE, 10), code);
    assertThat(machine.debugger().resume(first(), NOBODY, 1000)).isEqualTo(new Stop.Limit());
    assertThat(machine.cpus().get(0).gpr[Cpu.RAX]).isZero();
    assertThat(machine.cpus().get(1).gpr[Cpu.RAX]).isEqualTo(500);
    assertThat(machine.run(1000)).isEqualTo(new Stop.Limit());
    assertThat(machine.cpus().get(0).gpr[Cpu.RAX]).isEqualTo(500);
  }
}
