package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Clock;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;
import ksim.mmu.memory.MmioDevice;

/**
 * A local APIC, in xAPIC or x2APIC mode or disabled (Intel SDM volume 3, chapter 11): accepts
 * interrupts from its bus, its pins and its timer, ranks them, and offers the highest to its CPU.
 *
 * <p>An interrupt that is offered is deliverable at that moment, so that spurious interrupts do not
 * occur. The thermal sensor and the performance counters never interrupt.
 */
public final class LocalApic implements MmioDevice, InterruptController, Persistent {
  /** Physical address at which the registers of every local APIC appear to its own CPU. */
  public static final long BASE = 0xfee0_0000L;

  /** Size of the register window in bytes. */
  public static final long WINDOW_BYTES = 0x1000;

  private static final int SOFTWARE_ENABLE = 1 << 8;
  private static final int SUPPRESS_END_OF_INTERRUPT = 1 << 12;
  private static final int COMMAND_MSR = 0x830;

  /** What firmware leaves: enabled, spurious vector 255. */
  private static final int FIRMWARE_SPURIOUS_VECTOR = 0x1ff;

  /** Delivery mode ExtINT. */
  private static final int FIRMWARE_LINT0 = 0x700;

  /** Delivery mode NMI. */
  private static final int FIRMWARE_LINT1 = 0x400;

  private final int id;
  private final ApicBus bus;
  private final ApicTimer timer;
  private final LocalVectorTable table;
  private final int[] values = new int[ApicRegister.SPACE_BYTES / ApicRegister.STRIDE];
  private final AcceptedInterrupts interrupts = new AcceptedInterrupts();
  private final ApicErrors errors = new ApicErrors();
  private ApicSignals signals = ApicSignals.NOBODY;
  private ExternalInterrupts external = ExternalInterrupts.ABSENT;
  private ApicBase base;

  /** A message of delivery mode ExtINT waits for its acknowledgement. */
  private boolean externalMessage;

  private int pending = NONE;

  /**
   * @param id identifier, 0 to 254; that of the first CPU is 0
   * @param clock the time of its CPU
   * @param events the machine's events
   * @param timerCyclesPerTick core cycles per tick of the undivided timer clock
   * @param bus the bus to the other APICs; it is connected here
   */
  public LocalApic(int id, Clock clock, EventQueue events, long timerCyclesPerTick, ApicBus bus) {
    this.id = id;
    this.bus = bus;
    this.timer = new ApicTimer(clock, events, timerCyclesPerTick, this::timerExpired);
    this.table = new LocalVectorTable(values, this::deliverLocal);
    this.base = ApicBase.afterReset(id == 0);
    resetRegisters();
    bus.connect(this);
  }

  /** Connects it to its CPU. */
  public void connect(ApicSignals cpu) {
    signals = cpu;
  }

  /** Connects LINT0 to a controller that gives its own vectors. */
  void connectExternal(ExternalInterrupts source) {
    external = source;
  }

  /** The identifier that it has after reset; software can change it in xAPIC mode. */
  public int id() {
    return id;
  }

  /** Where its registers are in memory; empty if they are not. */
  public OptionalLong window() {
    return base.mode() == ApicBase.Mode.XAPIC
        ? OptionalLong.of(base.address())
        : OptionalLong.empty();
  }

  private void resetRegisters() {
    Arrays.fill(values, 0);
    for (ApicRegister register : ApicRegister.values()) {
      values[register.index()] = register.reset;
    }
    values[ApicRegister.ID.index()] = id << 24;
    interrupts.clear();
    errors.clear();
    timer.reset();
    externalMessage = false;
    table.setMasked(true);
    rank();
  }

  /**
   * As firmware leaves the first CPU's local APIC: enabled, with the 8259s at LINT0 and
   * non-maskable interrupts at LINT1.
   */
  void enterVirtualWireMode() {
    write(ApicRegister.SPURIOUS_VECTOR, FIRMWARE_SPURIOUS_VECTOR);
    write(ApicRegister.LVT_LINT0, FIRMWARE_LINT0);
    write(ApicRegister.LVT_LINT1, FIRMWARE_LINT1);
  }

  /** Reads a register, or part of it; wider accesses are undefined, and loud. */
  @Override
  public long read(long offset, int bytes) {
    int within = (int) offset % ApicRegister.STRIDE;
    if (within + bytes > Integer.BYTES) {
      throw undefinedAccess(offset, bytes);
    }
    int index = (int) offset / ApicRegister.STRIDE;
    int value =
        inMemory(offset - within)
            .map(register -> read(register, index - register.index()))
            .orElseGet(this::illegalRegister);
    return Integer.toUnsignedLong(value) >>> (Byte.SIZE * within);
  }

  @Override
  public void write(long offset, int bytes, long value) {
    if (bytes != Integer.BYTES || offset % ApicRegister.STRIDE != 0) {
      throw undefinedAccess(offset, bytes);
    }
    inMemory(offset)
        .ifPresentOrElse(register -> write(register, (int) value), this::illegalRegister);
  }

  private static Optional<ApicRegister> inMemory(long offset) {
    return ApicRegister.at(offset).filter(register -> register != ApicRegister.SELF_COMMAND);
  }

  private static UnimplementedException undefinedAccess(long offset, int bytes) {
    return new UnimplementedException(
        "a %d-byte access to offset 0x%x of the local APIC".formatted(bytes, offset));
  }

  @Override
  public long readRegister(int number) {
    ApicRegister register = wide(number);
    if (!register.wideAccess.readable()) {
      throw GuestException.generalProtection();
    }
    long low = Integer.toUnsignedLong(read(register, number & 0x7));
    return number == COMMAND_MSR ? (long) value(ApicRegister.COMMAND_HIGH) << 32 | low : low;
  }

  @Override
  public void writeRegister(int number, long value) {
    ApicRegister register = wide(number);
    boolean reserved = ((int) value & ~(register.writable | register.readOnly)) != 0;
    boolean tooWide = number != COMMAND_MSR && value >>> Integer.SIZE != 0;
    if (!register.wideAccess.writable() || reserved || tooWide) {
      throw GuestException.generalProtection();
    }
    if (number == COMMAND_MSR) {
      values[ApicRegister.COMMAND_HIGH.index()] = (int) (value >>> Integer.SIZE);
    }
    write(register, (int) value);
  }

  private ApicRegister wide(int number) {
    if (base.mode() != ApicBase.Mode.X2APIC) {
      throw GuestException.generalProtection();
    }
    return ApicRegister.at((number - ApicRegister.FIRST_MSR) * (long) ApicRegister.STRIDE)
        .orElseThrow(GuestException::generalProtection);
  }

  private int read(ApicRegister register, int index) {
    return switch (register) {
      case ID -> isWide() ? id : value(register);
      case LOGICAL_DESTINATION -> isWide() ? address().logical() : value(register);
      case PROCESSOR_PRIORITY -> processorPriority();
      case ARBITRATION_PRIORITY -> interrupts.arbitrationPriority(priority());
      case END_OF_INTERRUPT, SELF_COMMAND -> 0;
      case IN_SERVICE -> interrupts.inService().word(index);
      case TRIGGER_MODE -> interrupts.levelTriggered().word(index);
      case INTERRUPT_REQUEST -> interrupts.requested().word(index);
      case ERROR_STATUS -> errors.visible();
      case INITIAL_COUNT -> timer.initialCount();
      case CURRENT_COUNT -> timer.currentCount();
      default -> value(register);
    };
  }

  private int value(ApicRegister register) {
    return values[register.index()];
  }

  private void write(ApicRegister register, int value) {
    int merged = (value(register) & ~register.writable) | (value & register.writable);
    values[register.index()] = merged;
    switch (register) {
      case END_OF_INTERRUPT -> endOfInterrupt();
      case TASK_PRIORITY -> rank();
      case SPURIOUS_VECTOR -> {
        table.setMasked(!enabled());
        rank();
      }
      case ERROR_STATUS -> errors.publish();
      case COMMAND_LOW -> send(merged);
      case SELF_COMMAND ->
          send(
              new InterruptMessage(
                  DeliveryMode.FIXED, merged, false, new Destination(Destination.Kind.SELF, id)));
      case LVT_TIMER -> {
        timer.setMode(ApicTimer.Mode.of(merged >>> 17));
        table.written(register);
      }
      case LVT_THERMAL, LVT_PERFORMANCE, LVT_LINT0, LVT_LINT1, LVT_ERROR -> {
        table.written(register);
        rank();
      }
      case INITIAL_COUNT -> timer.start(merged);
      case DIVIDE -> timer.setDivide(merged);
      default -> {}
    }
  }

  @Override
  public void send(int command, int destination) {
    send(InterruptCommand.decodeWide(command, destination, id));
  }

  private void send(int command) {
    if (!InterruptCommand.isInitDeassert(command)) {
      int high = value(ApicRegister.COMMAND_HIGH);
      send(
          isWide()
              ? InterruptCommand.decodeWide(command, high, id)
              : InterruptCommand.decode(command, high, id));
    }
  }

  private void send(InterruptMessage message) {
    if (message.mode().hasVector() && message.vector() < 16) {
      report(ApicErrors.SEND_ILLEGAL_VECTOR);
    } else if (message.mode() == DeliveryMode.FIXED
        && message.destination().kind() == Destination.Kind.SELF) {
      accept(message.vector(), false); // It does not leave the processor.
    } else {
      bus.send(message);
    }
  }

  private boolean enabled() {
    return (value(ApicRegister.SPURIOUS_VECTOR) & SOFTWARE_ENABLE) != 0;
  }

  private boolean isWide() {
    return base.mode() == ApicBase.Mode.X2APIC;
  }

  private void timerExpired() {
    table.interrupt(ApicRegister.LVT_TIMER);
  }

  /** What an entry of the local vector table says is to be done has to be done now. */
  private void deliverLocal(DeliveryMode mode, int vector, boolean level) {
    switch (mode) {
      case FIXED -> accept(vector, level);
      case NMI -> signals.nonMaskableInterrupt();
      case INIT -> initialize();
      case EXTERNAL -> rank();
      default ->
          throw new UnimplementedException("delivery mode " + mode + " of a local interrupt");
    }
  }

  /** Drives LINT0. */
  void setLint0(boolean asserted) {
    boolean changed = table.setLint0(asserted, base.mode() != ApicBase.Mode.DISABLED);
    if (changed) {
      rank();
    }
  }

  /** Drives LINT1, which without a local APIC is the CPU's input of non-maskable interrupts. */
  void setLint1(boolean asserted) {
    boolean present = base.mode() != ApicBase.Mode.DISABLED;
    boolean changed = table.setLint1(asserted, present);
    if (changed && asserted && !present) {
      signals.nonMaskableInterrupt();
    }
  }

  /** A fixed interrupt arrives. A software-disabled APIC drops it. */
  public void accept(int vector) {
    accept(vector, false);
  }

  private void accept(int vector, boolean level) {
    if (vector < 16) {
      report(ApicErrors.RECEIVE_ILLEGAL_VECTOR);
    } else if (enabled()) {
      interrupts.request(vector, level);
      rank();
    }
  }

  /** A message arrives that is addressed to this APIC. */
  void receive(InterruptMessage message) {
    switch (message.mode()) {
      case FIXED, LOWEST_PRIORITY -> accept(message.vector(), message.levelTriggered());
      case NMI -> signals.nonMaskableInterrupt();
      case INIT -> initialize();
      case START_UP -> signals.startUp(message.vector());
      case EXTERNAL -> {
        externalMessage |= enabled();
        rank();
      }
      case SMI, RESERVED -> throw new IllegalArgumentException("not a message: " + message);
    }
  }

  /**
   * INIT: the registers are as after power-up, but the identifier is not, and the CPU waits
   * (section 11.4.7.3).
   */
  private void initialize() {
    int identification = value(ApicRegister.ID);
    resetRegisters();
    values[ApicRegister.ID.index()] = identification;
    signals.initialize();
  }

  private int illegalRegister() {
    report(ApicErrors.ILLEGAL_REGISTER);
    return 0;
  }

  private void report(int error) {
    if (errors.raise(error) && (value(ApicRegister.LVT_ERROR) & 0xff) >= 16) {
      table.interrupt(ApicRegister.LVT_ERROR);
    }
  }

  /** Whether a destination means this APIC, which must not be globally disabled. */
  boolean isAddressed(Destination destination) {
    return base.mode() != ApicBase.Mode.DISABLED && address().matches(destination);
  }

  private ApicAddress address() {
    return isWide()
        ? ApicAddress.wide(id)
        : ApicAddress.narrow(
            id,
            value(ApicRegister.ID),
            value(ApicRegister.LOGICAL_DESTINATION),
            value(ApicRegister.DESTINATION_FORMAT));
  }

  /** Whether it takes part when a message is for the least busy of several. */
  boolean acceptsInterrupts() {
    return enabled();
  }

  int processorPriority() {
    return interrupts.processorPriority(priority());
  }

  private int priority() {
    return value(ApicRegister.TASK_PRIORITY);
  }

  @Override
  public int pending() {
    return pending;
  }

  @Override
  public int acknowledge() {
    int vector = pending;
    if (vector == EXTERNAL) {
      externalMessage = false;
      vector = external.acknowledge();
    } else {
      interrupts.serve(vector);
    }
    rank();
    return vector;
  }

  @Override
  public int taskPriority() {
    return priority() >>> 4;
  }

  @Override
  public void setTaskPriority(int priorityClass) {
    write(ApicRegister.TASK_PRIORITY, priorityClass << 4);
  }

  private void endOfInterrupt() {
    int vector = interrupts.endService();
    if (vector == VectorSet.NONE) {
      return;
    }
    if (interrupts.levelTriggered().contains(vector)) {
      table.endOfInterrupt(vector);
      if ((value(ApicRegister.SPURIOUS_VECTOR) & SUPPRESS_END_OF_INTERRUPT) == 0) {
        bus.endOfInterrupt(vector);
      }
    }
    rank();
  }

  /**
   * Finds out what to offer. Interrupts of outside controllers are not ranked: they come first.
   * What was accepted before the APIC was disabled by software is still handled (section 11.4.7.2).
   */
  private void rank() {
    boolean present = base.mode() != ApicBase.Mode.DISABLED;
    boolean outside = externalMessage || (present ? table.external() : table.lint0());
    pending = outside ? EXTERNAL : interrupts.deliverable(priority());
    if (pending != NONE) {
      signals.interruptPending();
    }
  }

  @Override
  public long base() {
    return base.value();
  }

  @Override
  public void setBase(long value) {
    base = base.written(value);
    if (base.mode() == ApicBase.Mode.DISABLED) {
      resetRegisters();
    }
    rank();
    signals.windowMoved();
  }

  @Override
  public long deadline() {
    return timer.deadline();
  }

  @Override
  public void setDeadline(long timeStamp) {
    timer.setDeadline(timeStamp);
  }

  @Override
  public void setTimeStampOffset(long offset) {
    timer.setTimeStampOffset(offset);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(base.value());
    for (int value : values) {
      out.writeInt(value);
    }
    interrupts.save(out);
    errors.save(out);
    timer.save(out);
    table.save(out);
    out.writeBoolean(externalMessage);
    out.writeInt(pending);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    base = new ApicBase(in.readLong());
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    interrupts.restore(in);
    errors.restore(in);
    timer.restore(in);
    table.restore(in);
    externalMessage = in.readBoolean();
    pending = in.readInt();
    signals.windowMoved();
  }
}
