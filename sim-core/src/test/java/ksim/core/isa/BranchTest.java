package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;
import ksim.core.fault.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Near branches (Intel SDM volume 2). */
class BranchTest {
  private static final long TOP = Snapshot.MEMORY + 0x800;

  private final SimulatedCpu simulated = new SimulatedCpu();
  private final Cpu cpu = simulated.cpu;

  /**
   * Executes an instruction at {@link Snapshot#CODE}; answers where execution goes on from there.
   */
  private long execute(String hex) {
    SimulatedCpu.Bound bound = SimulatedCpu.Bound.of(HexFormat.of().parseHex(hex));
    cpu.rip = bound.next();
    bound.op().exec(cpu);
    return cpu.rip - Snapshot.CODE;
  }

  @ParameterizedTest
  @CsvSource({
    "7410, 0, 2",
    "7410, 40, 18",
    "75fe, 0, 0",
    "75fe, 40, 2",
    "0f8c00010000, 80, 262",
    "0f8c00010000, 880, 6",
    "eb80, 0, -126",
    "e9fbffffff, 0, 0"
  })
  void conditionalAndDirect(String hex, String rflags, long expected) {
    cpu.flags.fromRflags(Long.parseLong(rflags, 16), Flags.STATUS);
    assertThat(execute(hex)).isEqualTo(expected);
  }

  @Test
  void callPushesTheReturnAddressAndRetPopsIt() {
    cpu.gpr[Cpu.RSP] = TOP;
    assertThat(execute("e811000000")).isEqualTo(0x16);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(TOP - 8);
    assertThat(simulated.memory.read(TOP - 8, 8)).isEqualTo(Snapshot.CODE + 5);
    assertThat(execute("c3")).isEqualTo(5);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(TOP);
  }

  @Test
  void indirectCallReadsItsTargetBeforeItPushes() {
    cpu.gpr[Cpu.RSP] = TOP;
    simulated.memory.write(TOP - 8, 8, Snapshot.CODE + 0x40);
    assertThat(execute("ff5424f8")).isEqualTo(0x40);
    assertThat(simulated.memory.read(TOP - 8, 8)).isEqualTo(Snapshot.CODE + 4);
  }

  @Test
  void retReleasesArguments() {
    cpu.gpr[Cpu.RSP] = TOP;
    simulated.memory.write(TOP, 8, Snapshot.CODE + 7);
    assertThat(execute("c2f0ff")).isEqualTo(7);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(TOP + 8 + 0xfff0);
  }

  @ParameterizedTest
  @CsvSource({"c3", "ffe0", "ffd0", "ff2424"})
  void targetThatIsNotCanonicalRaisesGeneralProtection(String hex) {
    cpu.gpr[Cpu.RSP] = TOP;
    cpu.gpr[Cpu.RAX] = 1L << 47;
    simulated.memory.write(TOP, 8, 1L << 47);
    assertThatThrownBy(() -> execute(hex))
        .isInstanceOfSatisfying(
            GuestException.class, e -> assertThat(e.vector()).isEqualTo(Vector.GENERAL_PROTECTION));
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(TOP);
  }

  @ParameterizedTest
  @CsvSource({
    // code, RCX, ZF, RCX after, offset after
    "e210, 2, 0, 1, 18",
    "e210, 1, 0, 0, 2",
    "e210, 0, 0, ffffffffffffffff, 18",
    "67e210, 500000001, 0, 0, 3",
    "67e210, 500000000, 0, ffffffff, 19",
    "e110, 2, 0, 1, 2",
    "e110, 2, 1, 1, 18",
    "e010, 2, 0, 1, 18",
    "e010, 2, 1, 1, 2",
    "e310, 0, 0, 0, 18",
    "e310, 1, 0, 1, 2",
    "67e310, 100000000, 0, 100000000, 19"
  })
  void loops(String hex, String rcx, int zero, String rcxAfter, long expected) {
    cpu.gpr[Cpu.RCX] = Long.parseUnsignedLong(rcx, 16);
    cpu.flags.setZero(zero != 0);
    assertThat(execute(hex)).isEqualTo(expected);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(Long.parseUnsignedLong(rcxAfter, 16));
  }

  @Test
  void fiveLevelPagingHasMoreCanonicalTargets() {
    cpu.mmu.setControl(0x8001_0001L, 0x1020, 0x500); // PG, LA57 PAE, LMA LME
    cpu.gpr[Cpu.RAX] = 1L << 47;
    execute("ffe0");
    assertThat(cpu.rip).isEqualTo(1L << 47);
    cpu.gpr[Cpu.RAX] = 1L << 56;
    assertThatThrownBy(() -> execute("ffe0")).isInstanceOf(GuestException.class);
  }

  @Test
  void aLoopThatEndsDoesNotCareAboutItsTarget() {
    Operand counter = new Registers.Register64(Cpu.RCX);
    Op loop = new Branch.Loop(counter, 1L << 62);
    Op whileZero = new Branch.LoopWhile(true, counter, 1L << 62);
    cpu.gpr[Cpu.RCX] = 1;
    loop.exec(cpu);
    assertThat(cpu.gpr[Cpu.RCX]).isZero();
    cpu.gpr[Cpu.RCX] = 5;
    cpu.flags.setZero(false);
    whileZero.exec(cpu);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(4);
    assertThatThrownBy(() -> loop.exec(cpu)).isInstanceOf(GuestException.class);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(4);
  }
}
