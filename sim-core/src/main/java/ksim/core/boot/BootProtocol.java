package ksim.core.boot;

import ksim.core.machine.Machine;

/** A way in which boot loaders hand a machine over to a kernel. */
public sealed interface BootProtocol permits MultibootProtocol, PvhProtocol, LinuxProtocol {
  /** Its name on command lines. */
  String name();

  /** What it is, in one line. */
  String description();

  /** Whether a file says of itself that it is booted this way. */
  boolean recognises(BinaryFile image);

  /**
   * Loads the image, and whatever else is asked for, and makes the first CPU ready to run it.
   *
   * @param machine a machine that has not run yet
   * @throws BadImage if it cannot be loaded
   */
  void load(BootRequest request, Machine machine) throws BadImage;
}
