package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.Site;
import ksim.sched.audit.SiteKind;
import ksim.sched.kernel.KernelFunction;
import ksim.sched.kernel.MeasuredLoop;
import ksim.sched.view.Frame;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;
import ksim.sched.view.ThreadView;
import org.junit.jupiter.api.Test;

/** The small meters, told of made-up events. */
class MetersTest {
  private static final Site SITE = site("outer", 0x100, 0x200);
  private static final Site INNER = site("inner", 0x300, 0x400);

  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, 8 << 20, "skylake", TimingLevel.NONE, 100), value -> {});
  private final Cpu cpu = machine.cpus().getFirst();
  private final ThreadRecord thread =
      new ThreadRecord(new ThreadView("t", 0x1000, 0, 0x10000, 0x20000), false, true, 1);

  private static Site site(String name, long start, long end) {
    return new Site(
        new AtomicSite(name, "f", SiteKind.PREEMPT_LOCK, Rule.BOTH_ENABLED, "made up"),
        start,
        false,
        end);
  }

  private void at(long rsp, long cycles) {
    cpu.gpr[Cpu.RSP] = rsp;
    cpu.cycles = cycles;
  }

  private static KernelFunction function(long frameBytes) {
    return new KernelFunction("f", 0x500, 0x600, frameBytes);
  }

  @Test
  void aSectionIsAsDeepAsTheDeepestFunctionCalledInIt() {
    SectionMeter meter = new SectionMeter();
    at(0x1f000, 100);
    meter.entered(thread, SITE, cpu);
    at(0x1eff8, 110);
    meter.called(thread, function(0x100), cpu);
    at(0x1e000, 120);
    meter.entered(thread, INNER, cpu);
    at(0x1dff8, 130);
    meter.called(thread, function(0x200), cpu);
    at(0x1e000, 150);
    assertThat(meter.left(thread, INNER, cpu)).hasSize(1);
    at(0x1f000, 170);
    assertThat(meter.left(thread, SITE, cpu)).hasSize(1);
    at(0x1d000, 180);
    meter.called(thread, function(0x1000), cpu); // no section is open
    assertThat(meter.result())
        .containsExactly(
            new SectionUse(
                "inner", "f", SiteKind.PREEMPT_LOCK, Rule.BOTH_ENABLED, 1, 8 + 0x200, 30),
            new SectionUse(
                "outer", "f", SiteKind.PREEMPT_LOCK, Rule.BOTH_ENABLED, 1, 0x1008 + 0x200, 70));
  }

  @Test
  void handlersOnOtherStacksDoNotCountAsDepth() {
    SectionMeter meter = new SectionMeter();
    at(0x1f000, 100);
    meter.entered(thread, SITE, cpu);
    thread.inInterrupt = true;
    at(0x12000, 110);
    meter.called(thread, function(0x100), cpu);
    thread.inInterrupt = false;
    at(0xffff_8000_0000_1000L, 110);
    meter.called(thread, function(0x100), cpu); // another stack of the same thread
    meter.end(List.of(thread));
    assertThat(meter.result()).extracting(SectionUse::maxDepthBytes).containsExactly(0L);
  }

  @Test
  void aSectionThatIsNotOpenIsNotLeft() {
    SectionMeter meter = new SectionMeter();
    assertThat(meter.left(thread, SITE, cpu)).isEmpty();
    meter.entered(thread, SITE, cpu);
    assertThat(meter.left(thread, INNER, cpu)).isEmpty();
    assertThat(thread.open).hasSize(1);
  }

  @Test
  void aNewThreadIsInASectionThatItsCounterCounts() {
    SectionMeter meter = new SectionMeter();
    meter.born(thread, SITE, 0x20000, 5);
    assertThat(thread.counterBase).isZero();
    at(0x1fff8, 25);
    meter.called(thread, function(0x38), cpu);
    assertThat(meter.left(thread, SITE, cpu)).hasSize(1);
    assertThat(meter.result().getFirst().maxDepthBytes()).isEqualTo(0x40);
    assertThat(meter.result().getFirst().maxCycles()).isEqualTo(20);
  }

  @Test
  void theClockKeepsAllFaultsHoweverLongTheRun() {
    FaultClock clock = new FaultClock();
    for (long cycles = 0; cycles < 1_000_000; cycles += 100) {
      clock.stackFault(cycles);
    }
    clock.otherFault(999_999);
    FaultTimeline timeline = clock.result(1_000_000);
    assertThat(timeline.sliceCycles()).isEqualTo(8_192);
    assertThat(timeline.stackFaults()).hasSize(123);
    assertThat(timeline.stackFaults().stream().mapToLong(Long::longValue).sum()).isEqualTo(10_000);
    assertThat(timeline.stackFaults().getFirst()).isEqualTo(82);
    assertThat(timeline.otherFaults().getLast()).isEqualTo(1);
  }

  @Test
  void theClockKeepsTheLastSizeOfEachSlice() {
    FaultClock clock = new FaultClock();
    clock.resident(10, 4_096);
    clock.resident(20, 8_192);
    clock.resident(3_000, 12_288);
    assertThat(clock.result(5_000).residentStackBytes())
        .containsExactly(8_192L, 8_192L, 12_288L, 12_288L, 12_288L);
    assertThat(clock.result(200_000).sliceCycles()).isEqualTo(2_048);
    assertThat(clock.result(200_000).residentStackBytes())
        .startsWith(8_192L, 12_288L)
        .endsWith(12_288L)
        .hasSize(98);
  }

  @Test
  void aLoopIsTimedWhileItsThreadIsOnACpu() {
    LoopMeter meter = new LoopMeter();
    MeasuredLoop loop = new MeasuredLoop("m", 10, 0x100, 0x200);
    MeasuredLoop never = new MeasuredLoop("never", 10, 0x300, 0x400);
    thread.switchedIn(100);
    meter.entered(thread, loop, 150);
    thread.switchedOut(200);
    thread.switchedIn(1_000);
    meter.left(thread, loop, 1_070);
    meter.left(thread, loop, 1_090); // it has been left already
    assertThat(meter.result(List.of(loop, never)))
        .containsExactly(
            new Measurement("m", 10, 50 + 70, OptionalDouble.empty()),
            new Measurement("never", 0, 0, OptionalDouble.empty()));
    assertThat(meter.result(List.of(loop, never)).getFirst().cyclesPerRound()).hasValue(12);
    assertThat(meter.result(List.of(loop, never)).getLast().cyclesPerRound()).isEmpty();
  }

  @Test
  void placesAreReportedOnceInOrder() {
    Violations violations = new Violations();
    violations.add("b", "second letter");
    violations.add("a", "first letter");
    assertThat(violations.repeated("c")).isFalse();
    for (int i = 0; i < 1_500; i++) {
      assertThat(violations.repeated("b")).isTrue();
    }
    violations.add("a", "not kept");
    assertThat(violations.sentences())
        .containsExactly("second letter (and 1,500 more)", "first letter (and 1 more)");
  }

  @Test
  void aRecorderThatIsOffKeepsNothing() {
    TraceEvent event = new TraceEvent(TraceEvent.Kind.PROBE, 0, "t", "site", 1, 1, "");
    TraceRecorder off = new TraceRecorder(false);
    off.add(event);
    assertThat(off.result()).isEqualTo(Trace.NONE);
    TraceRecorder on = new TraceRecorder(true);
    for (int i = 0; i < 1_000_003; i++) {
      on.add(event);
    }
    assertThat(on.result().events()).hasSize(1_000_000);
    assertThat(on.result().dropped()).isEqualTo(3);
  }

  @Test
  void whatLiesWhereAThreadWasIsAnotherThread() {
    KernelView view =
        new KernelView() {
          @Override
          public ThreadView currentThread(Cpu on) {
            return threadAt(on, on.segmentBase[Segments.FS]);
          }

          @Override
          public ThreadView threadAt(Cpu on, long address) {
            return new ThreadView("at " + address, address, 0, 0, 0);
          }

          @Override
          public String functionName(long address) {
            return "f";
          }

          @Override
          public Optional<Site> siteAt(long address) {
            return Optional.empty();
          }

          @Override
          public List<Frame> callChain(Cpu on, long rip, long rsp, long rbp, ThreadView of) {
            return List.of();
          }
        };
    ThreadRegistry threads = new ThreadRegistry(view, new GuestMemory(machine.memory()), 1);
    cpu.segmentBase[Segments.FS] = 0x5000;
    ThreadRecord first = threads.current(cpu);
    assertThat(first.name()).isEqualTo("at 20480");
    assertThat(threads.current(cpu)).isSameAs(first).isSameAs(threads.at(cpu, 0x5000));
    threads.forget(0x5000);
    assertThat(threads.current(cpu)).isNotSameAs(first);
    assertThat(threads.all()).hasSize(1);
  }
}
