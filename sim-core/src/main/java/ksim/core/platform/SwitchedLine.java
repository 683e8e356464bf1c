package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/** An interrupt line with a switch in it: while it is open, nothing comes through. */
public final class SwitchedLine implements InterruptLine, Persistent {
  private final InterruptLine behind;
  private boolean asserted;
  private boolean open;

  /**
   * @param behind the line behind the switch, which is closed at first
   */
  public SwitchedLine(InterruptLine behind) {
    this.behind = behind;
  }

  @Override
  public void set(boolean asserted) {
    this.asserted = asserted;
    if (!open) {
      behind.set(asserted);
    }
  }

  /** Opens the switch, which releases the line behind it, or closes it. */
  public void setOpen(boolean open) {
    if (open != this.open) {
      this.open = open;
      behind.set(asserted && !open);
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(asserted);
    out.writeBoolean(open);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    asserted = in.readBoolean();
    open = in.readBoolean();
  }
}
