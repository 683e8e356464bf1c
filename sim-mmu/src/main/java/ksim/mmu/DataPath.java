package ksim.mmu;

import ksim.mmu.FastTlbs.View;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Access;
import ksim.mmu.tlb.FastTlb;

/**
 * Data accesses that miss the fast path: first to a page, across pages, to devices, to pages with
 * code, to frames not yet written, to pages with a data breakpoint, and all of them while accesses
 * are recorded.
 *
 * <p>A page fault is thrown as near to the instruction as can be, by {@link Translator#throwFault}:
 * from deeper down it would cost more than all the rest. What methods answer until then means
 * nothing.
 */
final class DataPath {
  private static final int OFFSET_MASK = 4095;

  private final PhysicalBus bus;
  private final PhysicalMemory memory;
  private final CodePages codePages;
  private final Translator translator;
  private boolean recording;
  private AccessLog log = AccessLog.ofData();
  private final Watches guestWatches;
  private final Watches debuggerWatches;

  /**
   * @param watchesChanged to be called when other ranges are watched
   */
  DataPath(PhysicalBus bus, CodePages codePages, Translator translator, Runnable watchesChanged) {
    guestWatches = new Watches(watchesChanged);
    debuggerWatches = new Watches(watchesChanged);
    this.bus = bus;
    this.memory = bus.memory();
    this.codePages = codePages;
    this.translator = translator;
  }

  void record(AccessLog target) {
    recording = true;
    log = target;
    translator.recordWalks(target);
  }

  void stopRecording() {
    recording = false;
    translator.stopRecording();
  }

  Watches guestWatches() {
    return guestWatches;
  }

  Watches debuggerWatches() {
    return debuggerWatches;
  }

  private void notice(long linear, int bytes, boolean write) {
    guestWatches.notice(linear, bytes, write);
    debuggerWatches.notice(linear, bytes, write);
  }

  private boolean isWatched(long linear) {
    return guestWatches.includesPageOf(linear) || debuggerWatches.includesPageOf(linear);
  }

  long read(View view, long linear, int bytes) {
    FastTlb tlb = view.reads();
    if (tlb.hitsRecorded(linear, bytes)) {
      return readRecorded(tlb, linear, bytes);
    }
    long value = readSlow(view, linear, bytes);
    translator.throwFault();
    return value;
  }

  void write(View view, long linear, int bytes, long value) {
    FastTlb tlb = view.writes();
    if (tlb.hitsRecorded(linear, bytes)) {
      log.append(linear, tlb.physicalOf(linear), bytes, true);
      LittleEndian.put(tlb.pageOf(linear), (int) linear & OFFSET_MASK, bytes, value);
    } else {
      writeSlow(view, linear, bytes, value);
      translator.throwFault();
    }
  }

  long readForUpdate(View view, long linear, int bytes) {
    FastTlb tlb = view.writes();
    if (tlb.hitsRecorded(linear, bytes)) {
      return readRecorded(tlb, linear, bytes);
    }
    long value = readForUpdateSlow(view, linear, bytes);
    translator.throwFault();
    return value;
  }

  /** As {@link #read}, of a system structure. */
  long readSystem(View view, long linear, int bytes) {
    int logged = log.size();
    long value = read(view, linear, bytes);
    log.markSystem(logged);
    return value;
  }

  /** As {@link #write}, to a system structure or the stack of an exception handler. */
  void writeSystem(View view, long linear, int bytes, long value) {
    int logged = log.size();
    write(view, linear, bytes, value);
    log.markSystem(logged);
  }

  private long readRecorded(FastTlb tlb, long linear, int bytes) {
    log.append(linear, tlb.physicalOf(linear), bytes, false);
    return LittleEndian.get(tlb.pageOf(linear), (int) linear & OFFSET_MASK, bytes);
  }

  private long readSlow(View view, long linear, int bytes) {
    int first = firstPart(linear, bytes);
    checkAlignment(view, linear, bytes);
    long physical = readable(view, linear);
    if (first == bytes || physical == Translator.FAULT) {
      return readOne(linear, physical, bytes);
    }
    long next = readable(view, linear + first);
    if (next == Translator.FAULT) {
      return 0;
    }
    notice(linear, bytes, false);
    return joined(linear, physical, first, next, bytes);
  }

  private long readForUpdateSlow(View view, long linear, int bytes) {
    int first = firstPart(linear, bytes);
    checkAlignment(view, linear, bytes);
    long physical = writable(view, linear);
    if (first == bytes || physical == Translator.FAULT) {
      return readOne(linear, physical, bytes);
    }
    long next = writable(view, linear + first);
    if (next == Translator.FAULT) {
      return 0;
    }
    notice(linear, bytes, false);
    return joined(linear, physical, first, next, bytes);
  }

  private void writeSlow(View view, long linear, int bytes, long value) {
    int first = firstPart(linear, bytes);
    checkAlignment(view, linear, bytes);
    long physical = writable(view, linear);
    if (physical == Translator.FAULT) {
      return;
    }
    if (first == bytes) {
      notice(linear, bytes, true);
      writePart(linear, physical, bytes, value);
      return;
    }
    long next = writable(view, linear + first);
    if (next == Translator.FAULT) {
      return;
    }
    notice(linear, bytes, true);
    writePart(linear, physical, first, value);
    writePart(linear + first, next, bytes - first, value >>> (8 * first));
  }

  private long readOne(long linear, long physical, int bytes) {
    if (physical == Translator.FAULT) {
      return 0;
    }
    notice(linear, bytes, false);
    return readPart(linear, physical, bytes);
  }

  /** Alignment is checked after canonicality and before translation, as processors do. */
  private void checkAlignment(View view, long linear, int bytes) {
    if (view.aligned() && (linear & (bytes - 1)) != 0) {
      if (!translator.isCanonical(linear)) {
        throw new NonCanonicalAddress(linear);
      }
      throw new MisalignedAccess(linear);
    }
  }

  /** Raises what a write would raise. */
  void checkWritable(View view, long linear, int bytes) {
    int first = firstPart(linear, bytes);
    if (writable(view, linear) != Translator.FAULT && first != bytes) {
      writable(view, linear + first);
    }
    translator.throwFault();
  }

  private long joined(long linear, long physical, int first, long next, int bytes) {
    long low = readPart(linear, physical, first);
    return low | (readPart(linear + first, next, bytes - first) << (8 * first));
  }

  private long readPart(long linear, long physical, int bytes) {
    if (recording) {
      append(linear, physical, bytes, false);
    }
    return bus.read(physical, bytes);
  }

  private void append(long linear, long physical, int bytes, boolean write) {
    if (bus.isRam(physical)) {
      log.append(linear, physical, bytes, write);
    } else {
      log.appendDevice(linear, physical, bytes, write);
    }
  }

  private void writePart(long linear, long physical, int bytes, long value) {
    if (recording) {
      append(linear, physical, bytes, true);
    }
    bus.write(physical, bytes, value);
    codePages.stored(physical, bytes);
  }

  private long readable(View view, long linear) {
    FastTlb tlb = view.reads();
    boolean held = tlb.holds(linear);
    if (held && !tlb.has(linear, FastTlb.UNWRITTEN)) {
      return tlb.physicalOf(linear);
    }
    long physical =
        held ? tlb.physicalOf(linear) : translator.translate(linear, Access.READ, view.privilege());
    if (physical == Translator.FAULT) {
      return physical;
    }
    fill(tlb, linear, physical, attributes(physical));
    return physical;
  }

  private long writable(View view, long linear) {
    FastTlb tlb = view.writes();
    boolean held = tlb.holds(linear);
    if (held && !tlb.has(linear, FastTlb.UNWRITTEN | FastTlb.CODE)) {
      return tlb.physicalOf(linear);
    }
    long physical =
        held
            ? tlb.physicalOf(linear)
            : translator.translate(linear, Access.WRITE, view.privilege());
    if (physical == Translator.FAULT) {
      return physical;
    }
    boolean code = codePages.contains(physical >>> PhysicalMemory.FRAME_SHIFT);
    fill(tlb, linear, physical, attributes(physical) | (code ? FastTlb.CODE : 0));
    return physical;
  }

  private void fill(FastTlb tlb, long linear, long physical, int attributes) {
    if (!translator.isDistinct(linear)) {
      return;
    }
    int all = attributes | (isWatched(linear) ? FastTlb.WATCHED : 0);
    tlb.fill(linear, physical, all == 0 ? memory.frame(physical) : FastTlb.NO_BYTES, all);
  }

  private int attributes(long physical) {
    if (!bus.isRamPage(physical)) {
      return FastTlb.DEVICE;
    }
    return memory.isAllocated(physical) ? 0 : FastTlb.UNWRITTEN;
  }

  /** How many bytes of an access lie in its first page. The rest must have a canonical address. */
  private int firstPart(long linear, int bytes) {
    int first = Math.min(bytes, 4096 - ((int) linear & OFFSET_MASK));
    if (first != bytes) {
      requireCanonical(linear + first);
    }
    return first;
  }

  /**
   * What comes before a page fault on any byte of an access.
   *
   * @throws NonCanonicalAddress if the address is not canonical
   */
  void requireCanonical(long linear) {
    if (!translator.isCanonical(linear)) {
      throw new NonCanonicalAddress(linear);
    }
  }
}
