package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Which moves of one register file are renamed away. A core keeps account of registers that share a
 * value in a few slots; a slot is free again when all registers that shared the value are
 * overwritten (of vector registers: all but one), and is seen to be free two cycles of issue later.
 *
 * <p>Source: "uiCA: Accurate Throughput Prediction of Basic Blocks on Recent Intel
 * Microarchitectures" (Abel, Reineke, 2022), section 4.1.4.
 */
final class MoveElimination implements Persistent, RelativeState {
  private static final int REGISTERS = 16;
  private static final byte NONE = -1;

  private final int slots;
  private final int fewest;

  /** Set of registers that share a value. */
  private int shared;

  /** The slot of each register that shares a value. */
  private final byte[] slotOf = new byte[REGISTERS];

  /** The registers of each slot. */
  private final int[] members = new int[REGISTERS];

  /** Set of slots in use. There are as many as registers, so that there is always one. */
  private int used;

  /** Nothing is shared, nor was of late: cycles that pass change nothing. */
  private boolean idle;

  private int eliminated;
  private int eliminatedBefore;
  private int usedBefore;
  private int usedTwoBefore;

  /**
   * @param slots number of slots; 0 if no move is renamed away
   * @param fewest a slot is in use as long as it has this many registers
   */
  MoveElimination(int slots, int fewest) {
    this.slots = slots;
    this.fewest = fewest;
    Arrays.fill(slotOf, NONE);
  }

  /** Registers that share a value, as a set. */
  int shared() {
    return shared;
  }

  /**
   * Cycles of issue begin.
   *
   * @param cycles number of cycles since the last call in which issue was not held up
   */
  void advance(long cycles) {
    if (idle) {
      return;
    }
    if (eliminated == 0) {
      drop();
    }
    usedTwoBefore = cycles == 1 ? usedBefore : Integer.bitCount(used);
    usedBefore = Integer.bitCount(used);
    eliminatedBefore = cycles == 1 ? eliminated : 0;
    eliminated = 0;
    idle = (used | eliminatedBefore | usedTwoBefore) == 0;
  }

  /** Frees slots with too few registers. */
  private void drop() {
    for (int rest = used; rest != 0; rest &= rest - 1) {
      int slot = Integer.numberOfTrailingZeros(rest);
      if (Integer.bitCount(members[slot]) < fewest) {
        free(slot);
      }
    }
  }

  private void free(int slot) {
    for (int rest = members[slot]; rest != 0; rest &= rest - 1) {
      slotOf[Integer.numberOfTrailingZeros(rest)] = NONE;
    }
    shared &= ~members[slot];
    members[slot] = 0;
    used &= ~(1 << slot);
  }

  /**
   * A move is renamed.
   *
   * @param source register that is read
   * @param target register that is written
   * @return whether it is renamed away
   */
  boolean move(int source, int target) {
    if (eliminated + eliminatedBefore + usedTwoBefore >= slots) {
      return false;
    }
    eliminated++;
    idle = false;
    if (slotOf[source] == NONE) {
      // With sixteen slots for sixteen registers, of which this one has none, one is free.
      int slot = Integer.numberOfTrailingZeros(~used);
      used |= 1 << slot;
      join(source, slot);
    }
    if (slotOf[target] != slotOf[source]) {
      overwrite(1 << target);
      join(target, slotOf[source]);
    }
    return true;
  }

  private void join(int register, int slot) {
    slotOf[register] = (byte) slot;
    members[slot] |= 1 << register;
    shared |= 1 << register;
  }

  /** Registers are given values of their own; only those that share one make a difference. */
  void overwrite(int registers) {
    int rest = registers & shared;
    shared &= ~registers;
    while (rest != 0) {
      int register = Integer.numberOfTrailingZeros(rest);
      rest &= rest - 1;
      int slot = slotOf[register];
      slotOf[register] = NONE;
      members[slot] &= ~(1 << register);
      if (members[slot] == 0) {
        used &= ~(1 << slot);
      }
    }
  }

  /** Which slots are used makes no difference, but which registers share one. */
  @Override
  public void describe(StateWriter out) {
    out.word(idle ? 1 : 0);
    for (int rest = shared; rest != 0; ) {
      int set = members[slotOf[Integer.numberOfTrailingZeros(rest)]];
      out.word(set);
      rest &= ~set;
    }
    out.word(0);
    out.word(eliminated);
    out.word(eliminatedBefore);
    out.word(usedBefore);
    out.word(usedTwoBefore);
  }

  @Override
  public void adopt(StateReader in) {
    idle = in.word() != 0;
    used = 0;
    shared = 0;
    Arrays.fill(slotOf, NONE);
    Arrays.fill(members, 0);
    for (int set = in.word(); set != 0; set = in.word()) {
      int slot = Integer.bitCount(used);
      used |= 1 << slot;
      for (int rest = set; rest != 0; rest &= rest - 1) {
        join(Integer.numberOfTrailingZeros(rest), slot);
      }
    }
    eliminated = in.word();
    eliminatedBefore = in.word();
    usedBefore = in.word();
    usedTwoBefore = in.word();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(shared);
    out.write(slotOf);
    SavedArrays.save(out, members);
    for (int value : new int[] {used, eliminated, eliminatedBefore, usedBefore, usedTwoBefore}) {
      out.writeInt(value);
    }
    out.writeBoolean(idle);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    shared = in.readInt();
    in.readFully(slotOf);
    SavedArrays.restore(in, members);
    used = in.readInt();
    eliminated = in.readInt();
    eliminatedBefore = in.readInt();
    usedBefore = in.readInt();
    usedTwoBefore = in.readInt();
    idle = in.readBoolean();
  }
}
