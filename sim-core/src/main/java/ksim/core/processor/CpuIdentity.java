package ksim.core.processor;

/**
 * Who a CPU is.
 *
 * @param number its number within its machine, from 0; also its APIC identifier
 * @param cpus number of CPUs of the machine: cores of one package
 * @param model what kind of processor it is
 * @param seed what its random-number generator starts from; each CPU draws its own numbers
 */
public record CpuIdentity(int number, int cpus, CpuModel model, long seed) {
  /** A CPU that is alone in its machine and has all features. */
  public static CpuIdentity alone(int number) {
    return new CpuIdentity(number, number + 1, CpuModels.everything(), 0);
  }
}
