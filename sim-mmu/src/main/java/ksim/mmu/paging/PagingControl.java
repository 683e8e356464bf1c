package ksim.mmu.paging;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The bits of CR0, CR4 and IA32_EFER that modify paging (Intel SDM volume 3, section 5.1.3).
 *
 * @param mode the paging mode
 * @param writeProtect CR0.WP: supervisor writes obey R/W too
 * @param largePages CR4.PSE, or a mode that has large pages always: PS of a PDE counts
 * @param globalPages CR4.PGE
 * @param processContexts CR4.PCIDE
 * @param executePrevention CR4.SMEP: no supervisor fetches from user-mode pages
 * @param accessPrevention CR4.SMAP: no supervisor data accesses to user-mode pages
 * @param executeDisable IA32_EFER.NXE, in a mode whose entries have the bit
 * @param protectionKeys CR4.PKE, in 4-level and 5-level paging: keys of user-mode pages count
 * @param supervisorKeys CR4.PKS, in 4-level and 5-level paging: keys of supervisor-mode pages count
 * @param features what the processor has
 */
public record PagingControl(
    PagingMode mode,
    boolean writeProtect,
    boolean largePages,
    boolean globalPages,
    boolean processContexts,
    boolean executePrevention,
    boolean accessPrevention,
    boolean executeDisable,
    boolean protectionKeys,
    boolean supervisorKeys,
    PagingFeatures features) {

  private static final long CR0_WP = 1L << 16;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_PSE = 1L << 4;
  private static final long CR4_PAE = 1L << 5;
  private static final long CR4_PGE = 1L << 7;
  private static final long CR4_LA57 = 1L << 12;
  private static final long CR4_PCIDE = 1L << 17;
  private static final long CR4_SMEP = 1L << 20;
  private static final long CR4_SMAP = 1L << 21;
  private static final long CR4_PKE = 1L << 22;
  private static final long CR4_PKS = 1L << 24;
  private static final long EFER_LME = 1L << 8;
  private static final long EFER_NXE = 1L << 11;

  /** Paging switched off, as after reset. */
  public static final PagingControl OFF = of(0, 0, 0, PagingFeatures.ALL);

  /** Reads the bits from the registers' values. */
  public static PagingControl of(long cr0, long cr4, long efer, PagingFeatures features) {
    PagingMode mode = mode(cr0, cr4, efer);
    return new PagingControl(
        mode,
        (cr0 & CR0_WP) != 0,
        mode != PagingMode.BITS_32 || (cr4 & CR4_PSE) != 0,
        (cr4 & CR4_PGE) != 0,
        (cr4 & CR4_PCIDE) != 0,
        (cr4 & CR4_SMEP) != 0,
        (cr4 & CR4_SMAP) != 0,
        (efer & EFER_NXE) != 0 && mode != PagingMode.BITS_32,
        (cr4 & CR4_PKE) != 0 && mode.isLong(),
        (cr4 & CR4_PKS) != 0 && mode.isLong(),
        features);
  }

  private static PagingMode mode(long cr0, long cr4, long efer) {
    if ((cr0 & CR0_PG) == 0) {
      return PagingMode.NONE;
    }
    if ((cr4 & CR4_PAE) == 0) {
      return PagingMode.BITS_32;
    }
    if ((efer & EFER_LME) == 0) {
      return PagingMode.PAE;
    }
    return (cr4 & CR4_LA57) != 0 ? PagingMode.LEVEL_5 : PagingMode.LEVEL_4;
  }

  /** CR0.PG; if clear, linear addresses are physical addresses. */
  public boolean paging() {
    return mode != PagingMode.NONE;
  }

  /**
   * Whether an access is allowed by the rights that a translation gives (Intel SDM volume 3,
   * section 5.6).
   *
   * @param rights {@link Pte#WRITABLE}, {@link Pte#USER} and {@link Pte#EXECUTE_DISABLE} as
   *     combined from every entry on the path, {@link Pte#PROTECTION_KEY} of the last
   * @param keyRights of the keys of such pages: PKRU or IA32_PKRS
   */
  public boolean allows(long rights, Access access, Privilege privilege, int keyRights) {
    boolean userPage = (rights & Pte.USER) != 0;
    boolean user = privilege == Privilege.USER;
    if (user && !userPage) {
      return false;
    }
    if (access == Access.FETCH) {
      boolean prevented = !user && userPage && executePrevention;
      return !prevented && !(executeDisable && (rights & Pte.EXECUTE_DISABLE) != 0);
    }
    if (userPage && accessPrevention && privilege == Privilege.SUPERVISOR) {
      return false;
    }
    if (keyForbids(rights, access, privilege, keyRights)) {
      return false;
    }
    boolean obeysWritable = user || writeProtect;
    return access == Access.READ || (rights & Pte.WRITABLE) != 0 || !obeysWritable;
  }

  /** Whether the protection key of a page forbids a data access (section 5.6.2). */
  private boolean keyForbids(long rights, Access access, Privilege privilege, int keyRights) {
    boolean counts = (rights & Pte.USER) != 0 ? protectionKeys : supervisorKeys;
    if (!counts || access == Access.FETCH) {
      return false;
    }
    int disabled = keyRights >>> (2 * Pte.protectionKey(rights));
    boolean accessDisabled = (disabled & 1) != 0;
    boolean writeDisabled = (disabled & 2) != 0 && (privilege == Privilege.USER || writeProtect);
    return accessDisabled || (access == Access.WRITE && writeDisabled);
  }

  /** Error code of a page fault for an access, without the bits P, RSVD and PK. */
  public int errorCode(Access access, Privilege privilege) {
    int code = privilege == Privilege.USER ? PageFault.USER : 0;
    return switch (access) {
      case READ -> code;
      case WRITE -> code | PageFault.WRITE;
      case FETCH -> executeDisable || executePrevention ? code | PageFault.INSTRUCTION_FETCH : code;
    };
  }

  /** Error code of a page fault for an access that a present page does not allow. */
  public int violationCode(long rights, Access access, Privilege privilege, int keyRights) {
    int code = errorCode(access, privilege) | PageFault.PRESENT;
    return keyForbids(rights, access, privilege, keyRights)
        ? code | PageFault.PROTECTION_KEY
        : code;
  }

  /** Writes it, the features excepted, for {@link #restored}. */
  public void save(DataOutput out) throws IOException {
    out.writeUTF(mode.name());
    out.writeBoolean(writeProtect);
    out.writeBoolean(largePages);
    out.writeBoolean(globalPages);
    out.writeBoolean(processContexts);
    out.writeBoolean(executePrevention);
    out.writeBoolean(accessPrevention);
    out.writeBoolean(executeDisable);
    out.writeBoolean(protectionKeys);
    out.writeBoolean(supervisorKeys);
  }

  /** Reads what {@link #save} has written. */
  public static PagingControl restored(DataInput in, PagingFeatures features) throws IOException {
    return new PagingControl(
        PagingMode.valueOf(in.readUTF()),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        features);
  }
}
