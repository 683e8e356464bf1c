package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.InstructionUops;
import ksim.mmu.Persistent;

/**
 * The front end of a core, in program order: it gives each decoded micro-operation the cycle from
 * which it can be issued. For each block that runs: {@link #enter}, then for each decoded
 * micro-operation of the plan {@link #nextUop} and {@link #issued}; then, where prediction failed,
 * {@link #redirect} or {@link #redirectAtDecode}.
 */
public final class FrontEnd implements Persistent {
  private static final int WIDTH = 6;
  private static final int DECODE_REDIRECT = 8;

  private long cycle;
  private int left;

  /**
   * @param core the core description
   */
  public FrontEnd(CoreDescription core) {
    core.parameter("issue-width");
  }

  /**
   * Whether it has a micro-operation cache; without one all instructions come from the legacy
   * decoders, as they do in code that runs once.
   *
   * @param used whether it is used from now on; it is unless said otherwise
   */
  public void useUopCache(boolean used) {
    left = used ? left : 0;
  }

  /**
   * Analyses a block when it is decoded.
   *
   * @param block its instructions
   * @param address linear address of the first
   * @param physical its physical address
   */
  public FetchPlan plan(List<InstructionUops> block, long address, long physical) {
    int uops = 0;
    long end = address;
    for (InstructionUops instruction : block) {
      uops += instruction.uops().size();
      end += instruction.instruction().length();
    }
    return new FetchPlan(address, physical, end, uops);
  }

  /** A block begins to run. */
  public void enter(FetchPlan plan) {
    left = plan.uops() == 0 ? 0 : left;
  }

  /**
   * The cycle from which the next decoded micro-operation can be issued; asked once for each, in
   * program order, each after the one before was {@link #issued}.
   */
  public long nextUop() {
    if (left == 0) {
      left = WIDTH;
      cycle++;
    }
    left--;
    return cycle + 1;
  }

  /** The micro-operation that was asked for last has left the queue in a cycle. */
  public void issued(long leaving) {
    cycle = Math.max(cycle, leaving - WIDTH);
  }

  /**
   * A branch was mispredicted: what follows is fetched after it was executed.
   *
   * @param executed the cycle in which the branch started to execute
   */
  public void redirect(long executed) {
    cycle = Math.max(cycle, executed + WIDTH);
    left = 0;
  }

  /** The decoders found a branch that the predictor did not know: what follows is fetched then. */
  public void redirectAtDecode() {
    cycle += DECODE_REDIRECT;
    left = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(cycle);
    out.writeInt(left);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    cycle = in.readLong();
    left = in.readInt();
  }
}
