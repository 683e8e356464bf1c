package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.core.timing.uops.Resource;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** The cycles in which the newest values of all resources are ready, and what else is known. */
final class Registers implements Persistent, RelativeState {
  private static final int HIGH_BYTES = 4;

  /** Cycles from issue to start with which what was ready at issue is never late. */
  private static final int LONG_DELAY = 2;

  /** So many cycles before the base are still told. */
  private final int early;

  /** The cycle in which each resource is ready; {@link UopCode} numbers those beyond Resource. */
  final long[] ready = new long[UopCode.RESOURCES];

  /** General registers whose values came straight from a load, as a set. */
  int loaded;

  /**
   * Registers of which more is known that ends when they are written: general (bits 0 to 15) and
   * vector registers (16 to 31) that came from a load or share a value.
   */
  int tracked;

  /**
   * @param core the core description
   */
  Registers(CoreDescription core) {
    early = core.parameter("issue-to-start") < LONG_DELAY ? 1 : 0;
  }

  /** What is tracked has changed: registers that share a value, as sets. */
  void track(int generalShared, int vectorShared) {
    tracked = loaded | generalShared | vectorShared << Short.SIZE;
  }

  /** High bytes (AH ...) that have been written and not been merged, as a set. */
  private int separate;

  /** The high bytes that have been written and not been merged, as a set of registers 0 to 3. */
  int separateHighBytes() {
    return separate;
  }

  /** High bytes have been merged or overwritten with their registers. */
  void join(int registers) {
    separate &= ~registers;
  }

  /**
   * Before a micro-operation that reads or writes high bytes: one that is not renamed apart is
   * ready one cycle after its register (uiCA, section 4.1.4).
   */
  void readHighBytes() {
    for (int register = 0; register < HIGH_BYTES; register++) {
      if ((separate >>> register & 1) == 0) {
        ready[Resource.HIGH_BYTE + register] = ready[Resource.GENERAL + register] + 1;
      }
    }
  }

  /** A result has been written that may be a high byte. */
  void wroteHighByte(int resource) {
    if (UopCode.isHighByte(resource)) {
      separate |= 1 << (resource - Resource.HIGH_BYTE);
    }
  }

  /** Values come into force at the end of their instruction. */
  void commit(List<InstructionRules.Commit> commits) {
    for (InstructionRules.Commit commit : commits) {
      ready[commit.to()] = ready[commit.from()];
    }
  }

  /**
   * What is ready by the base is ready before what is issued next starts, and by a cycle at least:
   * with less it would be late, and so would be a high byte that comes one cycle after its register
   * with less than two.
   */
  @Override
  public void describe(StateWriter out) {
    int place = 0;
    for (int resource = 0; resource < UopCode.NOWHERE; resource++) {
      if (ready[resource] > out.base() - early) {
        out.word(resource - place);
        out.exactCycle(ready[resource]);
        place = resource;
      }
    }
    out.word(UopCode.RESOURCES);
    out.word(loaded);
    out.word(separate);
    out.word(tracked);
  }

  @Override
  public void adopt(StateReader in) {
    Arrays.fill(ready, 0);
    int resource = in.word();
    while (resource < UopCode.RESOURCES) {
      ready[resource] = in.cycle();
      resource += in.word();
    }
    loaded = in.word();
    separate = in.word();
    tracked = in.word();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, ready);
    out.writeInt(loaded);
    out.writeInt(separate);
    out.writeInt(tracked);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, ready);
    loaded = in.readInt();
    separate = in.readInt();
    tracked = in.readInt();
  }
}
