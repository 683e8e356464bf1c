package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Memory.word;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.CR4;
import static ksim.core.encoding.asm.Registers.DR0;
import static ksim.core.encoding.asm.Registers.DR6;
import static ksim.core.encoding.asm.Registers.DR7;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;
import static ksim.core.encoding.asm.Registers.SS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** The debug registers and #DB, seen by guest code: SDM volume 3, chapter 18. */
class BreakpointsTest {
  private static final int EXECUTE = 0;
  private static final int WRITE = 1;
  private static final int PORT = 2;
  private static final int READ_OR_WRITE = 3;
  private static final int ONE_BYTE = 0;
  private static final int EIGHT_BYTES = 2;
  private static final int FOUR_BYTES = 3;

  private final SystemGuest guest = new SystemGuest();
  private final Assembler code = guest.code();

  /** Breakpoint 0 at the address in RAX. */
  private void breakAtRax(int type, int length) {
    code.mov(DR0, RAX);
    code.mov(EAX, 1L | (long) type << 16 | (long) length << 18);
    code.mov(DR7, RAX);
  }

  private void breakAt(long address, int type, int length) {
    code.mov(RAX, address);
    breakAtRax(type, length);
  }

  private long status() {
    return guest.cpu().control.debug[6];
  }

  @Test
  void executionFaultsBeforeTheInstruction() {
    Label target = code.fresh("target");
    code.lea(RAX, target);
    breakAtRax(EXECUTE, ONE_BYTE);
    code.mov(ECX, 3);
    code.nop();
    code.bind(target);
    code.here("here");
    code.dec(RCX);
    code.jcc(Condition.NE, target);
    // Each time, since RF lets it pass once only.
    assertThat(guest.run()).containsExactly("#1 at here", "#1 at here", "#1 at here");
    assertThat(status()).isEqualTo(0xffff_0ff1L);
    assertThat(guest.cpu().gpr[1]).isZero();
  }

  @Test
  void aBreakpointThatIsSwitchedOffIsGone() {
    Label target = code.fresh("target");
    code.lea(RAX, target);
    breakAtRax(EXECUTE, ONE_BYTE);
    code.mov(ECX, 2);
    code.bind(target);
    code.here("here");
    code.nop();
    code.mov(EAX, 0);
    code.mov(DR7, RAX);
    code.dec(RCX);
    code.jcc(Condition.NE, target);
    assertThat(guest.run()).containsExactly("#1 at here");
  }

  @Test
  void noExecutionBreakpointAfterALoadOfTheStackSegment() {
    Label target = code.fresh("target");
    code.lea(RAX, target);
    breakAtRax(EXECUTE, ONE_BYTE);
    code.mov(EAX, 0x10);
    code.mov(SS, AX);
    code.bind(target);
    code.nop();
    assertThat(guest.run()).isEmpty();
  }

  @Test
  void aHitOfALoadOfTheStackSegmentIsToldByTheInt1AfterIt() {
    code.mov(RBX, Guest.DATA);
    code.mov(dword(RBX), 0x10);
    breakAt(Guest.DATA, READ_OR_WRITE, FOUR_BYTES);
    code.emit("mov", SS, word(RBX));
    code.emit("int1"); // not recorded: it is no exception that interrupts the code
    code.nop();
    assertThat(guest.run()).isEmpty();
    assertThat(status()).isEqualTo(0xffff_0ff1L);
  }

  @Test
  void aHitOfALoadOfTheStackSegmentFollowsAnIntNAfterItIntoTheHandler() {
    code.mov(RBX, Guest.DATA);
    code.mov(dword(RBX), 0x10);
    breakAt(Guest.DATA, READ_OR_WRITE, FOUR_BYTES);
    code.emit("mov", SS, word(RBX));
    code.emit("int", Assembler.imm(0x80));
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at handler128");
    assertThat(status()).isEqualTo(0xffff_0ff1L);
  }

  @Test
  void writesTrapAfterTheInstruction() {
    breakAt(Guest.DATA + 8, WRITE, EIGHT_BYTES);
    code.mov(RBX, Guest.DATA);
    code.mov(RCX, qword(RBX, 8));
    code.mov(qword(RBX), 1);
    code.mov(qword(RBX, 16), 1);
    code.mov(qword(RBX, 4), 1); // overlaps
    code.here("overlap");
    code.mov(dword(RBX, 12), 7);
    code.here("inside");
    code.add(qword(RBX, 8), 1);
    code.here("update");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at overlap", "#1 at inside", "#1 at update");
    assertThat(status()).isEqualTo(0xffff_0ff1L);
  }

  @Test
  void readsTrapWhereTheyAreWatched() {
    breakAt(Guest.DATA + 6, READ_OR_WRITE, FOUR_BYTES); // aligned down to 4
    code.mov(RBX, Guest.DATA);
    code.mov(EAX, dword(RBX));
    code.mov(EAX, dword(RBX, 8));
    code.mov(EAX, dword(RBX, 4));
    code.here("read");
    code.emit("cmp", qword(RBX), Assembler.imm(0));
    code.here("compare");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at read", "#1 at compare");
  }

  @Test
  void aTrapFollowsEachIterationThatHits() {
    breakAt(Guest.DATA + 2, WRITE, ONE_BYTE);
    code.mov(RDI, Guest.DATA);
    code.mov(ECX, 5);
    code.here("rep");
    code.rep("stosb");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at rep");
    assertThat(guest.cpu().gpr[1]).isZero();
  }

  @Test
  void theLoadOfTheStackSegmentDelaysTheTrap() {
    breakAt(Guest.DATA, READ_OR_WRITE, EIGHT_BYTES);
    code.mov(RBX, Guest.DATA);
    code.mov(RSI, Guest.DATA + 64);
    code.mov(EAX, 0x10);
    code.mov(qword(RBX), RAX);
    code.here("write");
    code.emit("mov", SS, ksim.core.encoding.asm.Memory.word(RBX));
    code.nop();
    code.here("after");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at write", "#1 at after");
  }

  @Test
  void whatAFaultingInstructionAccessedDoesNotCount() {
    breakAt(Guest.DATA, READ_OR_WRITE, EIGHT_BYTES);
    code.mov(RBX, Guest.DATA);
    code.mov(RSI, 0x7fff_0000_0000L);
    code.mov(RAX, qword(RBX));
    code.here("read");
    code.mov(RSP, SystemGuest.STACK);
    code.emit("push", qword(RBX));
    code.here("push");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at read", "#1 at push");
  }

  @Test
  void portsAreWatchedUnderDebuggingExtensions() {
    breakAt(0x42, PORT, ONE_BYTE);
    code.in(AL, 0x42);
    code.mov(RAX, CR4);
    code.emit("or", RAX, Assembler.imm(8));
    code.mov(CR4, RAX);
    code.in(AL, 0x42);
    code.here("in");
    code.in(AL, 0x43);
    code.out(0x42, AL);
    code.here("out");
    code.in(EAX, 0x3f);
    code.here("wide");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at in", "#1 at out", "#1 at wide");
  }

  @Test
  void singleStepAndBreakpointTogether() {
    breakAt(Guest.DATA, WRITE, ONE_BYTE);
    code.mov(RBX, Guest.DATA);
    code.pushfq();
    code.or(qword(RSP), 0x100);
    code.popfq();
    code.mov(qwordAt(Guest.DATA), 1);
    code.here("both");
    code.mov(RSI, DR6);
    code.here("read");
    assertThat(guest.run()).startsWith("#1 at both", "#1 at read");
    assertThat(guest.cpu().gpr[6]).isEqualTo(0xffff_4ff1L);
    assertThat(status()).isEqualTo(0xffff_4ff0L);
  }

  @Test
  void breakpointsWorkAfterTranslationsHaveGone() {
    breakAt(Guest.DATA, WRITE, ONE_BYTE);
    code.mov(RBX, Guest.DATA);
    code.mov(qword(RBX, 8), 1);
    code.emit("invlpg", qword(RBX));
    code.mov(qword(RBX), 1);
    code.here("hit");
    code.nop();
    assertThat(guest.run()).containsExactly("#1 at hit");
  }

  /** As Bochs does it: what a delivery pushes is an access like others. */
  @Test
  void theFrameOfAnExceptionHitsBeforeItsHandlerBegins() {
    breakAt(SystemGuest.STACK - 8, WRITE, EIGHT_BYTES);
    code.mov(RSI, 0x7fff_0000_0000L);
    code.here("load");
    code.emit("lodsb");
    assertThat(guest.run()).containsExactly("#14 at load", "#1 at handler14");
  }

  /** Table 7-2: a breakpoint on execution comes before a fault of the fetch. */
  @Test
  void executionIsSeenBeforeThePageIsThere() {
    long absent = 0x7fff_0000_0000L;
    Assembler a = new Assembler(LongModeStart.IMAGE_LINEAR);
    a.mov(RAX, absent);
    a.mov(DR0, RAX);
    a.mov(ECX, 1);
    a.mov(DR7, RCX);
    a.jmp(RAX);
    a.here("debug");
    a.inc(RBX);
    a.or(qword(RSP, 16), 1 << 16);
    a.iretq();
    a.here("page");
    a.out(0xf4, AL);
    AssembledCode image = a.finish();
    Machine machine = Guest.start(Guest.configuration(1, TimingLevel.NONE, 1000), image);
    Guest.install(machine, Map.of(1, image.addressOf("debug"), 14, image.addressOf("page")));
    assertThat(machine.run(100_000)).isInstanceOf(Stop.DebugExit.class);
    Cpu cpu = machine.cpus().getFirst();
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(1);
    assertThat(cpu.control.cr2).isEqualTo(absent);
  }
}
