package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import org.junit.jupiter.api.Test;

final class SystemCallsTest {
  private static final long INTERRUPT_FLAG = 0x200;

  private final KernelBuilder builder =
      new KernelBuilder(
          new Lazy(Modifiers.DEFAULT),
          new KernelParameters(2, 8 * KernelRun.MIB, 600, 0, 0, 1, 2000));
  private final Assembler a = builder.assembler();

  /** Raises an invalid-opcode exception where the condition does not hold. */
  private void check(Condition condition) {
    Label right = a.fresh("right");
    a.jcc(condition, right);
    a.ud2();
    a.bind(right);
  }

  private static KernelRun complete(KernelRun run) {
    Stop stop = run.run(400_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    return run;
  }

  /** The service checks its stack and flags, and returns its argument plus one. */
  private Label service(String name, Condition interruptFlag) {
    Label service = a.label(name);
    builder.api().beginFunction(service, 64, 0, CodeStack.SYSCALL);
    a.mov(RAX, RSP);
    a.sub(RAX, qword(FS, ThreadLayout.SYSCALL_STACK_BASE));
    a.cmp(RAX, ThreadLayout.SYSCALL_STACK_SIZE);
    check(Condition.B);
    a.emit("pushfq");
    a.test(dword(RSP), INTERRUPT_FLAG);
    a.emit("popfq");
    a.emit("pushfq");
    a.test(dword(RSP), INTERRUPT_FLAG);
    check(interruptFlag);
    a.add(RSP, 8);
    a.mov(RAX, RDI);
    a.inc(RAX);
    builder.api().endFunction();
    return service;
  }

  @Test
  void runsOnItsOwnStackAndReturnsWithStackFlagsAndResult() {
    Label enabled = service("enabled", Condition.NE);
    Label disabled = service("disabled", Condition.E);
    TestPrograms programs = new TestPrograms(builder);
    Label program =
        programs.loop(
            "program",
            3,
            64,
            () -> {
              a.mov(qword(RBP, -16), RSP);
              a.mov(RDI, 41);
              builder.api().systemCall(enabled);
              a.cmp(RAX, 42);
              check(Condition.E);
              a.cli();
              builder.api().systemCall(disabled);
              a.emit("pushfq");
              a.test(dword(RSP), INTERRUPT_FLAG);
              check(Condition.E);
              a.add(RSP, 8);
              a.sti();
              a.cmp(RSP, qword(RBP, -16));
              check(Condition.E);
            });
    programs.addApplication("t", program, 64 << 10);
    programs.addApplication("u", program, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 2, 8 * KernelRun.MIB, 100);
    int[] allocated = run.count("syscall_stack_allocated");
    int[] calls = run.count("syscall_entry");
    complete(run);
    assertThat(allocated[0]).as("one a thread").isEqualTo(2);
    assertThat(calls[0]).isEqualTo(12);
    KernelInvariants.check(run);
  }

  /** First system calls while memory is short: the allocator sleeps on the first stack. */
  @Test
  void theFirstSystemCallMaySleepForMemory() {
    Label service = service("service", Condition.NE);
    TestPrograms programs = new TestPrograms(builder);
    Label program =
        programs.call(
            "program",
            64,
            () -> {
              for (int i = 0; i < 6; i++) {
                a.mov(RDI, 60_000);
                builder.api().call(builder.api().malloc());
              }
              builder.api().systemCall(service);
            });
    for (int i = 0; i < 12; i++) {
      programs.addApplication("t" + i, program, 64 << 10);
    }
    KernelImage image = builder.build();
    KernelRun run = new KernelRun(image, 2, 8 * KernelRun.MIB, 100);
    int[] slept = {0};
    run.machine()
        .onAddress(
            image.address("thread_wait"),
            cpu -> {
              long thread = cpu.segmentBase[ksim.core.cpu.Segments.FS];
              long interruptStack = run.read(thread + ThreadLayout.INTERRUPT_STACK);
              long below = interruptStack - cpu.gpr[ksim.core.cpu.Cpu.RSP];
              if (below > 0 && below <= ThreadLayout.INTERRUPT_STACK_SIZE) {
                assertThat(below).isGreaterThan(ThreadLayout.FIRST_SYSCALL_STACK_SIZE);
                slept[0]++;
              }
            });
    complete(run);
    assertThat(slept[0]).isPositive();
  }
}
