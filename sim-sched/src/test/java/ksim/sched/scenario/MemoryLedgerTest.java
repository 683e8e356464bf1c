package ksim.sched.scenario;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import ksim.core.cpu.Cpu;
import ksim.sched.kernel.CpuLayout;
import ksim.sched.kernel.KernelBuilder;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The books of page frames: they close where the kernel is right, and only there. */
class MemoryLedgerTest {
  private static final long PAGE = 4_096;

  private static TestScenario scenario(Operation... body) {
    return new TestScenario(2)
        .thread("t", body)
        .thread("other", new Malloc(50_000), new Touch(30_000), new Free())
        .thread("parent", new Spawn("child"), new Join("child"))
        .thread("child", new Touch(9_000));
  }

  @ParameterizedTest
  @MethodSource("ksim.sched.stack.StackDesigns#ids")
  void closeHoweverTheRunEnds(String id) {
    StackDesign design = TestScenario.design(id);
    List<TestScenario> scenarios =
        List.of(
            scenario(new Compute(1)),
            scenario(new Call(2_500, List.of(new IrqOff(List.of(new Call(9_000, List.of())))))),
            scenario(new Recurse(2_000, 300, List.of())),
            scenario(new Loop(5_000, List.of(new Malloc(100_000)))),
            scenario(new Wait("never")));
    Set<OutcomeKind> kinds = new HashSet<>();
    for (TestScenario each : scenarios) {
      DesignResult result = each.run(design);
      kinds.add(result.outcome().kind());
      MemoryUse memory = result.memory();
      assertThat(memory.closes()).as("%s", result.outcome()).isTrue();
      assertThat(memory.totalBytes()).isBetween(28L << 20, 32L << 20);
      assertThat(result.violations()).noneMatch(MemoryLedgerTest::ofMemory);
    }
    assertThat(kinds)
        .contains(OutcomeKind.COMPLETED, OutcomeKind.DEADLOCK, OutcomeKind.OUT_OF_MEMORY);
  }

  private static boolean ofMemory(String sentence) {
    return sentence.startsWith("memory accounting")
        || sentence.startsWith("the list of free ranges")
        || sentence.startsWith("the page tables map");
  }

  @Test
  void theStacksInThemAreThoseOfTheStackMeter() {
    DesignResult result =
        new TestScenario(1).thread("t", new Touch(20_000)).run(TestScenario.design("lazy"));
    assertThat(result.memory().stackBytes()).isEqualTo(result.stacks().residentBytes());
    assertThat(result.memory().inTransitBytes()).isZero();
  }

  private static InstrumentedKernel.Ended withProgram(Consumer<KernelBuilder> program) {
    return new InstrumentedKernel(TestScenario.design("lazy")).thread(program).run();
  }

  @Test
  void aPageThatIsDroppedStaysInTransit() {
    for (int pages = 0; pages <= 3; pages++) {
      int dropped = pages;
      InstrumentedKernel.Ended ended =
          withProgram(
              builder -> {
                for (int i = 0; i < dropped; i++) {
                  builder.api().call(builder.api().function("alloc_page"));
                }
              });
      assertThat(ended.memory().inTransitBytes()).isEqualTo(dropped * PAGE);
      assertThat(ended.memory().closes()).isTrue();
    }
  }

  @Test
  void aPageThatIsFreedTwiceIsInTwoPlaces() {
    InstrumentedKernel.Ended ended =
        withProgram(
            builder -> {
              builder.api().call(builder.api().function("alloc_page"));
              builder.assembler().mov(qword(RBP, -8), RAX);
              for (int i = 0; i < 2; i++) {
                builder.assembler().mov(RDI, qword(RBP, -8));
                builder.api().call(builder.api().function("free_page"));
              }
            });
    assertThat(ended.memory().inTransitBytes()).isEqualTo(-PAGE);
  }

  /** Something goes wrong in the guest's memory when the program starts. */
  private static InstrumentedKernel.Ended corrupted(
      BiConsumer<InstrumentedKernel.Running, Cpu> damage) {
    return new InstrumentedKernel(TestScenario.design("lazy"))
        .thread(builder -> {})
        .with(
            running ->
                running
                    .machine()
                    .onAddress(
                        running.image().address("program"), cpu -> damage.accept(running, cpu)))
        .run();
  }

  @Test
  void aCountOfFreePagesThatIsWrongDoesNotClose() {
    InstrumentedKernel.Ended ended =
        corrupted(
            (running, cpu) -> {
              long at = running.image().address("free_pages");
              running.write(cpu, at, running.read(cpu, at) - 5);
            });
    assertThat(ended.memory().closes()).isFalse();
    assertThat(ended.memory().totalBytes() - ended.memory().accountedBytes()).isEqualTo(5 * PAGE);
    assertThat(ended.violations())
        .satisfiesExactly(
            books -> assertThat(books).startsWith("memory accounting does not close: "),
            list -> assertThat(list).startsWith("the list of free ranges holds "));
  }

  @Test
  void aPageThatVanishesFromAPoolDoesNotClose() {
    InstrumentedKernel.Ended ended =
        corrupted(
            (running, cpu) -> {
              long at = running.image().address("cpus") + CpuLayout.POOL_COUNT;
              running.write(cpu, at, running.read(cpu, at) - 1);
            });
    assertThat(ended.violations())
        .singleElement()
        .asString()
        .startsWith("memory accounting does not close: ");
  }

  @Test
  void aMappingThatNobodyMadeIsFound() {
    InstrumentedKernel.Ended ended =
        corrupted(
            (running, cpu) -> {
              long top = running.read(cpu, cpu.segmentBase[4] + ThreadLayout.STACK_HIGH);
              long table = table(running, cpu, top - PAGE);
              long index = (top - PAGE) / PAGE % 512;
              long entry = running.machine().memory().read(table + 8 * index, 8);
              running.machine().memory().write(table + 8 * (index - 9), 8, entry);
            });
    assertThat(ended.violations())
        .singleElement()
        .asString()
        .startsWith("the page tables map 2 pages by 3 tables, 1 pages and 3 tables were mapped");
  }

  /** Physical address of the last-level table that maps {@code linear}. */
  private static long table(InstrumentedKernel.Running running, Cpu cpu, long linear) {
    long table = cpu.control.cr3 & -PAGE;
    for (int level = 4; level > 1; level--) {
      long index = linear >>> (12 + 9 * (level - 1)) & 511;
      table = running.machine().memory().read(table + 8 * index, 8) & 0x3fff_ffff_f000L;
    }
    return table;
  }
}
