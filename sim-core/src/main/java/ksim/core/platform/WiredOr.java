package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.Persistent;

/** An input of an interrupt controller that several devices share: asserted while any asserts. */
final class WiredOr implements Persistent {
  private final InterruptLine input;
  private final List<Source> sources = new ArrayList<>();
  private int asserting;

  /**
   * @param input what the sources drive together
   */
  WiredOr(InterruptLine input) {
    this.input = input;
  }

  /** Connects another source, which does not assert. */
  InterruptLine source() {
    Source source = new Source();
    sources.add(source);
    return source;
  }

  /** Saves who asserts; the sources must be the same, in the same order, when it is restored. */
  @Override
  public void save(DataOutput out) throws IOException {
    for (Source source : sources) {
      out.writeBoolean(source.asserts);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    asserting = 0;
    for (Source source : sources) {
      source.asserts = in.readBoolean();
      asserting += source.asserts ? 1 : 0;
    }
  }

  private final class Source implements InterruptLine {
    private boolean asserts;

    @Override
    public void set(boolean asserted) {
      if (asserts == asserted) {
        return;
      }
      asserts = asserted;
      asserting += asserted ? 1 : -1;
      if (asserting == (asserted ? 1 : 0)) {
        input.set(asserted);
      }
    }
  }
}
