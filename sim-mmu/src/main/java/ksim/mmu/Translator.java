package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.paging.Access;
import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PageWalker;
import ksim.mmu.paging.PagingControl;
import ksim.mmu.paging.PagingFeatures;
import ksim.mmu.paging.PagingMode;
import ksim.mmu.paging.Privilege;
import ksim.mmu.paging.Pte;
import ksim.mmu.paging.Translation;
import ksim.mmu.tlb.ModelledTlb;
import ksim.mmu.tlb.TlbGeometry;

/** Translation by the modelled TLB and the page walk, and all that invalidates translations. */
final class Translator {
  private static final long PHYSICAL_MASK = (1L << Pte.PHYSICAL_ADDRESS_BITS) - 1;
  private static final long LINEAR_32 = 0xffff_ffffL;
  private static final long PCID_MASK = 0xfff;

  /** No physical address: the access faults. */
  static final long FAULT = -1;

  private static final long CR3_KEEP_TRANSLATIONS = 1L << 63;

  private final FastTlbs fast;
  private final ModelledTlb tlb;
  private final PageWalker walker;
  private final PagingFeatures features;
  private PagingControl control;
  private long cr3;
  private long misses;
  private long flushes;

  /** Where walks are recorded, if it is a log of walks. */
  private AccessLog log = AccessLog.ofData();

  /** A translation has failed since the last call of {@link #throwFault}. */
  private boolean faulted;

  Translator(
      PhysicalBus bus,
      CodePages codePages,
      TlbGeometry geometry,
      FastTlbs fast,
      PagingFeatures features) {
    this.fast = fast;
    this.features = features;
    control = PagingControl.of(0, 0, 0, features);
    walker = new PageWalker(bus, codePages);
    tlb = new ModelledTlb(geometry, this::dropped);
  }

  PagingControl control() {
    return control;
  }

  long cr3() {
    return cr3;
  }

  boolean isCanonical(long linear) {
    return control.mode().isCanonical(linear);
  }

  long misses() {
    return misses;
  }

  long walks() {
    return walker.walks();
  }

  long walkLoads() {
    return walker.loads();
  }

  long flushCount() {
    return flushes;
  }

  /**
   * The physical address for an access within one page.
   *
   * <p>A TLB entry that does not allow the access, or a write through one whose dirty flag is
   * clear, leads to a walk of the tables as they are now. So a fault is never raised from a stale
   * entry, and no entry for the address survives a fault (Intel SDM volume 3, section 5.10.4.1).
   *
   * @return {@link #FAULT} if the access faults: {@link #throwFault} is then to be called
   */
  long translate(long address, Access access, Privilege privilege) {
    if (!isCanonical(address)) {
      throw new NonCanonicalAddress(address);
    }
    if (!control.paging()) {
      return address & PHYSICAL_MASK;
    }
    long linear = control.mode().isLong() ? address : address & LINEAR_32;
    Translation known = tlb.find(linear, pcid(), access);
    if (known.isNone()) {
      misses++;
    } else if (suffices(known, access, privilege)) {
      return known.physicalOf(linear);
    } else {
      tlb.invalidate(linear, pcid());
    }
    Translation walked = walker.walk(cr3, linear, access, privilege, control);
    if (log.hasWalks()) {
      appendWalk(linear, !walked.isNone(), access == Access.FETCH);
    }
    if (walked.isNone()) {
      faulted = true;
      return FAULT;
    }
    tlb.insert(walked, pcid(), walked.isGlobal() && control.globalPages(), access);
    return walked.physicalOf(linear);
  }

  void recordWalks(AccessLog target) {
    log = target;
  }

  void stopRecording() {
    log = AccessLog.ofData();
  }

  private void appendWalk(long linear, boolean complete, boolean fetch) {
    int bytes = control.mode().entryBytes();
    int top = control.mode().topLevel();
    int last = walker.lastLevel();
    for (int level = top; level >= last; level--) {
      boolean leaf = complete && level == last;
      log.appendWalk(linear, walker.entryAddress(level), bytes, false, level, leaf, fetch);
    }
    for (int level = top; complete && level >= last; level--) {
      if (walker.hasSetFlags(level)) {
        log.appendWalk(
            linear, walker.entryAddress(level), bytes, true, level, level == last, fetch);
      }
    }
  }

  /**
   * As {@link #translate}, of an instruction fetch.
   *
   * @throws PageFault if it faults
   */
  long translateFetch(long address, Privilege privilege) {
    long physical = translate(address, Access.FETCH, privilege);
    throwFault();
    return physical;
  }

  /** Throws the fault of a translation that has failed. */
  void throwFault() {
    if (faulted) {
      faulted = false;
      throw walker.fault();
    }
  }

  OptionalLong peek(long linear) {
    if (!isCanonical(linear)) {
      return OptionalLong.empty();
    }
    return control.paging() ? walker.peek(cr3, linear, control) : OptionalLong.of(linear);
  }

  OptionalLong cached(long linear) {
    if (!isCanonical(linear) || !control.paging()) {
      return OptionalLong.empty();
    }
    Translation known = tlb.find(linear, pcid(), Access.READ);
    return known.isNone() ? OptionalLong.empty() : OptionalLong.of(known.physicalOf(linear));
  }

  void setControl(long cr0, long cr4, long efer) {
    PagingControl next = PagingControl.of(cr0, cr4, efer, features);
    if (next.equals(control)) {
      return;
    }
    PagingControl old = control;
    control = next;
    if (next.mode() == PagingMode.PAE && reloadsPointers(old, next)) {
      walker.loadPointers(cr3);
    }
    if (old.mode() != next.mode()
        || old.largePages() != next.largePages()
        || old.globalPages() != next.globalPages()
        || (old.processContexts() && !next.processContexts())
        || (!old.executePrevention() && next.executePrevention())) {
      tlb.flushAll();
    }
    tlb.setFourMebibytePages(next.mode() == PagingMode.BITS_32);
    changed();
  }

  /** Loads of CR0 and CR4 that change PG, PAE, PGE, PSE or SMEP load the PDPTE registers anew. */
  private static boolean reloadsPointers(PagingControl old, PagingControl next) {
    return old.mode() != next.mode()
        || old.globalPages() != next.globalPages()
        || old.executePrevention() != next.executePrevention();
  }

  /** Loads the PDPTE registers anew, if there are any. */
  void loadPointers() {
    if (control.mode() == PagingMode.PAE) {
      walker.loadPointers(cr3);
    }
  }

  boolean pointersAreLegal(long value) {
    return walker.pointersAreLegal(value);
  }

  /** Data translations that earlier rights of keys allowed are looked at anew. */
  void setKeyRights(int pkru, int pkrs) {
    boolean changes =
        (control.protectionKeys() && pkru != walker.userKeyRights())
            || (control.supervisorKeys() && pkrs != walker.supervisorKeyRights());
    walker.setKeyRights(pkru, pkrs);
    if (changes) {
      fast.clearData();
    }
  }

  /**
   * Whether an address is one that accesses start at: outside the long modes the second part of an
   * access can lie beyond 4 GiB, which is the bottom once more.
   */
  boolean isDistinct(long linear) {
    return control.mode().isLong() || !control.paging() || linear >>> 32 == 0;
  }

  void loadCr3(long value) {
    cr3 = value & ~CR3_KEEP_TRANSLATIONS;
    if (control.mode() == PagingMode.PAE) {
      walker.loadPointers(cr3);
    }
    if (!control.processContexts()) {
      tlb.flushNonGlobal();
    } else if ((value & CR3_KEEP_TRANSLATIONS) == 0) {
      tlb.flushNonGlobal(pcid());
    }
    changed();
  }

  void invalidate(long linear) {
    tlb.invalidate(linear, pcid());
  }

  void invalidateNonGlobal(long linear, int pcid) {
    tlb.invalidateNonGlobal(linear, pcid);
  }

  void flushNonGlobal(int pcid) {
    tlb.flushNonGlobal(pcid);
    changed();
  }

  void flushNonGlobal() {
    tlb.flushNonGlobal();
    changed();
  }

  void flushAll() {
    tlb.flushAll();
    changed();
  }

  private boolean suffices(Translation known, Access access, Privilege privilege) {
    return control.allows(known.rights(), access, privilege, walker.keyRights(known.rights()))
        && (access != Access.WRITE || known.isDirty());
  }

  private int pcid() {
    return control.processContexts() ? (int) (cr3 & PCID_MASK) : 0;
  }

  private void changed() {
    fast.clear();
    flushes++;
  }

  private void dropped(Translation translation, boolean fetched) {
    fast.drop(translation.linear(), translation.size().bytes());
    if (fetched) {
      flushes++; // whoever remembers code by linear address must ask again
    }
  }

  void save(DataOutput out) throws IOException {
    control.save(out);
    out.writeLong(cr3);
    out.writeLong(misses);
    out.writeLong(flushes);
    walker.save(out);
    tlb.save(out);
  }

  void restore(DataInput in) throws IOException {
    control = PagingControl.restored(in, features);
    cr3 = in.readLong();
    misses = in.readLong();
    flushes = in.readLong();
    walker.restore(in);
    tlb.setFourMebibytePages(control.mode() == PagingMode.BITS_32);
    tlb.restore(in);
  }
}
