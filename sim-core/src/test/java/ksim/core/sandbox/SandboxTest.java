package ksim.core.sandbox;

import static ksim.core.sandbox.Snippets.CODE;
import static ksim.core.sandbox.Snippets.inRing0;
import static ksim.core.sandbox.Snippets.limited;
import static ksim.core.sandbox.Snippets.memory;
import static ksim.core.sandbox.Snippets.registers;
import static ksim.core.sandbox.Snippets.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.Vector;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {
  private static final long DATA = 0x2000;

  private final Sandbox sandbox = new Sandbox(TimingLevel.NONE, CpuModels.everything());

  private SnippetResult run(Snippet snippet) {
    return sandbox.run(snippet);
  }

  private Ending endingOf(String hex) {
    return run(Snippets.of(hex, registers(Cpu.RSP, DATA + 0x800), memory(DATA, "00"))).ending();
  }

  private static Ending fault(int vector) {
    return new Ending.Fault(vector, OptionalInt.empty(), OptionalLong.empty());
  }

  private static Ending fault(int vector, int errorCode) {
    return new Ending.Fault(vector, OptionalInt.of(errorCode), OptionalLong.empty());
  }

  private static Ending pageFault(int errorCode, long address) {
    return new Ending.Fault(Vector.PAGE_FAULT, OptionalInt.of(errorCode), OptionalLong.of(address));
  }

  @Test
  void runsToTheEndOfTheCode() {
    SnippetResult result = run(Snippets.of("f3 0f b8 c1", registers(Cpu.RCX, 0xff)));
    assertThat(result.ending()).isEqualTo(new Ending.End());
    assertThat(result.registers().general()[Cpu.RAX]).isEqualTo(8);
    assertThat(result.registers().rip()).isEqualTo(CODE + 4);
    assertThat(result.instructions()).isOne();
    assertThat(result.cycles()).isOne();
    assertThat(result.memory()).isEmpty();
  }

  @Test
  void runsToTheEndOfTheCodeAtTheEndOfAPage() {
    RegisterState at = registers();
    RegisterState last =
        new RegisterState(
            CODE + 4095, at.rflags(), at.general(), at.vector(), at.mxcsr(), at.floatingPoint());
    SnippetResult result = run(Snippets.of("90", last));
    assertThat(result.ending()).isEqualTo(new Ending.End());
    assertThat(result.registers().rip()).isEqualTo(CODE + 4096);
  }

  @Test
  void stopsAfterItsNumberOfInstructions() {
    SnippetResult result =
        run(limited(Snippets.of("ff c0 eb fc", registers()), 7)); // inc %eax; jmp back
    assertThat(result.ending()).isEqualTo(new Ending.End());
    assertThat(result.registers().general()[Cpu.RAX]).isEqualTo(4);
    assertThat(result.instructions()).isEqualTo(7);
    assertThat(result.registers().rip()).isEqualTo(CODE + 2);
  }

  @Test
  void anEndlessLoopMeetsTheLimit() {
    SnippetResult result = run(Snippets.of("eb fe", registers()));
    assertThat(result.ending()).isEqualTo(new Ending.Limit());
    assertThat(result.instructions()).isEqualTo(Sandbox.INSTRUCTION_LIMIT);
  }

  @Test
  void mapsThePagesOfItsMemoryAndNothingElse() {
    MemoryBytes across = memory(DATA + 0xffe, "11 22 33 44");
    RegisterState registers = registers(Cpu.RBX, DATA + 0xffe);
    SnippetResult result =
        run(Snippets.of("81 03 01 01 01 01", registers, across)); // addl $...,(%rbx)
    assertThat(result.memory())
        .singleElement()
        .satisfies(piece -> assertThat(piece.bytes()).isEqualTo(Snippets.bytes("12 23 34 45")));

    assertThat(run(Snippets.of("8a 83 02 00 00 00", registers, across)).ending())
        .isEqualTo(new Ending.End());
    assertThat(run(Snippets.of("8a 83 02 10 00 00", registers, across)).ending())
        .isEqualTo(pageFault(4, DATA + 0x2000));
    assertThat(run(Snippets.of("88 83 01 f0 ff ff", registers, across)).ending())
        .isEqualTo(pageFault(6, DATA - 1));
  }

  @Test
  void saysWhichOtherBytesHaveChanged() {
    RegisterState registers = registers(Cpu.RSP, DATA + 0x18, Cpu.RAX, 0x1122_0033_4455L);
    SnippetResult result = run(Snippets.of("50", registers, memory(DATA + 0x14, "aa aa")));
    assertThat(text(result)).endsWith(" 2014=2211 2010=554433");
  }

  @Test
  void codeThatChangesItselfIsSeen() {
    // movb $0x41,1(%rip): the next instruction, inc %eax, becomes inc %ecx
    SnippetResult result = run(Snippets.of("c6 05 01 00 00 00 c1 ff c0", registers()));
    assertThat(result.registers().general()[Cpu.RCX]).isOne();
    assertThat(text(result)).endsWith(" 400008=c1");
  }

  @Test
  void theCodeLiesOverMemoryAndLaterPiecesOverEarlierOnes() {
    SnippetResult result =
        run(
            Snippets.of(
                "8b 03",
                registers(Cpu.RBX, DATA),
                memory(CODE, "0f 0b"),
                memory(DATA, "01 02 03 04"),
                memory(DATA + 1, "ff")));
    assertThat(result.ending()).isEqualTo(new Ending.End());
    assertThat(result.registers().general()[Cpu.RAX]).isEqualTo(0x0403ff01);
  }

  @Test
  void faultsEndItWithTheStateBeforeTheInstruction() {
    SnippetResult result = run(Snippets.of("ff c0 f7 f1 ff c0", registers())); // inc; div %ecx; inc
    assertThat(result.ending()).isEqualTo(fault(Vector.DIVIDE_ERROR));
    assertThat(result.registers().rip()).isEqualTo(CODE + 2);
    assertThat(result.registers().general()[Cpu.RAX]).isOne();
    assertThat(result.instructions()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fa", "fb", "f4", "e4 60", "ec", "e6 60", "0f 01 f8", "0f 20 c0", "0f 30"})
  void privilegedInstructionsFaultAsInAProgram(String hex) {
    assertThat(endingOf(hex)).isEqualTo(fault(Vector.GENERAL_PROTECTION, 0));
  }

  @Test
  void softwareInterruptsAreThoseThatAProgramMayUse() {
    assertThat(endingOf("cc")).isEqualTo(fault(Vector.BREAKPOINT));
    assertThat(endingOf("cd 03")).isEqualTo(fault(Vector.BREAKPOINT));
    assertThat(endingOf("f1")).isEqualTo(fault(Vector.DEBUG));
    assertThat(endingOf("cd 80")).isEqualTo(fault(Vector.GENERAL_PROTECTION, 0x80 << 3 | 2));
  }

  @Test
  void aSystemCallFindsNoKernel() {
    SnippetResult result = run(Snippets.of("0f 05", registers()));
    assertThat(result.ending()).isEqualTo(pageFault(0x11, 0xffff_fe00_0000_1000L));
    assertThat(result.registers().general()[Cpu.RCX]).isEqualTo(CODE + 2);
    assertThat(run(Snippets.of("fa", registers())).ending())
        .isEqualTo(fault(Vector.GENERAL_PROTECTION, 0));
  }

  @Test
  void ringZeroMayDoMore() {
    assertThat(run(inRing0(Snippets.of("fa", registers()))).registers().rflags()).isEqualTo(2);
    assertThat(run(inRing0(Snippets.of("f4", registers()))).ending())
        .isEqualTo(new Ending.Halted());
  }

  @Test
  void theTrapFlagStepsOverOneInstruction() {
    RegisterState at = registers();
    RegisterState stepping =
        new RegisterState(CODE, 0x302, at.general(), at.vector(), at.mxcsr(), at.floatingPoint());
    SnippetResult result = run(Snippets.of("90 90", stepping));
    assertThat(result.ending()).isEqualTo(fault(Vector.DEBUG));
    assertThat(result.registers().rip()).isEqualTo(CODE + 1);
  }

  @Test
  void segmentsAreThoseOfAProgramUnderLinux() {
    SnippetResult result =
        run(Snippets.of("8c c8 8c d3 8c d9 8c e2", registers())); // mov cs,ss,ds,fs
    assertThat(result.registers().general()).startsWith(0x33, 0, 0, 0x2b); // DS and FS are null
    assertThat(run(Snippets.of("8e d8", registers(Cpu.RAX, 0x2b))).ending())
        .isEqualTo(new Ending.End());
    assertThat(run(Snippets.of("8e d8", registers(Cpu.RAX, 0x1238))).ending())
        .isEqualTo(fault(Vector.GENERAL_PROTECTION, 0x1238));
  }

  @Test
  void otherModesAreCompatibilityMode() {
    RegisterState registers = registers(Cpu.RAX, 0xffff_ffff_fffeL, Cpu.RSP, DATA + 0x10);
    Snippet code =
        Snippets.of("40 66 40 50", registers, memory(DATA, "00")); // inc eax, ax; push eax
    SnippetResult bits32 = run(Snippets.inMode(code, CodeMode.BITS_32));
    assertThat(bits32.ending()).isEqualTo(new Ending.End());
    assertThat(bits32.registers().general()[Cpu.RAX]).isEqualTo(0xffff_0000L);
    assertThat(bits32.registers().general()[Cpu.RSP]).isEqualTo(DATA + 0xc);
    SnippetResult bits16 = run(Snippets.inMode(code, CodeMode.BITS_16));
    assertThat(bits16.ending()).isEqualTo(new Ending.End());
    assertThat(bits16.registers().general()[Cpu.RSP]).isEqualTo(DATA + 0xe);
  }

  @Test
  void whatTheModelHasNotIsUndefined() {
    Sandbox old = new Sandbox(TimingLevel.NONE, CpuModels.of("x86-64"));
    assertThat(old.run(Snippets.of("f3 0f b8 c1", registers())).ending())
        .isEqualTo(fault(Vector.INVALID_OPCODE));
  }

  @ParameterizedTest
  @EnumSource
  void aTraceEndsAsARunDoes(TimingLevel timing) {
    Sandbox own = new Sandbox(timing, CpuModels.everything());
    Snippet loop =
        Snippets.of("ff c0 ff c9 75 fa f4", registers(Cpu.RCX, 9)); // inc, dec, jne back; hlt
    List<Long> addresses = new ArrayList<>();
    SnippetResult traced = own.trace(loop, step -> addresses.add(step.before().rip()));
    SnippetResult run = own.run(loop);
    assertThat(traced.ending()).isEqualTo(run.ending());
    assertThat(traced.registers().general()).isEqualTo(run.registers().general());
    assertThat(traced.instructions()).isEqualTo(run.instructions()).isEqualTo(27);
    assertThat(addresses).hasSize(28).startsWith(CODE, CODE + 2, CODE + 4, CODE);
    assertThat(addresses.getLast()).isEqualTo(CODE + 6);
  }

  @Test
  void aStepSaysWhatItChanged() {
    List<Step> steps = new ArrayList<>();
    RegisterState registers = registers(Cpu.RBX, DATA, Cpu.RAX, 0x1234);
    sandbox.trace(
        Snippets.of("66 89 03 66 89 03 90", registers, memory(DATA, "00 12")), steps::add);
    assertThat(steps).hasSize(3);
    Step.Change change = steps.getFirst().memory().getFirst();
    assertThat(change.at()).isEqualTo(DATA);
    assertThat(change.before()).containsExactly(0);
    assertThat(change.after()).containsExactly(0x34);
    assertThat(steps.get(1).memory()).isEmpty();
    assertThat(steps.get(1).code()).startsWith(0x66, 0x89, 0x03, 0x90).hasSize(15);
    assertThat(steps.get(1).cycles()).isEqualTo(2);
  }

  @Test
  void randomNumbersAreThoseOfTheFirstRun() {
    Snippet draw = Snippets.of("0f c7 f0 0f c7 fb", registers()); // rdrand %eax; rdseed %ebx
    String first = text(sandbox.run(draw));
    assertThat(text(sandbox.run(draw))).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void aResultDoesNotDependOnThoseBefore(TimingLevel timing) {
    SplittableRandom random = new SplittableRandom(4);
    List<Snippet> snippets = new ArrayList<>();
    for (int i = 0; i < (timing == TimingLevel.NONE ? 600 : 60); i++) {
      snippets.add(random(random));
    }
    Sandbox shared = new Sandbox(timing, CpuModels.everything());
    for (Snippet snippet : snippets) {
      String alone = text(new Sandbox(timing, CpuModels.everything()).run(snippet));
      assertThat(text(shared.run(snippet))).isEqualTo(alone);
    }
  }

  private static Snippet random(SplittableRandom random) {
    byte[] code = new byte[random.nextInt(1, 24)];
    random.nextBytes(code);
    long[] general = new long[RegisterState.GENERAL * 2];
    for (int i = 0; i < RegisterState.GENERAL; i++) {
      general[2 * i] = i;
      general[2 * i + 1] = random.nextBoolean() ? DATA + random.nextInt(4096) : random.nextLong();
    }
    byte[] data = new byte[64];
    random.nextBytes(data);
    Snippet snippet =
        new Snippet(
            code,
            registers(general),
            List.of(new MemoryBytes(DATA + random.nextInt(4000), data)),
            OptionalLong.of(random.nextInt(1, 40)),
            CodeMode.BITS_64,
            3);
    return random.nextInt(8) == 0 ? inRing0(snippet) : snippet;
  }
}
