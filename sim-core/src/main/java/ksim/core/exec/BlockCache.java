package ksim.core.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.CodeContext;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePageListener;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The decoded blocks of one CPU. They are found by RIP in a direct-mapped table, valid as long as
 * the state they were last checked under; behind it by RIP, context and physical address, so that a
 * flush of translations or a change of mode costs a new check but no new decoding.
 */
@SuppressWarnings("ReferenceEquality") // blocks, contexts and entries are known by identity
final class BlockCache implements CodePageListener {
  private static final int JUMP_ENTRIES = 1 << 14;
  private static final int FEW = 1 << 8;

  private record Key(long rip, CodeContext context, long physical) {}

  private final Cpu cpu;
  private final Mmu mmu;
  private final CodePages codePages;
  private final BlockDecoder decoder;
  private final RunControl control;
  private final int limit;
  private final Block none = Block.none();
  private final Block[] jumps = new Block[JUMP_ENTRIES];
  private final Map<Key, Block> blocks = new HashMap<>();
  private final Map<Long, List<Block>> byFrame = new HashMap<>();

  /**
   * @param cpu whose blocks they are
   * @param codePages told which frames hold code
   * @param decoder makes the blocks
   * @param control may end the run where a block would start
   * @param limit largest number of instructions in a block, at least 1
   */
  BlockCache(Cpu cpu, CodePages codePages, BlockDecoder decoder, RunControl control, int limit) {
    this.cpu = cpu;
    this.mmu = cpu.mmu;
    this.codePages = codePages;
    this.decoder = decoder;
    this.control = control;
    this.limit = limit;
    Arrays.fill(jumps, none);
    codePages.listen(this);
  }

  /**
   * The block at an address.
   *
   * @param rip where it starts, in the current code segment
   * @param stamp the current state of translation and of the CPU
   * @throws ksim.core.fault.GuestException #GP(0) beyond the limit of the code segment
   * @throws ksim.mmu.paging.PageFault if it cannot be fetched
   * @throws ksim.mmu.NonCanonicalAddress if the address is not canonical
   * @throws BlockAbandoned if the run ends at the address
   */
  Block find(long rip, long stamp) {
    Block block = jumps[slot(rip)];
    return block.start == rip && (block.stamp == stamp || isStill(block, stamp))
        ? block
        : findByPhysical(rip, stamp);
  }

  /**
   * Whether a block that was last entered in another state is what {@link #findByPhysical} would
   * find, as it is where only other translations than that of its page have gone. It is current
   * from then on.
   */
  boolean isStill(Block block, long stamp) {
    boolean same =
        !block.isDead()
            && block.context == cpu.code()
            && !block.code.crosses()
            && mmu.fetchesFrom(block.context.linear(block.start), block.code.physical());
    if (same) {
      block.stamp = stamp;
    }
    return same;
  }

  /** The block that was last entered at an address, dead if there is none. */
  Block lookUp(long rip, CodeContext context) {
    Block block = jumps[slot(rip)];
    return block.start == rip && block.context == context ? block : none;
  }

  private Block findByPhysical(long rip, long stamp) {
    CodeContext context = cpu.code();
    long linear = context.linear(rip);
    if (control.endsAt(linear)) {
      control.stop(new Stop.EndOfCode(linear));
      throw BlockAbandoned.INSTANCE;
    }
    if (context.isBeyondLimit(rip)) {
      throw GuestException.generalProtection();
    }
    long physical = mmu.translateFetch(linear);
    Key key = new Key(rip, context, physical);
    Block block = blocks.getOrDefault(key, none);
    if (block == none || !continuesAtTheSamePlace(block)) {
      block = decoder.decode(rip, context, physical, limit);
      remember(key, block);
    }
    block.stamp = stamp;
    jumps[slot(rip)] = block;
    return block;
  }

  /** Both pages of an instruction that crosses a border are checked, in order. */
  private boolean continuesAtTheSamePlace(Block block) {
    CodeBytes code = block.code;
    return !code.crosses()
        || mmu.translateFetch(block.context.linear(block.start + code.firstLength()))
            == code.continuation();
  }

  private void remember(Key key, Block block) {
    Block old = blocks.put(key, block);
    if (old != null) {
      forget(old);
    }
    rememberFrames(block);
  }

  private void rememberFrames(Block block) {
    rememberFrame(block.code.physical(), block);
    if (block.code.crosses()) {
      rememberFrame(block.code.continuation(), block);
    }
  }

  private void rememberFrame(long physical, Block block) {
    long frame = physical >>> PhysicalMemory.FRAME_SHIFT;
    byFrame.computeIfAbsent(frame, number -> new ArrayList<>()).add(block);
    codePages.add(frame);
  }

  /** Kills the blocks whose bytes a store has changed. */
  @Override
  public void stored(long physical, int bytes) {
    List<Block> candidates =
        byFrame.getOrDefault(physical >>> PhysicalMemory.FRAME_SHIFT, List.of());
    List<Block> hit = candidates.stream().filter(b -> b.code.overlaps(physical, bytes)).toList();
    for (Block block : hit) {
      blocks.remove(new Key(block.start, block.context, block.code.physical()), block);
      forget(block);
    }
  }

  private void forget(Block block) {
    block.kill();
    forgetFrame(block.code.physical(), block);
    if (block.code.crosses()) {
      forgetFrame(block.code.continuation(), block);
    }
  }

  private void forgetFrame(long physical, Block block) {
    long frame = physical >>> PhysicalMemory.FRAME_SHIFT;
    byFrame.getOrDefault(frame, new ArrayList<>()).remove(block);
  }

  /**
   * Forgets every block: what they were made from, other than code, has changed.
   *
   * @param inside a debugger may have stopped the CPU inside a block: it goes on there nevertheless
   */
  void clear(Suspension inside) {
    for (Block block : blocks.values()) {
      if (inside.isIn(block)) {
        block.stamp = Block.DEAD;
      } else {
        block.kill(); // so that no jump leads there
      }
    }
    if (blocks.size() > FEW) {
      Arrays.fill(jumps, none); // which keeps them from being collected
    }
    blocks.clear();
    byFrame.clear();
    if (inside.isActive()) {
      rememberFrames(inside.block()); // a store into it still ends it
    }
  }

  /** Forgets the blocks that an instruction is part of; see {@link #clear}. */
  void forget(long linear, Suspension inside) {
    List<Block> hit = blocks.values().stream().filter(b -> b.contains(linear)).toList();
    for (Block block : hit) {
      blocks.remove(new Key(block.start, block.context, block.code.physical()), block);
      if (inside.isIn(block)) {
        block.stamp = Block.DEAD;
      } else {
        forget(block);
      }
    }
  }

  private static int slot(long rip) {
    return (int) (rip ^ (rip >>> 14)) & (JUMP_ENTRIES - 1);
  }
}
