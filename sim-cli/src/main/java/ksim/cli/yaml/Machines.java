package ksim.cli.yaml;

import java.util.List;
import ksim.core.timing.description.CoreDescription;

/** What machines can be made of, by the names that scenario files use. */
public final class Machines {
  private Machines() {}

  /** Names of the core descriptions. */
  public static List<String> cores() {
    return CoreDescription.names();
  }

  /** Names of the timing levels. */
  public static List<String> timingLevels() {
    return List.of("none", "fast", "detailed");
  }
}
