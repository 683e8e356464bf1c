package ksim.sched.scenario;

import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.time.EventPriority;
import ksim.sched.kernel.KernelImage;

/**
 * Disturbs the schedule of a machine that runs the model kernel, the same way for the same seed:
 * CPUs start at different times, their quanta vary, and interrupts that end the time slice reach
 * random CPUs at random times, so that threads are preempted where the plain schedule never would.
 * The kernel's timer is left alone: a timer interrupt that comes too early preempts nobody.
 *
 * <p>Gaps between interrupts are spread evenly over their orders of magnitude, from a few
 * instructions to a third of a millisecond with a mean of 34 microseconds, so that both the windows
 * of a few instructions behind an interrupt and long undisturbed stretches occur.
 *
 * <p>It stops when it finds the machine with every CPU halted and nothing else due: it never keeps
 * alive, or wakes, a system in which everybody waits.
 */
public final class ScheduleNoise {
  private static final int SHORTEST_GAP_BITS = 5;
  private static final int LONGEST_GAP_BITS = 20;
  private static final int SKEW_CYCLES = 2_000;

  private final Machine machine;
  private final SplittableRandom gaps;

  private ScheduleNoise(Machine machine, SplittableRandom gaps) {
    this.machine = machine;
    this.gaps = gaps;
  }

  /**
   * Disturbs {@code machine}, which has not run yet.
   *
   * @param seed 0 for no disturbance at all
   */
  public static void add(Machine machine, long seed) {
    if (seed == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (Cpu cpu : machine.cpus()) {
      cpu.cycles += random.nextInt(SKEW_CYCLES);
    }
    SplittableRandom quanta = random.split();
    long quantum = machine.configuration().quantumCycles();
    machine.drawQuanta(() -> 1 + quanta.nextLong(2 * quantum));
    new ScheduleNoise(machine, random.split()).scheduleAfter(0);
  }

  private void scheduleAfter(long timeCycles) {
    int magnitude = gaps.nextInt(SHORTEST_GAP_BITS, LONGEST_GAP_BITS);
    long gap = gaps.nextLong(1L << magnitude, 2L << magnitude);
    machine.events().schedule(timeCycles + gap, EventPriority.DEVICE, this::fire);
  }

  private void fire(long timeCycles) {
    if (!machine.quiescent()) {
      machine.interrupt(gaps.nextInt(machine.cpus().size()), KernelImage.PREEMPT_VECTOR);
      scheduleAfter(timeCycles);
    }
  }
}
