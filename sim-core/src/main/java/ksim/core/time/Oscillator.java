package ksim.core.time;

/**
 * A crystal of another frequency than the core clock, in step with it: tick n happens at the first
 * core cycle at or after n / {@code hertz} seconds. The ratio is exact; nothing drifts.
 */
public final class Oscillator {
  private final Clock clock;
  private final long coreHertz;
  private final long hertz;

  /**
   * @param clock the time in core cycles
   * @param coreHertz frequency of the core clock in hertz
   * @param hertz frequency of the crystal in hertz, at most that of the core clock; the product of
   *     the two must fit into 63 bits
   */
  public Oscillator(Clock clock, long coreHertz, long hertz) {
    if (hertz < 1 || hertz > coreHertz) {
      throw new IllegalArgumentException(
          "a crystal of %d Hz under %d Hz".formatted(hertz, coreHertz));
    }
    Math.multiplyExact(coreHertz, hertz);
    this.clock = clock;
    this.coreHertz = coreHertz;
    this.hertz = hertz;
  }

  /** Its frequency in hertz. */
  public long hertz() {
    return hertz;
  }

  /** Ticks that have happened since the machine was switched on. */
  public long ticks() {
    return ticksAt(clock.cycles());
  }

  /**
   * Ticks that have happened by a time.
   *
   * @param cycles the time in core cycles, not negative
   */
  public long ticksAt(long cycles) {
    long seconds = cycles / coreHertz;
    return seconds * hertz + cycles % coreHertz * hertz / coreHertz;
  }

  /**
   * When a tick happens.
   *
   * @param tick its number, not negative; the first after switching on is 1
   * @return the time in core cycles, or {@link EventQueue#NEVER} if it is too far away to say
   */
  public long cyclesAt(long tick) {
    long seconds = tick / hertz;
    if (seconds >= EventQueue.NEVER / coreHertz) {
      return EventQueue.NEVER;
    }
    long rest = tick % hertz * coreHertz;
    return seconds * coreHertz + (rest + hertz - 1) / hertz;
  }
}
