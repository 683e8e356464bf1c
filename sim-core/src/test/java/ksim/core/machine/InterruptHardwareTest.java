package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.dwordAt;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R10D;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R8D;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.R9D;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.platform.IoApic;
import ksim.core.platform.LocalApic;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** What guests do with the interrupt hardware of a PC: machine code on the whole machine. */
class InterruptHardwareTest {
  private static final int VECTOR = 0x51;
  private static final int EXTERNAL_VECTOR = 0x20;
  private static final int NMI = 2;
  private static final int APIC_BASE = 0x1b;
  private static final int DEADLINE = 0x6e0;
  private static final int TIME_STAMP = 0x10;
  private static final int TEST_LINES = 0x2000;

  /**
   * A machine whose vectors enter the code at the labels {@code handler}, {@code nmi}, {@code
   * external}.
   */
  private static Machine start(int cpus, Consumer<Assembler> program) {
    Assembler a = new Assembler(LongModeStart.IMAGE_LINEAR);
    a.mov(RBX, LocalApic.BASE);
    a.mov(dword(RBX, 0xf0), 0x1ff);
    program.accept(a);
    AssembledCode code = a.finish();
    Machine machine =
        new Machine(Guest.configuration(cpus, TimingLevel.NONE, 100), new PcBoard(value -> {}));
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code.bytes())),
        LongModeStart.IMAGE_LINEAR);
    for (Cpu cpu : machine.cpus()) {
      cpu.gpr[Cpu.RSP] = Guest.STACK_TOP - 4096L * cpu.id;
    }
    Map<String, Integer> vectors =
        Map.of("handler", VECTOR, "nmi", NMI, "external", EXTERNAL_VECTOR);
    vectors.forEach(
        (label, vector) -> {
          if (code.symbols().containsKey(label)) {
            Guest.install(machine, Map.of(vector, code.addressOf(label)));
          }
        });
    return machine;
  }

  private static void leave(Assembler a) {
    a.cli();
    a.out(0xf4, AL);
  }

  private static void writeRegister(Assembler a, int number, int high, int low) {
    a.mov(ECX, number);
    a.mov(EDX, high);
    a.mov(EAX, low);
    a.emit("wrmsr");
  }

  private static void port(Assembler a, int port, int value) {
    a.mov(EDX, port);
    a.mov(EAX, value);
    a.emit("out", DX, AL);
  }

  private static Cpu run(Machine machine) {
    assertThat(machine.run(100_000_000)).isInstanceOf(Stop.DebugExit.class);
    return machine.cpus().getFirst();
  }

  /** A handler that counts in R8 and ends the interrupt in the way given. */
  private static void handler(Assembler a, String label, Consumer<Assembler> end) {
    a.bind(a.label(label));
    a.add(R8, 1);
    end.accept(a);
    a.iretq();
  }

  @Test
  void x2apicByRegisters() {
    Machine machine =
        start(
            1,
            a -> {
              writeRegister(a, APIC_BASE, 0, (int) (LocalApic.BASE | 0xd00));
              writeRegister(a, 0x83f, 0, VECTOR);
              a.sti();
              a.nop();
              a.nop();
              writeRegister(a, 0x830, 0, 0x4000 | VECTOR);
              a.nop();
              a.mov(ECX, 0x802);
              a.emit("rdmsr");
              a.mov(R9D, dword(RBX, 0x30)); // the window is gone
              leave(a);
              handler(a, "handler", b -> writeRegister(b, 0x80b, 0, 0));
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(2);
    assertThat(cpu.gpr[9]).isEqualTo(0xffff_ffffL);
    assertThat(cpu.gpr[Cpu.RAX]).isZero();
  }

  @Test
  void aDeadlineWakesAHaltedCpuWhenItsTimeStampCounterSaysSo() {
    Machine machine =
        start(
            1,
            a -> {
              a.mov(dword(RBX, 0x320), 2 << 17 | VECTOR);
              writeRegister(a, DEADLINE, 1, 50_000);
              writeRegister(a, TIME_STAMP, 1, 0); // the counter is set after the deadline
              a.sti();
              a.hlt();
              a.emit("rdtsc");
              leave(a);
              handler(a, "handler", b -> b.mov(dword(RBX, 0xb0), 0));
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(1);
    assertThat(cpu.gpr[Cpu.RDX]).isEqualTo(1);
    assertThat(cpu.gpr[Cpu.RAX]).isBetween(50_000L, 50_010L);
    assertThat(cpu.cycles).isBetween(50_000L, 50_100L);
  }

  @Test
  void nonMaskableInterruptsDoNotNest() {
    Machine machine =
        start(
            1,
            a -> {
              a.mov(dword(RBX, 0x300), 0x4400);
              a.nop();
              a.cmp(R8, 2);
              leave(a);
              a.bind(a.label("nmi"));
              Label again = a.label("again");
              a.add(R8, 1);
              a.cmp(R8, 1);
              a.jcc(Condition.NE, again);
              for (int i = 0; i < 3; i++) {
                a.mov(dword(RBX, 0x300), 0x4400);
                Label next = a.label("next" + i);
                a.jmp(next); // ends the block, so that the message arrives
                a.bind(next);
              }
              a.mov(R9, R8); // still one: the next is blocked until IRET
              a.bind(again);
              a.iretq();
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[9]).isEqualTo(1);
    assertThat(cpu.gpr[8]).as("of three one has been kept").isEqualTo(2);
  }

  @Test
  void twoNonMaskableInterruptsInOneBlockAreTwo() {
    Machine machine =
        start(
            1,
            a -> {
              for (int i = 0; i < 3; i++) {
                a.mov(dword(RBX, 0x300), 0x4400);
              }
              Label next = a.label("next");
              a.jmp(next);
              a.bind(next);
              leave(a);
              handler(a, "nmi", b -> b.nop());
            });
    assertThat(run(machine).gpr[8]).as("one at once, one kept").isEqualTo(2);
  }

  @Test
  void theTimerInterruptsThroughThe8259InVirtualWireMode() {
    Machine machine =
        start(
            1,
            a -> {
              port(a, 0x20, 0x11);
              port(a, 0x21, EXTERNAL_VECTOR);
              port(a, 0x21, 4);
              port(a, 0x21, 1);
              port(a, 0x21, 0xfe);
              port(a, 0x43, 0x34); // counter 0, mode 2
              port(a, 0x40, 0xe8);
              port(a, 0x40, 0x03); // 1000: 838 microseconds
              a.sti();
              Label wait = a.here("wait");
              a.hlt();
              a.cmp(R8, 3);
              a.jcc(Condition.NE, wait);
              leave(a);
              handler(a, "external", b -> port(b, 0x20, 0x20));
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(3);
    long period = 1000L * Machine.CORE_HERTZ / 1_193_182;
    // The first may come at once: an edge as the counter's output goes high.
    assertThat(cpu.cycles).isBetween(2 * period, 3 * period + 10_000);
  }

  @Test
  void aLevelComesThroughTheIoApicUntilItsHandlerReleasesIt() {
    Machine machine =
        start(
            1,
            a -> {
              a.mov(R10, IoApic.BASE);
              a.mov(dword(R10), 0x10 + 2 * 14);
              a.mov(dword(R10, 0x10), 0x8000 | VECTOR);
              a.sti();
              port(a, TEST_LINES + 14, 1);
              Label wait = a.here("wait");
              a.cmp(R8, 3);
              a.jcc(Condition.NE, wait);
              a.mov(R9D, dword(R10, 0x10));
              leave(a);
              a.bind(a.label("handler"));
              a.add(R8, 1);
              a.cmp(R8, 3);
              Label end = a.label("end");
              a.jcc(Condition.NE, end);
              port(a, TEST_LINES + 14, 0);
              a.bind(end);
              a.mov(dword(RBX, 0xb0), 0);
              a.iretq();
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(3);
    assertThat(cpu.gpr[9]).as("no remote IRR").isEqualTo(0x8000 | VECTOR);
  }

  @Test
  void disabledAndEnabledAgain() {
    Machine machine =
        start(
            1,
            a -> {
              writeRegister(a, APIC_BASE, 0, (int) (LocalApic.BASE | 0x100));
              a.mov(EAX, 1);
              a.emit("cpuid");
              a.mov(R9, RDX);
              a.mov(RBX, LocalApic.BASE);
              a.mov(dword(RBX, 0x300), 0x4_4000 | VECTOR); // to nobody
              a.mov(R10D, dword(RBX, 0x20));
              writeRegister(a, APIC_BASE, 0, (int) (LocalApic.BASE | 0x900));
              a.mov(dword(RBX, 0xf0), 0x1ff);
              a.sti();
              a.mov(dword(RBX, 0x300), 0x4_4000 | VECTOR);
              a.nop();
              a.mov(EAX, 1);
              a.emit("cpuid");
              leave(a);
              handler(
                  a,
                  "handler",
                  b -> {
                    b.mov(RBX, LocalApic.BASE);
                    b.mov(dword(RBX, 0xb0), 0);
                  });
            });
    Cpu cpu = run(machine);
    assertThat(cpu.gpr[8]).isEqualTo(1);
    assertThat(cpu.gpr[9] & 1 << 9).isZero();
    assertThat(cpu.gpr[10]).isEqualTo(0xffff_ffffL);
    assertThat(cpu.gpr[Cpu.RDX] & 1 << 9).isNotZero();
  }

  /**
   * CPU 1 moves its registers over RAM: it alone sees them there, before and after cached accesses.
   */
  @Test
  void eachCpuHasItsOwnWindow() {
    long place = Guest.DATA + 0x1000;
    Machine machine =
        start(
            2,
            a -> {
              a.mov(R10, place);
              a.mov(dword(R10, 0x20), 0x1234_5678); // the page is RAM to both now
              a.mov(R9D, dword(R10, 0x20));
              a.test(RDI, RDI);
              Label other = a.label("other");
              a.jcc(Condition.NE, other);
              Label wait = a.here("wait");
              a.cmp(dwordAt(Guest.DATA), 1);
              a.jcc(Condition.NE, wait);
              a.mov(R8D, dword(R10, 0x20));
              a.mov(R9D, dword(RBX, 0x20));
              leave(a);
              a.bind(other);
              writeRegister(a, APIC_BASE, 0, (int) place | 0x800);
              a.mov(R8D, dword(R10, 0x20));
              a.mov(R9D, dword(RBX, 0x20));
              a.mov(dwordAt(Guest.DATA), 1);
              Label end = a.here("end2");
              a.jmp(end);
            });
    Cpu first = run(machine);
    assertThat(first.gpr[8]).as("RAM").isEqualTo(0x1234_5678);
    assertThat(first.gpr[9]).isZero();
    Cpu second = machine.cpus().get(1);
    assertThat(second.gpr[8]).as("its identifier").isEqualTo(1 << 24);
    assertThat(second.gpr[9]).as("nothing").isEqualTo(0xffff_ffffL);
  }

  @Test
  void initAtTheFirstCpuResetsTheMachine() {
    Machine machine =
        start(
            2,
            a -> {
              a.test(RDI, RDI);
              Label first = a.label("first");
              a.jcc(Condition.E, first);
              a.mov(dword(RBX, 0x310), 0);
              a.mov(dword(RBX, 0x300), 0x4500);
              a.bind(first);
              Label wait = a.here("wait");
              a.jmp(wait);
            });
    assertThat(machine.run(1_000_000)).isInstanceOf(Stop.Reset.class);
    assertThat(machine.cpus().getFirst().rip).isEqualTo(0xfff0);
  }

  @Test
  void whatADeviceCannotDoEndsTheRun() {
    Machine machine =
        start(
            1,
            a -> {
              a.mov(dword(RBX, 0x350), 0x200); // the 8259s would raise SMI
              port(a, 0x21, 0xfe);
              port(a, 0x43, 0x34);
              port(a, 0x40, 0x00);
              port(a, 0x40, 0x10);
              a.sti();
              Label wait = a.here("wait");
              a.hlt();
              a.jmp(wait);
            });
    assertThat(machine.run(100_000_000))
        .isInstanceOfSatisfying(
            Stop.Unimplemented.class, stop -> assertThat(stop.feature()).contains("SMI"));
  }
}
