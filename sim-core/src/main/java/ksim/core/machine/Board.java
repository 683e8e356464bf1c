package ksim.core.machine;

/** What a machine has around its CPUs: its devices, and how they are connected. */
public interface Board {
  /** What kind of board it is. */
  String name();

  /**
   * Where the RAM is.
   *
   * @param bytes its size
   */
  default PcMemory memory(long bytes) {
    return PcMemory.flat(bytes);
  }

  /** Builds the devices and connects them; called once, when the machine is built. */
  void connect(Backplane plane);
}
