package ksim.core.platform;

import java.util.ArrayList;
import java.util.List;
import ksim.core.time.EventQueue;

/** Local APICs on a bus, enabled, without CPUs; the bus takes ten cycles. */
final class Apics {
  static final int TASK_PRIORITY = 0x80;
  static final int EOI = 0xb0;
  static final int SPURIOUS = 0xf0;
  static final int COMMAND_LOW = 0x300;
  static final int COMMAND_HIGH = 0x310;
  static final int LVT_TIMER = 0x320;
  static final int LVT_LINT0 = 0x350;
  static final int LVT_LINT1 = 0x360;
  static final int LVT_ERROR = 0x370;
  static final int INITIAL_COUNT = 0x380;
  static final int CURRENT_COUNT = 0x390;
  static final int DIVIDE = 0x3e0;
  static final int DIVIDE_BY_ONE = 0xb;

  static final int X2APIC_ENABLED = 0xc00;
  static final int LATENCY = 10;

  long now;
  final EventQueue events = new EventQueue();
  final ApicBus bus = new ApicBus(() -> now, events, LATENCY);
  final List<LocalApic> all = new ArrayList<>();

  /** What the CPUs were told, in order: {@code init 1}. */
  final List<String> signals = new ArrayList<>();

  Apics(int count) {
    for (int id = 0; id < count; id++) {
      LocalApic apic = new LocalApic(id, () -> now, events, 3, bus);
      apic.connect(new Recorder(id));
      all.add(apic);
      write(id, SPURIOUS, 0x1ff);
      write(id, 0xd0, 1L << (24 + id));
    }
  }

  LocalApic get(int id) {
    return all.get(id);
  }

  void write(int id, int offset, long value) {
    get(id).write(offset, 4, value);
  }

  long read(int id, int offset) {
    return get(id).read(offset, 4);
  }

  /** The bit of a vector in the IRR, ISR or TMR, which begins at an offset. */
  boolean bit(int id, int offset, int vector) {
    return (read(id, offset + (vector >> 5) * 16) >>> (vector & 31) & 1) != 0;
  }

  /** Switches a local APIC to x2APIC mode. */
  void widen(int id) {
    get(id).setBase(get(id).base() | X2APIC_ENABLED);
  }

  void advanceTo(long cycles) {
    while (events.nextCycles() <= cycles) {
      now = Math.max(now, events.nextCycles());
      events.fireUntil(now);
    }
    now = cycles;
  }

  /** Lets what is under way arrive. */
  void settle() {
    advanceTo(now + LATENCY);
  }

  List<Integer> pending() {
    return all.stream().map(LocalApic::pending).toList();
  }

  private final class Recorder implements ApicSignals {
    private final int id;

    Recorder(int id) {
      this.id = id;
    }

    @Override
    public void interruptPending() {}

    @Override
    public void nonMaskableInterrupt() {
      signals.add("nmi " + id);
    }

    @Override
    public void initialize() {
      signals.add("init " + id);
    }

    @Override
    public void startUp(int vector) {
      signals.add("start-up %d at 0x%x".formatted(id, vector));
    }

    @Override
    public void windowMoved() {
      signals.add("window %d %s".formatted(id, get(id).window()));
    }
  }
}
