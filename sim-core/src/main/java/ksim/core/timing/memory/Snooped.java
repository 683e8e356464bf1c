package ksim.core.timing.memory;

/** The private caches of a core, as the shared cache sees them. */
interface Snooped {
  /**
   * Another core writes a line, or the shared cache gives it up: it must go.
   *
   * @param line physical address divided by 64
   * @return whether it was dirty
   */
  boolean invalidate(long line);

  /**
   * Another core reads a line: it may stay, clean and not writable.
   *
   * @param line physical address divided by 64
   * @return whether it was dirty
   */
  boolean share(long line);
}
