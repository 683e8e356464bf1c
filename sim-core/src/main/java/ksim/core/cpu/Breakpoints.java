package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;
import ksim.mmu.Watch;

/**
 * The breakpoints that DR0 to DR3 and DR7 enable (Intel SDM volume 3, section 18.2). Those on
 * execution are found when blocks are decoded, those on data by the MMU, those on ports by the
 * instructions. While none is enabled, nothing looks for one.
 */
public final class Breakpoints implements Persistent {
  /** Number of breakpoints. */
  public static final int COUNT = 4;

  private static final int ENABLED = 3;
  private static final int EXECUTE = 0;
  private static final int WRITE = 1;
  private static final int PORT = 2;
  private static final int[] BYTES = {1, 2, 8, 4};

  /** An enabled breakpoint. */
  private record Breakpoint(int index, int type, long address, int bytes) {}

  private final Mmu mmu;
  private List<Breakpoint> enabled = List.of();

  /** Which breakpoint each watch of the MMU is for. */
  private List<Integer> watched = List.of();

  private boolean tracing;
  private long executionVersion;
  private int portHits;

  /**
   * The instruction at hand follows a load of SS: no breakpoint on its execution. Set by the
   * interpreter.
   */
  public boolean inhibited;

  Breakpoints(Mmu mmu) {
    this.mmu = mmu;
  }

  /**
   * Takes up the debug registers.
   *
   * @param debug DR0 to DR7
   * @param ports CR4.DE: breakpoints on ports exist
   */
  public void update(long[] debug, boolean ports) {
    List<Breakpoint> next = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      boolean on = (debug[7] >>> (2 * i) & ENABLED) != 0;
      int type = (int) (debug[7] >>> (16 + 4 * i)) & 3;
      if (on && (type != PORT || ports)) {
        int bytes = type == EXECUTE ? 1 : BYTES[(int) (debug[7] >>> (18 + 4 * i)) & 3];
        next.add(new Breakpoint(i, type, debug[i] & -bytes, bytes));
      }
    }
    if (next.equals(enabled)) {
      return;
    }
    enabled = List.copyOf(next);
    executionVersion++;
    tracing = enabled.stream().anyMatch(b -> b.type() != EXECUTE);
    watchData();
  }

  private void watchData() {
    List<Watch> watches = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (Breakpoint b : enabled) {
      if (b.type() != EXECUTE && b.type() != PORT) {
        watches.add(new Watch(b.address(), b.bytes(), b.type() != WRITE));
        indexes.add(b.index());
      }
    }
    watched = List.copyOf(indexes);
    mmu.guestWatches().set(watches);
  }

  /** Changes whenever the breakpoints on execution may have. */
  public long executionVersion() {
    return executionVersion;
  }

  /** Whether a breakpoint on data or ports is enabled: instructions are executed one by one. */
  public boolean tracing() {
    return tracing;
  }

  /** The breakpoints on execution of the instruction at a linear address, a bit each. */
  public int executionAt(long linear) {
    int bits = 0;
    for (Breakpoint b : enabled) {
      bits |= b.type() == EXECUTE && b.address() == linear ? 1 << b.index() : 0;
    }
    return bits;
  }

  /** Notes an access to a port that has succeeded. */
  public void portAccessed(int port, int bytes) {
    if (tracing) {
      for (Breakpoint b : enabled) {
        boolean apart = port >= b.address() + b.bytes() || b.address() >= port + (long) bytes;
        portHits |= b.type() == PORT && !apart ? 1 << b.index() : 0;
      }
    }
  }

  /** An instruction has faulted: what it had accessed before does not count. */
  public void forgetHits() {
    if (tracing) {
      takeHits();
    }
  }

  /** The breakpoints on data and ports hit since the last call, a bit each. */
  public int takeHits() {
    if (!tracing) {
      return 0;
    }
    int hits = portHits;
    portHits = 0;
    int watchHits = mmu.guestWatches().takeHits();
    for (int i = 0; i < watched.size(); i++) {
      hits |= (watchHits >>> i & 1) << watched.get(i);
    }
    return hits;
  }

  /** Writes what was hit; which breakpoints there are follows from the debug registers. */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(portHits);
    out.writeBoolean(inhibited);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    portHits = in.readInt();
    inhibited = in.readBoolean();
  }
}
