package ksim.core.platform;

import java.util.EnumMap;
import java.util.Map;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Clock;
import ksim.core.time.EventQueue;
import ksim.mmu.memory.MmioDevice;

/**
 * A local APIC in xAPIC mode (Intel SDM volume 3, chapter 11): accepts interrupts from its bus and
 * its timer, ranks them, and offers the highest to its CPU. The TSC-deadline timer mode is not
 * implemented, loudly.
 */
public final class LocalApic implements MmioDevice, InterruptController {
  /** Physical address at which the registers of every local APIC appear to its own CPU. */
  public static final long BASE = 0xfee0_0000L;

  /** Size of the register window in bytes. */
  public static final long WINDOW_BYTES = 0x1000;

  private static final int SOFTWARE_ENABLE = 1 << 8;
  private static final int MASKED = 1 << 16;
  private static final int TIMER_PERIODIC = 1 << 17;
  private static final int TIMER_DEADLINE = 1 << 18;
  private static final int FLAT_MODEL = 0xf;

  private final int id;
  private final ApicBus bus;
  private ApicSignals signals = ApicSignals.NOBODY;
  private final ApicTimer timer;
  private final Map<ApicRegister, Integer> registers = new EnumMap<>(ApicRegister.class);
  private final VectorSet requested = new VectorSet();
  private final VectorSet inService = new VectorSet();
  private final ApicErrors errors = new ApicErrors();
  private int pending = NONE;

  /**
   * @param id identifier, 0 to 254
   * @param clock the time of its CPU
   * @param events the machine's events
   * @param timerCyclesPerTick core cycles per tick of the undivided timer clock
   * @param bus the bus to the other local APICs; it is connected here
   */
  public LocalApic(int id, Clock clock, EventQueue events, long timerCyclesPerTick, ApicBus bus) {
    this.id = id;
    this.bus = bus;
    this.timer = new ApicTimer(clock, events, timerCyclesPerTick, this::timerExpired);
    for (ApicRegister register : ApicRegister.values()) {
      registers.put(register, register.reset);
    }
    bus.connect(this);
  }

  /** Connects it to its CPU. */
  public void connect(ApicSignals cpu) {
    signals = cpu;
  }

  /** Its identifier. */
  public int id() {
    return id;
  }

  @Override
  public long read(long offset, int bytes) {
    checkAccess(offset, bytes);
    int value =
        ApicRegister.at(offset)
            .map(register -> read(register, (int) (offset - register.offset) / ApicRegister.STRIDE))
            .orElseGet(this::illegalRegister);
    return Integer.toUnsignedLong(value);
  }

  private int read(ApicRegister register, int index) {
    return switch (register) {
      case ID -> id << 24;
      case PROCESSOR_PRIORITY, ARBITRATION_PRIORITY -> processorPriority();
      case END_OF_INTERRUPT -> 0;
      case IN_SERVICE -> inService.word(index);
      case TRIGGER_MODE -> 0; // Every source here is edge-triggered.
      case INTERRUPT_REQUEST -> requested.word(index);
      case ERROR_STATUS -> errors.visible();
      case CURRENT_COUNT -> timer.currentCount();
      default -> value(register);
    };
  }

  private int value(ApicRegister register) {
    return registers.getOrDefault(register, register.reset);
  }

  @Override
  public void write(long offset, int bytes, long value) {
    checkAccess(offset, bytes);
    ApicRegister.at(offset)
        .ifPresentOrElse(register -> write(register, (int) value), this::illegalRegister);
  }

  private void write(ApicRegister register, int value) {
    int merged = (value(register) & ~register.writable) | (value & register.writable);
    registers.put(register, merged);
    switch (register) {
      case END_OF_INTERRUPT -> endOfInterrupt();
      case TASK_PRIORITY -> rank();
      case SPURIOUS_VECTOR -> softwareEnable((merged & SOFTWARE_ENABLE) != 0);
      case ERROR_STATUS -> errors.publish();
      case COMMAND_LOW ->
          bus.send(this, InterruptCommand.of(merged, value(ApicRegister.COMMAND_HIGH)));
      case LVT_TIMER -> {
        if ((merged & TIMER_DEADLINE) != 0) {
          throw new UnimplementedException("the TSC-deadline mode of the local APIC timer");
        }
        timer.setPeriodic((merged & TIMER_PERIODIC) != 0);
        keepMaskedWhileDisabled(register);
      }
      case LVT_THERMAL, LVT_PERFORMANCE, LVT_LINT0, LVT_LINT1, LVT_ERROR ->
          keepMaskedWhileDisabled(register);
      case INITIAL_COUNT -> timer.start(merged);
      case DIVIDE -> timer.setDivide(merged);
      default -> {}
    }
  }

  /** Software-disabled: all local vector table entries are masked (section 11.4.7.2). */
  private void softwareEnable(boolean enabled) {
    if (!enabled) {
      for (ApicRegister register : ApicRegister.values()) {
        if (register.name().startsWith("LVT_")) {
          keepMaskedWhileDisabled(register);
        }
      }
    }
    rank();
  }

  private void keepMaskedWhileDisabled(ApicRegister register) {
    if (!enabled()) {
      registers.merge(register, MASKED, (value, mask) -> value | mask);
    }
  }

  private boolean enabled() {
    return (value(ApicRegister.SPURIOUS_VECTOR) & SOFTWARE_ENABLE) != 0;
  }

  private void timerExpired() {
    deliverLocal(value(ApicRegister.LVT_TIMER));
  }

  private void deliverLocal(int entry) {
    if ((entry & MASKED) == 0) {
      accept(entry & 0xff);
    }
  }

  /** A fixed interrupt arrives. A software-disabled APIC drops it. */
  public void accept(int vector) {
    if (vector < 16) {
      report(ApicErrors.RECEIVE_ILLEGAL_VECTOR);
    } else if (enabled()) {
      requested.add(vector);
      rank();
    }
  }

  void acceptNonMaskable() {
    signals.nonMaskableInterrupt();
  }

  /** INIT: the registers are as after power-up, and the CPU waits (section 11.4.7.3). */
  void initialize() {
    for (ApicRegister register : ApicRegister.values()) {
      registers.put(register, register.reset);
    }
    requested.clear();
    inService.clear();
    timer.start(0);
    pending = NONE;
    signals.initialize();
  }

  void startUp(int vector) {
    signals.startUp(vector);
  }

  void sendIllegalVector() {
    report(ApicErrors.SEND_ILLEGAL_VECTOR);
  }

  private int illegalRegister() {
    report(ApicErrors.ILLEGAL_REGISTER);
    return 0;
  }

  private void report(int error) {
    int entry = value(ApicRegister.LVT_ERROR);
    if (errors.raise(error) && (entry & 0xff) >= 16) {
      deliverLocal(entry);
    }
  }

  /** Whether a logical destination means this APIC (section 11.6.2.2). */
  boolean matchesLogical(int destination) {
    int logicalId = value(ApicRegister.LOGICAL_DESTINATION) >>> 24;
    if (value(ApicRegister.DESTINATION_FORMAT) >>> 28 == FLAT_MODEL) {
      return (logicalId & destination) != 0;
    }
    boolean sameCluster = logicalId >>> 4 == destination >>> 4 || destination >>> 4 == 0xf;
    return sameCluster && (logicalId & destination & 0xf) != 0;
  }

  /** The higher of the task priority and the class in service (section 11.8.3.1). */
  int processorPriority() {
    int task = value(ApicRegister.TASK_PRIORITY);
    int serviceClass = Math.max(inService.highest(), 0) & 0xf0;
    return (task & 0xf0) >= serviceClass ? task : serviceClass;
  }

  @Override
  public int pending() {
    return pending;
  }

  @Override
  public int acknowledge() {
    int vector = pending;
    requested.remove(vector);
    inService.add(vector);
    rank();
    return vector;
  }

  @Override
  public int taskPriority() {
    return value(ApicRegister.TASK_PRIORITY) >>> 4;
  }

  @Override
  public void setTaskPriority(int priorityClass) {
    write(ApicRegister.TASK_PRIORITY, priorityClass << 4);
  }

  private void endOfInterrupt() {
    int vector = inService.highest();
    if (vector != VectorSet.NONE) {
      inService.remove(vector);
      rank();
    }
  }

  private void rank() {
    int highest = requested.highest();
    boolean deliverable = highest >= 16 && highest >>> 4 > processorPriority() >>> 4;
    // What was accepted before the APIC was disabled is still handled (SDM vol. 3, 11.4.7.2).
    pending = deliverable ? highest : NONE;
    if (pending != NONE) {
      signals.interruptPending();
    }
  }

  private static void checkAccess(long offset, int bytes) {
    if (bytes != Integer.BYTES || offset % ApicRegister.STRIDE != 0) {
      throw new UnimplementedException(
          "a %d-byte access to offset 0x%x of the local APIC".formatted(bytes, offset));
    }
  }
}
