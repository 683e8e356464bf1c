package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.mmu.Persistent;

/**
 * The local vector table of a local APIC (Intel SDM volume 3, section 11.5.1): what becomes of the
 * interrupts of its timer, its pins and its errors.
 */
final class LocalVectorTable implements Persistent {
  private static final int REMOTE_REQUEST = 1 << 14;
  private static final int LEVEL_TRIGGERED = 1 << 15;
  private static final int MASKED = 1 << 16;

  private static final List<ApicRegister> ENTRIES =
      List.of(
          ApicRegister.LVT_TIMER,
          ApicRegister.LVT_THERMAL,
          ApicRegister.LVT_PERFORMANCE,
          ApicRegister.LVT_LINT0,
          ApicRegister.LVT_LINT1,
          ApicRegister.LVT_ERROR);

  /** Takes what an entry that is not masked makes of an interrupt. */
  interface Delivery {
    /**
     * @param mode what is to be done
     * @param vector 0 to 255
     * @param level whether the interrupt is level-triggered
     */
    void deliver(DeliveryMode mode, int vector, boolean level);
  }

  private final int[] values;
  private final Delivery delivery;

  /** Software has disabled the local APIC: all entries are and stay masked (section 11.4.7.2). */
  private boolean allMasked = true;

  private boolean lint0;
  private boolean lint1;

  /**
   * @param values the registers of the local APIC, by {@link ApicRegister#index()}
   * @param delivery takes the interrupts
   */
  LocalVectorTable(int[] values, Delivery delivery) {
    this.values = values;
    this.delivery = delivery;
  }

  /** The local APIC has been disabled by software, or enabled, which unmasks nothing. */
  void setMasked(boolean masked) {
    allMasked = masked;
    ENTRIES.forEach(this::keepMasked);
  }

  private void keepMasked(ApicRegister entry) {
    if (allMasked) {
      values[entry.index()] |= MASKED;
    }
  }

  /** An entry has been written. */
  void written(ApicRegister entry) {
    keepMasked(entry);
    if (!isLevelTriggered(entry)) {
      values[entry.index()] &= ~REMOTE_REQUEST;
    }
    serveLevel(entry);
  }

  private boolean isMasked(ApicRegister entry) {
    return (values[entry.index()] & MASKED) != 0;
  }

  private DeliveryMode mode(ApicRegister entry) {
    return DeliveryMode.of(values[entry.index()] >>> 8);
  }

  /** Only fixed interrupts of LINT0 can be: those of LINT1 are edges whatever is written. */
  private boolean isLevelTriggered(ApicRegister entry) {
    return entry == ApicRegister.LVT_LINT0
        && mode(entry) == DeliveryMode.FIXED
        && (values[entry.index()] & LEVEL_TRIGGERED) != 0;
  }

  /** An entry's source interrupts. */
  void interrupt(ApicRegister entry) {
    if (!isMasked(entry)) {
      delivery.deliver(mode(entry), values[entry.index()] & 0xff, isLevelTriggered(entry));
    }
  }

  /** A level-triggered pin interrupts while it is asserted, but not again before its EOI. */
  private void serveLevel(ApicRegister entry) {
    int value = values[entry.index()];
    boolean due = isLevelTriggered(entry) && lint0 && (value & (REMOTE_REQUEST | MASKED)) == 0;
    if (due) {
      values[entry.index()] |= REMOTE_REQUEST;
      interrupt(entry);
    }
  }

  /** The service of a level-triggered interrupt has ended. */
  void endOfInterrupt(int vector) {
    ApicRegister entry = ApicRegister.LVT_LINT0;
    if (isLevelTriggered(entry) && (values[entry.index()] & 0xff) == vector) {
      values[entry.index()] &= ~REMOTE_REQUEST;
      serveLevel(entry);
    }
  }

  /**
   * Drives LINT0.
   *
   * @param present false if the local APIC is globally disabled: then nothing else happens
   * @return whether it was driven otherwise before
   */
  boolean setLint0(boolean asserted, boolean present) {
    boolean changed = lint0 != asserted;
    lint0 = asserted;
    if (changed && present) {
      if (isLevelTriggered(ApicRegister.LVT_LINT0)) {
        serveLevel(ApicRegister.LVT_LINT0);
      } else if (asserted && mode(ApicRegister.LVT_LINT0) != DeliveryMode.EXTERNAL) {
        interrupt(ApicRegister.LVT_LINT0);
      }
    }
    return changed;
  }

  /** Drives LINT1, likewise. */
  boolean setLint1(boolean asserted, boolean present) {
    boolean changed = lint1 != asserted;
    lint1 = asserted;
    if (changed && asserted && present) {
      interrupt(ApicRegister.LVT_LINT1);
    }
    return changed;
  }

  /** Whether LINT0 is asserted. */
  boolean lint0() {
    return lint0;
  }

  /** Whether a controller outside requests an interrupt at LINT0, and its entry lets it through. */
  boolean external() {
    return lint0
        && !isMasked(ApicRegister.LVT_LINT0)
        && mode(ApicRegister.LVT_LINT0) == DeliveryMode.EXTERNAL;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(allMasked);
    out.writeBoolean(lint0);
    out.writeBoolean(lint1);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    allMasked = in.readBoolean();
    lint0 = in.readBoolean();
    lint1 = in.readBoolean();
  }
}
