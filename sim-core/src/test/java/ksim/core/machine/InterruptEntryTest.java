package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.observe.Observer;
import ksim.core.platform.LocalApic;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What it costs a running guest to get into the handler of an interrupt. The guest reads the
 * time-stamp counter before the cause, and the handler reads it first of all.
 */
class InterruptEntryTest {
  private static final int VECTOR = 0x40;
  private static final int INVALID_OPCODE = 6;
  private static final int MORE = 1000;

  /** What takes the guest into the handler. */
  enum Cause {
    /** The timer of the local APIC runs out in a loop that accesses no memory. */
    TIMER,
    /** A message of the local APIC to itself. */
    MESSAGE,
    /** No interrupt but an exception. */
    EXCEPTION
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMER", "MESSAGE"})
  void anInterruptCostsItsEntry(Cause cause) {
    long cycles = cycles("skylake,interrupt-entry=440", cause);
    assertThat(cycles("skylake,interrupt-entry=1440", cause) - cycles).isEqualTo(MORE);
    assertThat(cycles("skylake,exception-entry=1440", cause)).isEqualTo(cycles);
  }

  @Test
  void anExceptionDoesNotCostThatOfAnInterrupt() {
    long cycles = cycles("skylake", Cause.EXCEPTION);
    assertThat(cycles("skylake,exception-entry=1440", Cause.EXCEPTION) - cycles).isEqualTo(MORE);
    assertThat(cycles("skylake,interrupt-entry=1440", Cause.EXCEPTION)).isEqualTo(cycles);
  }

  /** Cycles from the first read of the counter to that of the handler. */
  private static long cycles(String core, Cause cause) {
    AssembledCode code = Guest.assemble(a -> program(a, cause));
    Machine machine =
        Guest.start(
            new MachineConfiguration(1, 16 << 20, core, TimingLevel.DETAILED, 1_000_000), code);
    long handler = code.addressOf("handler");
    Guest.install(machine, Map.of(VECTOR, handler, INVALID_OPCODE, handler));
    List<Integer> interrupts = new ArrayList<>();
    machine.observe(
        new Observer() {
          @Override
          public void interruptDelivered(Cpu cpu, int vector, long rip) {
            interrupts.add(vector);
          }
        });
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    assertThat(interrupts).isEqualTo(cause == Cause.EXCEPTION ? List.of() : List.of(VECTOR));
    Cpu cpu = machine.cpus().getFirst();
    return cpu.gpr[Cpu.RAX] - cpu.gpr[8];
  }

  private static void program(Assembler a, Cause cause) {
    a.mov(RBX, LocalApic.BASE);
    a.mov(dword(RBX, 0xf0), 0x1ff);
    a.mov(dword(RBX, 0x3e0), 0xb); // divide by 1
    a.sti();
    a.rdtsc();
    a.mov(R8, RAX);
    switch (cause) {
      case TIMER -> {
        a.mov(dword(RBX, 0x320), VECTOR);
        a.mov(dword(RBX, 0x380), 1000);
      }
      case MESSAGE -> a.mov(dword(RBX, 0x300), 0x4_4000 | VECTOR);
      case EXCEPTION -> a.ud2();
    }
    Label loop = a.here("loop");
    a.add(EAX, 1);
    a.jmp(loop);
    a.here("handler");
    a.rdtsc();
    a.hlt();
  }
}
