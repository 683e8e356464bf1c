package ksim.core.platform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Clock;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;

/** Carries inter-processor interrupts between the local APICs of a machine. */
public final class ApicBus {
  private static final int BROADCAST = 0xff;

  private final Clock clock;
  private final EventQueue events;
  private final long latencyCycles;
  private final List<LocalApic> apics = new ArrayList<>();

  /**
   * @param clock the time
   * @param events the queue that carries the messages
   * @param latencyCycles core cycles from the write of the command to its arrival
   */
  public ApicBus(Clock clock, EventQueue events, long latencyCycles) {
    this.clock = clock;
    this.events = events;
    this.latencyCycles = latencyCycles;
  }

  void connect(LocalApic apic) {
    apics.add(apic);
  }

  /** Sends a command; it arrives after the latency, at all destinations at the same time. */
  void send(LocalApic sender, InterruptCommand command) {
    switch (command.deliveryMode()) {
      case InterruptCommand.FIXED, InterruptCommand.LOWEST_PRIORITY -> {
        if (command.vector() < 16) {
          sender.sendIllegalVector();
          return;
        }
      }
      case InterruptCommand.NMI -> {}
      case InterruptCommand.INIT -> {
        if (!command.assertLevel()) {
          return; // The de-assert message does nothing since the Pentium 4.
        }
      }
      case InterruptCommand.START_UP -> {}
      default ->
          throw new UnimplementedException(
              "inter-processor interrupt delivery mode " + command.deliveryMode());
    }
    long arrival = clock.cycles() + latencyCycles;
    events.schedule(arrival, EventPriority.MESSAGE, timeCycles -> arrive(sender, command));
  }

  private void arrive(LocalApic sender, InterruptCommand command) {
    List<LocalApic> targets =
        apics.stream().filter(apic -> reaches(sender, command, apic)).toList();
    if (command.deliveryMode() == InterruptCommand.LOWEST_PRIORITY) {
      targets = lowestPriority(targets);
    }
    for (LocalApic target : targets) {
      switch (command.deliveryMode()) {
        case InterruptCommand.NMI -> target.acceptNonMaskable();
        case InterruptCommand.INIT -> target.initialize();
        case InterruptCommand.START_UP -> target.startUp(command.vector());
        default -> target.accept(command.vector());
      }
    }
  }

  private static boolean reaches(LocalApic sender, InterruptCommand command, LocalApic apic) {
    return switch (command.shorthand()) {
      case SELF -> apic == sender;
      case ALL -> true;
      case ALL_BUT_SELF -> apic != sender;
      case NONE ->
          command.logical()
              ? apic.matchesLogical(command.destination())
              : command.destination() == BROADCAST || command.destination() == apic.id();
    };
  }

  /** Of those with the lowest processor priority the one with the lowest identifier. */
  private static List<LocalApic> lowestPriority(List<LocalApic> targets) {
    return targets.stream()
        .min(Comparator.comparingInt(LocalApic::processorPriority).thenComparingInt(LocalApic::id))
        .stream()
        .toList();
  }
}
