package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/** The last-level cache that the cores of a machine share, and the memory behind it. */
public final class SharedCache implements Persistent {
  private final String core;

  /**
   * @param core the cores that share it
   */
  public SharedCache(CoreDescription core) {
    this.core = core.name();
  }

  /** Name of the cores that share it. */
  String core() {
    return core;
  }

  @Override
  public void save(DataOutput out) throws IOException {}

  @Override
  public void restore(DataInput in) throws IOException {}
}
