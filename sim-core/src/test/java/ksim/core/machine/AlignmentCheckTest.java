package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Registers.CR0;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import org.junit.jupiter.api.Test;

/** #AC, seen by a program in ring 3: SDM volume 3, section 6.15, interrupt 17. */
class AlignmentCheckTest {
  private final SystemGuest guest = new SystemGuest();
  private final Assembler code = guest.code();
  private final Label ring0 = code.fresh("ring0");

  /** Into ring 3 with AC set; the handlers skip one byte, the length of LODSD. */
  private void enterRing3() {
    writeMsr(0xc000_0080, 0, 0xd01);
    writeMsr(0xc000_0081, 0x0018_0008, 0);
    code.lea(RAX, ring0);
    code.mov(RDX, RAX);
    code.emit("shr", RDX, Assembler.imm(32));
    code.mov(ECX, 0xc000_0082L);
    code.wrmsr();
    code.push(0x23);
    code.mov(RAX, SystemGuest.USER_STACK);
    code.push(RAX);
    code.push(0x4_0202);
    code.push(0x2b);
    Label user = code.fresh("user");
    code.lea(RAX, user);
    code.push(RAX);
    code.iretq();
    code.bind(user);
    code.mov(RSI, SystemGuest.USER_STACK - 64);
  }

  /** Back to ring 0, where the test's end is. */
  private void leaveRing3() {
    code.syscall();
    code.bind(ring0);
  }

  private void writeMsr(int number, long high, long low) {
    code.mov(ECX, number & 0xffff_ffffL);
    code.mov(EDX, high);
    code.mov(EAX, low);
    code.wrmsr();
  }

  private void setAlignmentMask() {
    code.mov(RAX, CR0);
    code.emit("or", RAX, Assembler.imm(1 << 18));
    code.mov(CR0, RAX);
  }

  @Test
  void misalignedAccessesFault() {
    setAlignmentMask();
    enterRing3();
    code.mov(EAX, dword(RSI, 4));
    code.emit("lodsd");
    code.inc(RSI);
    code.here("odd");
    code.emit("lodsd");
    code.inc(RSI);
    code.here("even");
    code.emit("lodsd");
    code.emit("lodsb");
    leaveRing3();
    assertThat(guest.run()).containsExactly("#17 at odd", "#17 at even");
  }

  @Test
  void withoutTheMaskNothingIsChecked() {
    enterRing3();
    code.mov(EAX, dword(RSI, 3));
    leaveRing3();
    code.mov(EAX, dword(RSP, -61));
    assertThat(guest.run()).isEmpty();
  }
}
