package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;
import ksim.mmu.FastTlbs.View;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PagingFeatures;
import ksim.mmu.tlb.FastTlb;
import ksim.mmu.tlb.TlbGeometry;

/**
 * The memory management unit of one CPU: every access of the CPU to memory by linear address.
 *
 * <p>Accesses throw {@link PageFault}, {@link NonCanonicalAddress} or {@link MisalignedAccess} and
 * have then changed nothing but, perhaps, accessed and dirty flags; a write across a page border
 * writes to neither page unless it may write to both. Data reads are zero-extended. Stale
 * translations are used until the guest invalidates them or the modelled TLB evicts them.
 *
 * <p>Devices are to be on the bus before the first access, or {@link #forgetDevices} to be called.
 */
public final class Mmu implements Persistent {
  private static final int OFFSET_MASK = 4095;

  private final PhysicalBus bus;
  private final FastTlbs fast;
  private final Translator translator;
  private final DataPath slowPath;
  private final TranslationInspection inspection;
  private final ViewChoice choice = new ViewChoice();

  /** The view that explicit data accesses and fetches use now, and its arrays. */
  private View view;

  private long[] readTag;
  private byte[][] readPage;
  private long[] writeTag;
  private byte[][] writePage;

  /**
   * @param bus RAM and devices, shared by all CPUs
   * @param codePages frames that hold decoded code, shared by all CPUs
   * @param geometry shape of this CPU's TLB
   */
  public Mmu(PhysicalBus bus, CodePages codePages, TlbGeometry geometry) {
    this(bus, codePages, geometry, PagingFeatures.ALL);
  }

  /**
   * @param bus RAM and devices, shared by all CPUs
   * @param codePages frames that hold decoded code, shared by all CPUs
   * @param geometry shape of this CPU's TLB
   * @param features what forms of paging the CPU has
   */
  public Mmu(PhysicalBus bus, CodePages codePages, TlbGeometry geometry, PagingFeatures features) {
    this(bus, codePages, geometry, features, true);
  }

  /**
   * @param fastTlb false takes every access through the modelled TLB; the guest cannot tell
   */
  Mmu(
      PhysicalBus bus,
      CodePages codePages,
      TlbGeometry geometry,
      PagingFeatures features,
      boolean fastTlb) {
    this.bus = bus;
    fast = new FastTlbs(fastTlb);
    translator = new Translator(bus, codePages, geometry, fast, features);
    inspection = new TranslationInspection(bus, translator);
    slowPath = new DataPath(bus, codePages, translator, fast::clearData);
    view = fast.supervisor;
    readTag = view.reads().tags();
    readPage = view.reads().pages();
    writeTag = view.writes().tags();
    writePage = view.writes().pages();
    codePages.listen(fast);
  }

  // ---- control ------------------------------------------------------------------------------

  /**
   * Takes up new values of CR0, CR4 and IA32_EFER and drops the translations that the change
   * invalidates (Intel SDM volume 3, section 5.10.4.1). LMA is taken to follow from LME and PG.
   * Under PAE paging it loads the PDPTE registers where the manual says so.
   */
  public void setControl(long cr0, long cr4, long efer) {
    translator.setControl(cr0, cr4, efer);
    choice.alignmentMask = (cr0 & ViewChoice.CR0_AM) != 0;
    selectView();
  }

  /**
   * MOV to CR3: drops all translations that are not global. With CR4.PCIDE only those of the new
   * PCID, or none if bit 63 of the value is set. Under PAE paging it loads the PDPTE registers.
   */
  public void loadCr3(long cr3) {
    translator.loadCr3(cr3);
  }

  /**
   * Whether the PDPTE registers of PAE paging could be loaded from a value of CR3: no present entry
   * has a reserved bit set. If not, the load of CR0, CR3 or CR4 that needs them raises #GP(0).
   */
  public boolean pointersAreLegal(long cr3) {
    return translator.pointersAreLegal(cr3);
  }

  /**
   * Loads the PDPTE registers anew, under PAE paging: what a load of CR0 or CR4 does that changes
   * CD, NW or PSE, which {@link #setControl} does not look at.
   */
  public void loadPointers() {
    translator.loadPointers();
  }

  /** Tells PKRU and IA32_PKRS from now on. They count under CR4.PKE and CR4.PKS. */
  public void setProtectionKeyRights(int pkru, int pkrs) {
    translator.setKeyRights(pkru, pkrs);
  }

  /** The value of CR3, without bit 63. */
  public long cr3() {
    return translator.cr3();
  }

  /**
   * Whether a linear address is canonical under the current paging mode: bits above the highest one
   * that is translated are copies of it (Intel SDM volume 1, section 3.3.7.1).
   */
  public boolean isCanonical(long linear) {
    return translator.isCanonical(linear);
  }

  /** Tells whether the CPU is at CPL 3 from now on. */
  public void setUserMode(boolean cpl3) {
    if (choice.userMode != cpl3) {
      choice.userMode = cpl3;
      selectView();
    }
  }

  /**
   * Tells the value of EFLAGS.AC from now on: at CPL below 3 it lifts SMAP, at CPL 3 it has
   * alignment checked if CR0.AM is set.
   */
  public void setAlignmentCheckFlag(boolean ac) {
    if (choice.alignmentCheckFlag != ac) {
      choice.alignmentCheckFlag = ac;
      selectView();
    }
  }

  private void selectView() {
    view = choice.of(fast, translator.control().accessPrevention());
    readTag = view.reads().tags();
    readPage = view.reads().pages();
    writeTag = view.writes().tags();
    writePage = view.writes().pages();
  }

  // ---- data reads ---------------------------------------------------------------------------

  /** Reads a byte. */
  public long read8(long linear) {
    int slot = FastTlb.slot(linear);
    return readTag[slot] == FastTlb.tagOf(linear)
        ? LittleEndian.get8(readPage[slot], (int) linear & OFFSET_MASK)
        : slowPath.read(view, linear, 1);
  }

  /** Reads two bytes at any alignment. */
  public long read16(long linear) {
    int slot = FastTlb.slot(linear);
    return readTag[slot] == FastTlb.tagOf(linear + 1)
        ? LittleEndian.get16(readPage[slot], (int) linear & OFFSET_MASK)
        : slowPath.read(view, linear, 2);
  }

  /** Reads four bytes at any alignment. */
  public long read32(long linear) {
    int slot = FastTlb.slot(linear);
    return readTag[slot] == FastTlb.tagOf(linear + 3)
        ? LittleEndian.get32(readPage[slot], (int) linear & OFFSET_MASK)
        : slowPath.read(view, linear, 4);
  }

  /** Reads eight bytes at any alignment. */
  public long read64(long linear) {
    int slot = FastTlb.slot(linear);
    return readTag[slot] == FastTlb.tagOf(linear + 7)
        ? LittleEndian.get64(readPage[slot], (int) linear & OFFSET_MASK)
        : slowPath.read(view, linear, 8);
  }

  /**
   * Reads sixteen bytes at any alignment, which is never checked, into two elements of an array,
   * which change only if all sixteen can be read.
   *
   * @param at index of the element for the low eight bytes
   */
  public void read128(long linear, long[] target, int at) {
    int slot = FastTlb.slot(linear);
    if (readTag[slot] == FastTlb.tagOf(linear + 15)) {
      byte[] page = readPage[slot];
      int offset = (int) linear & OFFSET_MASK;
      target[at] = LittleEndian.get64(page, offset);
      target[at + 1] = LittleEndian.get64(page, offset + 8);
    } else {
      slowPath.requireCanonical(linear + 15);
      View unchecked = view.aligned() ? fast.user : view;
      long low = slowPath.read(unchecked, linear, 8);
      target[at + 1] = slowPath.read(unchecked, linear + 8, 8);
      target[at] = low;
    }
  }

  // ---- data writes --------------------------------------------------------------------------

  /** Writes the low byte of a value. */
  public void write8(long linear, long value) {
    int slot = FastTlb.slot(linear);
    if (writeTag[slot] == FastTlb.tagOf(linear)) {
      LittleEndian.put8(writePage[slot], (int) linear & OFFSET_MASK, value);
    } else {
      slowPath.write(view, linear, 1, value);
    }
  }

  /** Writes the low two bytes of a value at any alignment. */
  public void write16(long linear, long value) {
    int slot = FastTlb.slot(linear);
    if (writeTag[slot] == FastTlb.tagOf(linear + 1)) {
      LittleEndian.put16(writePage[slot], (int) linear & OFFSET_MASK, value);
    } else {
      slowPath.write(view, linear, 2, value);
    }
  }

  /** Writes the low four bytes of a value at any alignment. */
  public void write32(long linear, long value) {
    int slot = FastTlb.slot(linear);
    if (writeTag[slot] == FastTlb.tagOf(linear + 3)) {
      LittleEndian.put32(writePage[slot], (int) linear & OFFSET_MASK, value);
    } else {
      slowPath.write(view, linear, 4, value);
    }
  }

  /** Writes eight bytes at any alignment. */
  public void write64(long linear, long value) {
    int slot = FastTlb.slot(linear);
    if (writeTag[slot] == FastTlb.tagOf(linear + 7)) {
      LittleEndian.put64(writePage[slot], (int) linear & OFFSET_MASK, value);
    } else {
      slowPath.write(view, linear, 8, value);
    }
  }

  /**
   * Writes sixteen bytes at any alignment, which is never checked; none of them if one cannot be
   * written.
   */
  public void write128(long linear, long low, long high) {
    int slot = FastTlb.slot(linear);
    if (writeTag[slot] == FastTlb.tagOf(linear + 15)) {
      byte[] page = writePage[slot];
      int offset = (int) linear & OFFSET_MASK;
      LittleEndian.put64(page, offset, low);
      LittleEndian.put64(page, offset + 8, high);
    } else {
      View unchecked = view.aligned() ? fast.user : view;
      checkWritable(linear, 16);
      slowPath.write(unchecked, linear, 8, low);
      slowPath.write(unchecked, linear + 8, 8, high);
    }
  }

  // ---- reads of read-modify-write instructions ----------------------------------------------

  /** Reads a byte that will be written: raises what the write would raise. */
  public long readForUpdate8(long linear) {
    int slot = FastTlb.slot(linear);
    return writeTag[slot] == FastTlb.tagOf(linear)
        ? LittleEndian.get8(writePage[slot], (int) linear & OFFSET_MASK)
        : slowPath.readForUpdate(view, linear, 1);
  }

  /** Reads two bytes that will be written: raises what the write would raise. */
  public long readForUpdate16(long linear) {
    int slot = FastTlb.slot(linear);
    return writeTag[slot] == FastTlb.tagOf(linear + 1)
        ? LittleEndian.get16(writePage[slot], (int) linear & OFFSET_MASK)
        : slowPath.readForUpdate(view, linear, 2);
  }

  /** Reads four bytes that will be written: raises what the write would raise. */
  public long readForUpdate32(long linear) {
    int slot = FastTlb.slot(linear);
    return writeTag[slot] == FastTlb.tagOf(linear + 3)
        ? LittleEndian.get32(writePage[slot], (int) linear & OFFSET_MASK)
        : slowPath.readForUpdate(view, linear, 4);
  }

  /** Reads eight bytes that will be written: raises what the write would raise. */
  public long readForUpdate64(long linear) {
    int slot = FastTlb.slot(linear);
    return writeTag[slot] == FastTlb.tagOf(linear + 7)
        ? LittleEndian.get64(writePage[slot], (int) linear & OFFSET_MASK)
        : slowPath.readForUpdate(view, linear, 8);
  }

  /**
   * Raises what a write would raise, and sets accessed and dirty flags, without writing.
   *
   * @param bytes width of the access, 1 to 4096
   */
  public void checkWritable(long linear, int bytes) {
    if (!view.writes().hits(linear, bytes)) {
      slowPath.checkWritable(view, linear, bytes);
    }
  }

  // ---- implicit supervisor accesses ---------------------------------------------------------

  /**
   * Reads a system structure (IDT, GDT, TSS), with supervisor privilege at any CPL.
   *
   * @param bytes width of the access: 1, 2, 4 or 8
   */
  public long readSupervisor(long linear, int bytes) {
    FastTlb reads = fast.supervisor.reads();
    return reads.hits(linear, bytes)
        ? LittleEndian.get(reads.pageOf(linear), (int) linear & OFFSET_MASK, bytes)
        : slowPath.readSystem(fast.supervisor, linear, bytes);
  }

  /**
   * Writes to a system structure or to the stack of an exception handler, with supervisor privilege
   * at any CPL.
   *
   * @param bytes width of the access: 1, 2, 4 or 8
   */
  public void writeSupervisor(long linear, int bytes, long value) {
    FastTlb writes = fast.supervisor.writes();
    if (writes.hits(linear, bytes)) {
      LittleEndian.put(writes.pageOf(linear), (int) linear & OFFSET_MASK, bytes, value);
    } else {
      slowPath.writeSystem(fast.supervisor, linear, bytes, value);
    }
  }

  // ---- runs of elements, see ElementRuns -----------------------------------------------------

  /** Stores a value into up to {@code count} elements upwards; answers how many, perhaps none. */
  public int fill(long linear, int bytes, long value, int count) {
    return ElementRuns.fill(view.writes(), linear, bytes, value, count);
  }

  /** Copies up to {@code count} elements upwards; answers how many, perhaps none. */
  public int copy(long source, long target, int bytes, int count) {
    return ElementRuns.copy(view.reads(), source, view.writes(), target, bytes, count);
  }

  // ---- instruction fetches ------------------------------------------------------------------

  /**
   * Translates the address of one byte of code at the current privilege. The bytes themselves are
   * read from {@link #bus}.
   *
   * @return its physical address; it holds for the rest of the 4 KiB page, at this privilege, as
   *     long as {@link #flushCount} stays the same
   */
  public long translateFetch(long linear) {
    FastTlb fetches = view.fetches();
    if (fetches.hits(linear, 1)) {
      return fetches.physicalOf(linear);
    }
    long physical = translator.translateFetch(linear, view.privilege());
    fetches.fill(linear, physical, FastTlb.NO_BYTES, 0);
    return physical;
  }

  /**
   * Whether {@link #translateFetch} would lead to a physical address at once, by a translation that
   * was used before. Changes nothing.
   */
  public boolean fetchesFrom(long linear, long physical) {
    FastTlb fetches = view.fetches();
    return fetches.hits(linear, 1) && fetches.physicalOf(linear) == physical;
  }

  /** RAM and devices by physical address. */
  public PhysicalBus bus() {
    return bus;
  }

  // ---- invalidation -------------------------------------------------------------------------

  /** INVLPG: drops the translation of an address, be it global. */
  public void invalidate(long linear) {
    translator.invalidate(linear);
  }

  /** INVPCID type 0: drops the translation of an address under a PCID unless it is global. */
  public void invalidateInContext(long linear, int pcid) {
    translator.invalidateNonGlobal(linear, pcid);
  }

  /** INVPCID type 1: drops a PCID's translations that are not global. */
  public void flushContext(int pcid) {
    translator.flushNonGlobal(pcid);
  }

  /** INVPCID type 3: drops all translations that are not global, of all PCIDs. */
  public void flushNonGlobal() {
    translator.flushNonGlobal();
  }

  /** INVPCID type 2: drops all translations. */
  public void flushAll() {
    translator.flushAll();
  }

  /**
   * Changes whenever a translation that instructions were fetched through has gone or may have: by
   * INVLPG, a flush, a load of CR3, a change of control bits, an eviction.
   */
  public long flushCount() {
    return translator.flushCount();
  }

  // ---- observation --------------------------------------------------------------------------

  /**
   * The physical address behind a linear one by the tables as they are now, whatever the rights.
   * Changes nothing.
   *
   * @return empty if there is none
   */
  public OptionalLong peek(long linear) {
    return translator.peek(linear);
  }

  /** More that can be seen from outside. */
  public TranslationInspection inspection() {
    return inspection;
  }

  /** The ranges that the guest watches by its debug registers. */
  public Watches guestWatches() {
    return slowPath.guestWatches();
  }

  /** The ranges that a debugger outside the machine watches. */
  public Watches debuggerWatches() {
    return slowPath.debuggerWatches();
  }

  /** Looks up anew what is RAM: devices have appeared or disappeared. */
  public void forgetDevices() {
    fast.clearData();
  }

  /** Appends every access from now on to a log: data, and page walks if it is a log of them. */
  public void recordAccesses(AccessLog log) {
    slowPath.record(log);
    fast.setRecorded(true);
  }

  /** Ends recording. */
  public void stopRecording() {
    slowPath.stopRecording();
    fast.setRecorded(false);
  }

  /** The fast TLBs hold nothing that anyone can notice. */
  @Override
  public void save(DataOutput out) throws IOException {
    choice.save(out);
    translator.save(out);
    slowPath.guestWatches().save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    choice.restore(in);
    translator.restore(in);
    slowPath.guestWatches().restore(in);
    fast.clear();
    selectView();
  }
}
