package ksim.core.machine;

/** What a machine has around its CPUs: its devices, and how they are connected. */
public interface Board {
  /** What kind of board it is. */
  String name();

  /** Builds the devices and connects them; called once, when the machine is built. */
  void connect(Backplane plane);
}
