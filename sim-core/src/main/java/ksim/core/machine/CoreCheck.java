package ksim.core.machine;

import ksim.core.timing.TimingLevel;
import ksim.core.timing.description.CoreDescription;

/** Finds out whether machines can be built with a core whose parameters are changed. */
public final class CoreCheck {
  private static final long MEMORY_BYTES = 1 << 20;
  private static final long QUANTUM_CYCLES = 1_000;

  private CoreCheck() {}

  /**
   * Builds a machine with a core.
   *
   * @param core the core, perhaps with changed parameters; see {@link CoreDescription#load}
   * @param timing how cycles are counted: what a level does not use does not matter
   * @throws IllegalArgumentException if there is no such core or parameter, or if the values do not
   *     fit together
   */
  public static void requireBuildable(String core, TimingLevel timing) {
    CoreDescription.load(core);
    try {
      new Machine(
          new MachineConfiguration(1, MEMORY_BYTES, core, timing, QUANTUM_CYCLES), value -> {});
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          why.startsWith("core ") ? why : "core %s cannot be built: %s".formatted(core, why), e);
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "core %s cannot be built with these parameters".formatted(core), e);
    }
  }
}
