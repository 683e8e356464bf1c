package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.wordAt;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.CR0;
import static ksim.core.encoding.asm.Registers.RAX;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.asm.Assembler;
import org.junit.jupiter.api.Test;

/** x87 exceptions that are not masked, seen by guest code: they wait for the next instruction. */
class FloatingPointErrorTest {
  private static final int NE = 1 << 5;
  private static final int DIVISION_UNMASKED = 0x37b;

  private final SystemGuest guest = new SystemGuest();
  private final Assembler code = guest.code();

  /** Divides one by zero. */
  private void divideByZero() {
    code.mov(RAX, CR0);
    code.or(RAX, NE);
    code.mov(CR0, RAX);
    code.emit("fninit");
    code.mov(wordAt(Guest.DATA), DIVISION_UNMASKED);
    code.emit("fldcw", wordAt(Guest.DATA));
    code.emit("fldz");
    code.emit("fld1");
    code.db(0xde, 0xf1); // fdivrp st(1), st
  }

  @Test
  void nextX87InstructionFaults() {
    divideByZero();
    code.nop();
    code.here("next");
    code.emit("fldpi");
    code.emit("fld1");
    assertThat(guest.run()).containsExactly("#16 at next");
  }

  @Test
  void waitFaults() {
    divideByZero();
    code.here("wait");
    code.emit("fwait");
    assertThat(guest.run()).containsExactly("#16 at wait");
  }

  @Test
  void nextMmxInstructionFaultsBehindOthersOfItsBlock() {
    code.emit("emms");
    divideByZero();
    code.here("mmx");
    code.db(0x0f, 0x6f, 0xc0); // movq mm0, mm0
    assertThat(guest.run()).containsExactly("#16 at mmx");
  }

  @Test
  void instructionsThatDoNotWaitSeeTheException() {
    divideByZero();
    code.emit("fnstsw", AX);
    code.emit("fnclex");
    code.emit("fld1");
    assertThat(guest.run()).isEmpty();
    // ES, B and ZE; two registers in use, so TOP is 6.
    assertThat(guest.cpu().gpr[0] & 0xffff).isEqualTo(0xb084);
  }
}
