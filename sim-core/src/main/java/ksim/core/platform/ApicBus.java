package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Clock;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.ScheduledEvent;
import ksim.mmu.Persistent;

/** Carries interrupt messages from I/O APICs and local APICs to local APICs, and EOIs back. */
public final class ApicBus implements Persistent {
  private final Clock clock;
  private final EventQueue events;
  private final long latencyCycles;
  private final List<LocalApic> apics = new ArrayList<>();
  private final List<IoApic> ioApics = new ArrayList<>();
  private final List<Transfer> transfers = new ArrayList<>();

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

  void connect(IoApic ioApic) {
    ioApics.add(ioApic);
  }

  /**
   * Sends a message; it arrives after the latency, at all destinations at the same time.
   *
   * @throws UnimplementedException for system-management interrupts and reserved delivery modes
   */
  void send(InterruptMessage message) {
    if (message.mode() == DeliveryMode.SMI) {
      throw new UnimplementedException("system-management interrupts (delivery mode SMI)");
    }
    if (message.mode() == DeliveryMode.RESERVED) {
      throw new UnimplementedException("an interrupt message of the reserved delivery mode 3");
    }
    Transfer transfer = new Transfer(message);
    transfers.add(transfer);
    transfer.arrival =
        Optional.of(
            events.schedule(
                clock.cycles() + latencyCycles, EventPriority.MESSAGE, transfer::arrive));
  }

  private void deliver(InterruptMessage message) {
    List<LocalApic> targets =
        apics.stream().filter(apic -> apic.isAddressed(message.destination())).toList();
    if (message.mode() == DeliveryMode.LOWEST_PRIORITY) {
      targets = lowestPriority(targets);
    }
    for (LocalApic target : targets) {
      target.receive(message);
    }
  }

  /** Of those with the lowest processor priority the one with the lowest identifier. */
  private static List<LocalApic> lowestPriority(List<LocalApic> targets) {
    return targets.stream()
        .filter(LocalApic::acceptsInterrupts)
        .min(Comparator.comparingInt(LocalApic::processorPriority).thenComparingInt(LocalApic::id))
        .stream()
        .toList();
  }

  /** A local APIC tells that a level-triggered interrupt has been dealt with. */
  void endOfInterrupt(int vector) {
    ioApics.forEach(ioApic -> ioApic.endOfInterrupt(vector));
  }

  /**
   * Connects a controller outside to the LINT0 pins of all local APICs.
   *
   * @param source gives the vectors
   * @return its INTR output
   */
  InterruptLine connectExternal(ExternalInterrupts source) {
    apics.forEach(apic -> apic.connectExternal(source));
    return asserted -> apics.forEach(apic -> apic.setLint0(asserted));
  }

  /** The line to the LINT1 pins of all local APICs. */
  InterruptLine nonMaskable() {
    return asserted -> apics.forEach(apic -> apic.setLint1(asserted));
  }

  /** Puts the first CPU's local APIC into the state in which firmware leaves it. */
  void enterVirtualWireMode() {
    apics.getFirst().enterVirtualWireMode();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(transfers.size());
    for (Transfer transfer : transfers) {
      transfer.message.save(out);
      EventQueue.save(out, transfer.arrival);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    transfers.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Transfer transfer = new Transfer(InterruptMessage.restore(in));
      transfers.add(transfer);
      transfer.arrival = events.restore(in, transfer::arrive);
    }
  }

  /** A message on its way. */
  private final class Transfer {
    private final InterruptMessage message;
    private Optional<ScheduledEvent> arrival = Optional.empty();

    Transfer(InterruptMessage message) {
      this.message = message;
    }

    void arrive(long timeCycles) {
      transfers.remove(this);
      deliver(message);
    }
  }
}
