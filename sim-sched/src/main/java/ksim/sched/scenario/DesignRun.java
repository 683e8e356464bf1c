package ksim.sched.scenario;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.sched.kernel.ExitCode;
import ksim.sched.kernel.KernelImage;
import ksim.sched.stack.StackDesign;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.ModelKernelView;
import ksim.sched.workload.KernelObjects;

/** Simulates a scenario under one design. */
final class DesignRun {
  /** How far to run between two reports of progress; does not influence the run. */
  private static final long SLICE_CYCLES = 20_000_000;

  private final Scenario scenario;
  private final StackDesign design;
  private final KernelImage image;
  private final Machine machine;
  private final ModelKernelView view;
  private final GuestMemory memory;
  private final Instruments instruments;
  private final LockWaits waits;

  DesignRun(Scenario scenario, StackDesign design, RunOptions options) {
    this.scenario = scenario;
    this.design = design;
    this.image = ThreadPlan.image(scenario, design);
    MachineSpec spec = scenario.machine();
    this.machine =
        new Machine(
            new MachineConfiguration(
                spec.cpus(),
                spec.memoryBytes(),
                spec.core(),
                spec.timing(),
                spec.quantumCycles(),
                CpuModels.standard(),
                options.seed()),
            character -> {});
    this.memory = new GuestMemory(machine.memory());
    this.view = new ModelKernelView(image, memory);
    this.instruments = new Instruments(machine, image, memory, view, design, options.trace());
    this.waits = new LockWaits(image, view, memory, KernelObjects.of(scenario.programs().values()));
    LongModeStart.start(
        machine,
        image.segments().stream()
            .map(segment -> new ImageSegment(segment.physical(), segment.bytes()))
            .toList(),
        image.entry());
    ScheduleNoise.add(machine, options.seed());
  }

  /** Runs to the end and says what happened; expectations are not looked at yet. */
  DesignResult run(Progress progress) {
    Stop stop = new Stop.Limit();
    for (long until = 0; stop instanceof Stop.Limit && until < scenario.limitCycles(); ) {
      until = Math.min(until + SLICE_CYCLES, scenario.limitCycles());
      stop = machine.run(until);
      progress.report(
          scenario.name(), design.label(), machine.elapsedCycles(), machine.instructions());
    }
    return new DesignResult(
        design.label(),
        outcome(stop),
        machine.elapsedCycles(),
        machine.instructions(),
        OptionalDouble.empty(),
        instruments.stacks().use(),
        instruments.stacks().use(StackSource.MMAP),
        instruments.stacks().use(StackSource.MALLOC),
        scenario.machine().memoryBytes(),
        instruments.faults(),
        instruments.probes(),
        machine.timingGaps(),
        instruments.interruptOffCyclesMax(),
        instruments.memoryUse(),
        instruments.sections(),
        instruments.measurements(),
        instruments.residency(),
        instruments.timeline(),
        instruments.trace(),
        instruments.violations(),
        List.of());
  }

  private Outcome outcome(Stop stop) {
    return switch (stop) {
      case Stop.DebugExit exit ->
          ExitCode.of((int) exit.value())
              .map(
                  code ->
                      new Diagnosis(image, view, memory, design, waits)
                          .of(machine.cpus().get(exit.cpu()), code))
              .orElseGet(
                  () -> ended(OutcomeKind.PANIC, "the kernel left with code " + exit.value(), ""));
      case Stop.Halted halted ->
          new Outcome(
              OutcomeKind.DEADLOCK,
              "every CPU is idle, nothing is due, and threads are still waiting",
              "look for a lock that is not released or an event that nobody wakes",
              Optional.empty(),
              waits.all(machine.cpus().getFirst()));
      case Stop.Limit limit ->
          ended(
              OutcomeKind.LIMIT,
              "the limit of %,d cycles was reached first".formatted(scenario.limitCycles()),
              "raise the scenario's limit, or look for threads that never end");
      case Stop.TripleFault fault ->
          ended(
              OutcomeKind.TRIPLE_FAULT,
              "CPU %d shut down at %s: %s, then %s"
                  .formatted(
                      fault.cpu(), view.functionName(fault.rip()), fault.first(), fault.last()),
              "");
      case Stop.Unimplemented missing ->
          ended(
              OutcomeKind.UNIMPLEMENTED,
              "%s is not implemented: CPU %d at 0x%x in %s: %s  %s"
                  .formatted(
                      missing.feature(),
                      missing.cpu(),
                      missing.rip(),
                      view.functionName(missing.rip()),
                      missing.bytes(),
                      missing.disassembly()),
              "");
      case Stop.Requested _,
          Stop.Debugged _,
          Stop.Intercepted _,
          Stop.EndOfCode _,
          Stop.PowerOff _,
          Stop.Reset _ ->
          throw new IllegalStateException(stop.toString());
    };
  }

  private static Outcome ended(OutcomeKind kind, String message, String hint) {
    return new Outcome(kind, message, hint, Optional.empty(), List.of());
  }
}
