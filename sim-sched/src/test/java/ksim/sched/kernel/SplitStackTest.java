package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Split;
import org.junit.jupiter.api.Test;

final class SplitStackTest {
  private static final RegisterOperand[] CALLEE_SAVED = {RBX, R12, R13, R14, R15};
  private static final long SENTINEL = 0x5eed_0000;
  private static final long DEPTH = 100;

  private final KernelBuilder builder =
      new KernelBuilder(new Split(Modifiers.DEFAULT), KernelParameters.of(1, 64 * KernelRun.MIB));
  private final Assembler a = builder.assembler();

  /** Adds up RDI + (RDI - 1) + ... + 1 by recursion, with 1,000 bytes of frame a level. */
  private Label sum() {
    Label sum = a.label("sum");
    Label bottom = a.fresh("bottom");
    builder.api().beginFunction(sum, 1000);
    a.mov(qword(RBP, -8), RDI);
    a.mov(RAX, RDI);
    a.dec(RDI);
    a.jcc(Condition.E, bottom);
    a.call(sum);
    a.add(RAX, qword(RBP, -8));
    a.bind(bottom);
    builder.api().endFunction();
    return sum;
  }

  /** Raises an invalid-opcode exception where the flags say not equal. */
  private void check() {
    Label right = a.fresh("right");
    a.jcc(Condition.E, right);
    a.ud2();
    a.bind(right);
  }

  private KernelRun run(Label program) {
    new TestPrograms(builder).addApplication("t", program, 1 << 20);
    return new KernelRun(builder.build(), 1, 64 * KernelRun.MIB, 1000);
  }

  private static void complete(KernelRun run) {
    Stop stop = run.run(100_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
  }

  @Test
  void recursionAcrossManySegmentsKeepsArgumentsResultsAndRegisters() {
    Label sum = sum();
    Label program = a.label("program");
    builder.api().beginFunction(program, 64);
    for (int i = 0; i < CALLEE_SAVED.length; i++) {
      a.mov(CALLEE_SAVED[i], SENTINEL + i);
    }
    a.mov(qword(RBP, -8), RSP);
    a.mov(RDI, DEPTH);
    a.call(sum);
    a.cmp(RAX, DEPTH * (DEPTH + 1) / 2);
    check();
    a.cmp(RSP, qword(RBP, -8));
    check();
    for (int i = 0; i < CALLEE_SAVED.length; i++) {
      a.cmp(CALLEE_SAVED[i], SENTINEL + i);
      check();
    }
    builder.api().endFunction();
    KernelRun run = run(program);
    int[] segments = run.count("segment_allocated");
    int[] calls = run.count("__morestack");
    complete(run);
    long bytes = DEPTH * (1000 + 16);
    long usable = 4 * MemoryMap.PAGE - SegmentLayout.HEAD_ROOM;
    assertThat((long) segments[0]).isBetween(bytes / usable - 1, bytes / usable + 1);
    assertThat(calls[0]).isEqualTo(segments[0]);
  }

  @Test
  void aSegmentOnceAllocatedServesTheNextCalls() {
    Label sum = sum();
    Label program =
        new TestPrograms(builder)
            .loop(
                "program",
                50,
                64,
                () -> {
                  a.mov(RDI, 20);
                  a.call(sum);
                });
    KernelRun run = run(program);
    int[] segments = run.count("segment_allocated");
    int[] calls = run.count("__morestack");
    complete(run);
    assertThat(segments[0]).isEqualTo(1);
    assertThat(calls[0]).isEqualTo(50);
  }

  @Test
  void aSegmentThatIsTooSmallIsReplaced() {
    TestPrograms programs = new TestPrograms(builder);
    Label small = programs.call("small", 12_000, () -> {});
    Label large = programs.call("large", 40_000, () -> {});
    Label program =
        programs.call(
            "program",
            64,
            () -> {
              a.call(small);
              a.call(large);
              a.call(small);
            });
    KernelRun run = run(program);
    int[] allocated = run.count("segment_allocated");
    int[] freed = run.count("segment_freed");
    complete(run);
    assertThat(allocated[0]).isEqualTo(2);
    assertThat(freed[0]).isEqualTo(1);
    KernelInvariants.check(run);
  }

  @Test
  void aPrologueLeavesTheHeadRoomBelowEveryFrame() {
    // Frames of all sizes around the end of a segment: wherever the body runs, RSP is in bounds.
    Label program = a.label("program");
    TestPrograms programs = new TestPrograms(builder);
    Label[] callees = new Label[60];
    for (int i = 0; i < callees.length; i++) {
      callees[i] =
          programs.call(
              "callee" + i,
              100 * i,
              () -> {
                a.mov(RCX, RSP);
                a.sub(RCX, qword(ksim.core.encoding.asm.Registers.FS, ThreadLayout.SEGMENT));
                a.cmp(RCX, SegmentLayout.SIZE + SegmentLayout.HEAD_ROOM - 256);
                Label enough = a.fresh("enough");
                a.jcc(Condition.GE, enough);
                a.ud2();
                a.bind(enough);
              });
    }
    builder.api().beginFunction(program, 6000);
    for (Label callee : callees) {
      a.call(callee);
    }
    builder.api().endFunction();
    KernelRun run = run(program);
    int[] calls = run.count("__morestack");
    complete(run);
    assertThat(calls[0]).isBetween(1, callees.length - 1);
  }
}
