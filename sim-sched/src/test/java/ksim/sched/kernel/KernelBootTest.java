package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelBootTest {
  private static StackDesign design(String id) {
    return StackDesigns.create(id, Modifiers.DEFAULT).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "populate,1",
    "populate,2",
    "populate,4",
    "lazy,1",
    "lazy,2",
    "probe-blind,2",
    "probe-site,1",
    "probe-site,4"
  })
  void startsAndEndsTrivialThreads(String id, int cpus) {
    KernelBuilder builder =
        new KernelBuilder(design(id), KernelParameters.of(cpus, 64 * KernelRun.MIB));
    Label program = builder.assembler().label("program");
    builder.api().beginFunction(program, 64);
    builder.api().endFunction();
    for (int i = 0; i < 5; i++) {
      builder.addThread(
          new ThreadDescriptor(
              "t" + i,
              i == 4 ? ThreadKind.KERNEL : ThreadKind.APPLICATION,
              i == 4 ? StackSource.MALLOC : StackSource.MMAP,
              i == 4 ? 65 << 10 : 1 << 20,
              4096,
              program,
              true));
    }
    KernelRun run = new KernelRun(builder.build(), cpus, 64 * KernelRun.MIB, 1000);
    int[] started = run.count("thread_started");
    int[] exited = run.count("thread_exited");
    Stop stop = run.run(1_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    assertThat(started[0]).isBetween(6, 7); // the five, init, perhaps the reclaimer
    assertThat(exited[0]).isEqualTo(5);
  }
}
