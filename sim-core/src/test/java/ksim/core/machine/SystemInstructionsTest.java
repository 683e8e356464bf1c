package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.CR8;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSP;
import static ksim.core.encoding.asm.Registers.SS;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import org.junit.jupiter.api.Test;

/** What system instructions and the interpreter do together, seen by guest code. */
class SystemInstructionsTest {
  private static final long APIC = 0xfee0_0000L;

  private final SystemGuest guest = new SystemGuest();
  private final Assembler code = guest.code();

  private void setTrapFlag(boolean value) {
    code.pushfq();
    if (value) {
      code.or(qword(RSP), 0x100);
    } else {
      code.here("and");
      code.and(qword(RSP), ~0x100L);
      code.here("popf");
    }
    code.popfq();
  }

  @Test
  void trapFlagTrapsAfterEachInstruction() {
    code.mov(EAX, 0x10);
    setTrapFlag(true);
    code.nop();
    code.here("first");
    code.mov(SS, AX);
    code.here("shadow");
    code.nop();
    code.here("second");
    setTrapFlag(false);
    code.here("third");
    code.nop();

    // Not after the POPF that sets TF, not after the load of SS, but after the one that clears TF.
    assertThat(guest.run())
        .containsExactly("#1 at first", "#1 at second", "#1 at and", "#1 at popf", "#1 at third");
    // B0 to B3 clear, BS set, the reserved bits one (figure 17-1).
    assertThat(guest.cpu().control.debug[6]).isEqualTo(0xffff_4ff0L);
  }

  @Test
  void trapFlagTrapsAfterEachIterationOfARepeatedInstruction() {
    code.mov(RDI, Guest.DATA);
    code.mov(ECX, 3);
    setTrapFlag(true);
    code.here("rep");
    code.rep("stosb");
    code.here("after");
    setTrapFlag(false);
    code.here("end");
    code.nop();
    assertThat(guest.run())
        .containsExactly(
            "#1 at rep", "#1 at rep", "#1 at after", "#1 at and", "#1 at popf", "#1 at end");
  }

  private void interruptSelf(int vector) {
    code.mov(RBX, APIC);
    code.mov(dword(RBX, 0xf0), 0x1ff);
    code.mov(dword(RBX, 0x300), 0x4_0000 | vector);
  }

  @Test
  void stiEnablesInterruptsAfterTheNextInstruction() {
    interruptSelf(0x40);
    code.nop();
    code.sti();
    code.nop();
    code.here("after");
    code.nop();
    assertThat(guest.run()).containsExactly("#64 at after");
  }

  @Test
  void stiAndHaltSleepsUntilTheInterrupt() {
    interruptSelf(0x40);
    code.sti();
    code.hlt();
    code.here("after");
    code.nop();
    assertThat(guest.run()).containsExactly("#64 at after");
  }

  @Test
  void stiAndCliDeliverNothing() {
    interruptSelf(0x40);
    code.sti();
    code.cli();
    code.nop();
    assertThat(guest.run()).isEmpty();
  }

  @Test
  void popfqDeliversAtOnce() {
    interruptSelf(0x40);
    code.pushfq();
    code.or(qword(RSP), 0x200);
    code.popfq();
    code.here("after");
    code.nop();
    assertThat(guest.run()).containsExactly("#64 at after");
  }

  @Test
  void taskPriorityHoldsInterruptsBack() {
    interruptSelf(0x40);
    code.mov(EAX, 4);
    code.mov(CR8, RAX);
    code.sti();
    code.nop();
    code.nop();
    code.mov(EAX, 3);
    code.mov(CR8, RAX);
    code.here("lowered");
    code.nop();
    assertThat(guest.run()).containsExactly("#64 at lowered");
  }

  @Test
  void ring3() {
    Label system = code.fresh("system");
    // IA32_EFER.SCE, IA32_STAR, IA32_LSTAR
    writeMsr(0xc000_0080, 0, 0xd01);
    writeMsr(0xc000_0081, 0x0018_0008, 0);
    code.lea(RAX, system);
    code.mov(RDX, RAX);
    code.emit("shr", RDX, Assembler.imm(32));
    code.mov(ECX, 0xc000_0082L);
    code.wrmsr();
    code.push(0x23);
    code.mov(RAX, SystemGuest.USER_STACK);
    code.push(RAX);
    code.push(0x202);
    code.push(0x2b);
    Label user = code.fresh("user");
    code.lea(RAX, user);
    code.push(RAX);
    code.iretq();
    code.bind(user);
    code.int_(0x80);
    code.here("cli");
    code.cli();
    code.here("hlt");
    code.hlt();
    code.int3();
    code.here("syscall");
    code.syscall();
    code.bind(system);
    code.nop();

    assertThat(guest.run()).containsExactly("#13 at cli", "#13 at hlt");
    assertThat(guest.cpu().cpl()).isZero();
  }

  private void writeMsr(int number, long high, long low) {
    code.mov(ECX, number & 0xffff_ffffL);
    code.mov(EDX, high);
    code.mov(EAX, low);
    code.wrmsr();
  }
}
