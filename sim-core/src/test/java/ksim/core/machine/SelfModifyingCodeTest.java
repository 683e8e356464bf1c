package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class SelfModifyingCodeTest {
  private static long rax(Machine machine) {
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    return machine.cpus().getFirst().gpr[Cpu.RAX];
  }

  @Test
  void storeIntoTheRunningBlockTakesEffectAtOnce() {
    Machine machine =
        Guest.start(
            a -> {
              Label patched = a.label("patched");
              a.mov(dword(patched, 1), 42);
              a.nop();
              a.bind(patched);
              a.db(0xb8, 7, 0, 0, 0); // mov $7, %eax
              a.hlt();
            });
    assertThat(rax(machine)).isEqualTo(42);
    assertThat(machine.instructions()).isEqualTo(4);
    assertThat(machine.elapsedCycles()).isEqualTo(4);
  }

  @Test
  void flagsOfTheStoreThatEndsACompiledBlockAreSeenByTheNewCode() {
    MachineConfiguration configuration =
        Guest.configuration(1, TimingLevel.NONE, 1000).with(new Tiering(1));
    int old = 0x9090_c031; // xor %eax, %eax; nop; nop: nobody sees the flags of the ADD
    int patch = 0x90c0_920f; // setc %al; nop
    Machine machine =
        Guest.start(
            configuration,
            Guest.assemble(
                a -> {
                  Label patched = a.label("patched");
                  a.movAddress(RBX, patched);
                  a.mov(RDI, Guest.DATA);
                  a.mov(RDX, Guest.DATA);
                  a.mov(ECX, 3);
                  Label again = a.here("again");
                  a.stc();
                  a.add(dword(RDI), patch - old); // carries nothing
                  a.bind(patched);
                  a.db(0x31, 0xc0, 0x90, 0x90);
                  a.mov(RDI, RDX);
                  a.mov(RDX, RBX); // the third time, in compiled code
                  a.sub(ECX, 1);
                  a.jcc(Condition.NE, again);
                  a.hlt();
                }));
    assertThat(rax(machine)).isZero();
  }

  @Test
  void functionRewrittenBetweenCallsRunsAnew() {
    Machine machine =
        Guest.start(
            a -> {
              Label function = a.label("function");
              a.mov(ECX, 100);
              a.xor(EAX, EAX);
              Label again = a.here("again");
              a.call(function);
              a.add(byte_(function, 2), 1); // the immediate of the ADD
              a.sub(ECX, 1);
              a.jcc(Condition.NE, again);
              a.hlt();
              a.bind(function);
              a.db(0x83, 0xc0, 0); // add $0, %eax
              a.ret();
            });
    int sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += (byte) i;
    }
    assertThat(rax(machine)).isEqualTo(sum);
  }

  @Test
  void storeThroughAnotherMappingIsSeen() {
    Machine machine =
        Guest.start(
            a -> {
              Label function = a.label("function");
              a.call(function);
              a.mov(EBX, EAX);
              a.movAddress(RDI, function);
              a.sub(RDI, 0x4000_0000); // the identity mapping of the same frame
              a.mov(dword(RDI, 1), 5);
              a.call(function);
              a.shl(RAX, 8);
              a.or(EAX, EBX);
              a.hlt();
              a.bind(function);
              a.db(0xb8, 3, 0, 0, 0);
              a.ret();
            });
    assertThat(rax(machine)).isEqualTo(0x503);
  }

  @Test
  void anotherCpuSeesTheNewCode() {
    Machine machine =
        Guest.start(
            Guest.configuration(2, TimingLevel.NONE, 10),
            Guest.assemble(SelfModifyingCodeTest::patchForTheOther));
    assertThat(machine.run(100_000)).isEqualTo(new Stop.Halted());
    assertThat(machine.cpus().get(1).gpr[Cpu.RAX]).isEqualTo(9);
  }

  /** CPU 1 calls a function until it returns something else than 1; CPU 0 patches it. */
  private static void patchForTheOther(Assembler a) {
    Label function = a.label("function");
    Label other = a.label("other");
    a.test(RDI, RDI);
    a.jcc(Condition.NE, other);
    a.mov(ECX, 500);
    Label delay = a.here("delay");
    a.sub(ECX, 1);
    a.jcc(Condition.NE, delay);
    a.mov(dword(function, 1), 9);
    a.hlt();
    a.bind(other);
    a.call(function);
    a.cmp(EAX, 1);
    a.jcc(Condition.E, other);
    a.hlt();
    a.bind(function);
    a.db(0xb8, 1, 0, 0, 0);
    a.ret();
  }

  @Test
  void instructionAcrossAPageBorderRunsAndIsPatchedInEitherPage() {
    Machine machine =
        Guest.start(
            a -> {
              Label function = a.label("function");
              Label start = a.label("start");
              a.jmp(start);
              a.zero(4096 - 3 - (int) a.position());
              a.bind(function);
              a.db(0xb8, 1, 0, 0, 0); // mov $1, %eax: two bytes lie in the next page
              a.ret();
              a.bind(start);
              a.call(function);
              a.mov(EBX, EAX);
              a.mov(byte_(function, 1), 2);
              a.call(function);
              a.shl(RBX, 8);
              a.or(EBX, EAX);
              a.mov(byte_(function, 4), 3);
              a.call(function);
              a.hlt();
            });
    assertThat(rax(machine)).isEqualTo(0x0300_0002);
    assertThat(machine.cpus().getFirst().gpr[Cpu.RBX]).isEqualTo(0x102);
  }
}
