package ksim.mmu.paging;

/**
 * The bits of CR0, CR4 and IA32_EFER that modify paging (Intel SDM volume 3, section 5.1.3).
 *
 * @param paging CR0.PG; if clear, linear addresses are physical addresses
 * @param writeProtect CR0.WP: supervisor writes obey R/W too
 * @param globalPages CR4.PGE
 * @param processContexts CR4.PCIDE
 * @param executePrevention CR4.SMEP: no supervisor fetches from user-mode pages
 * @param accessPrevention CR4.SMAP: no supervisor data accesses to user-mode pages
 * @param executeDisable IA32_EFER.NXE
 */
public record PagingControl(
    boolean paging,
    boolean writeProtect,
    boolean globalPages,
    boolean processContexts,
    boolean executePrevention,
    boolean accessPrevention,
    boolean executeDisable) {

  private static final long CR0_WP = 1L << 16;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_PAE = 1L << 5;
  private static final long CR4_PGE = 1L << 7;
  private static final long CR4_LA57 = 1L << 12;
  private static final long CR4_PCIDE = 1L << 17;
  private static final long CR4_SMEP = 1L << 20;
  private static final long CR4_SMAP = 1L << 21;
  private static final long CR4_PKE = 1L << 22;
  private static final long CR4_CET = 1L << 23;
  private static final long CR4_PKS = 1L << 24;
  private static final long EFER_LME = 1L << 8;
  private static final long EFER_NXE = 1L << 11;

  /** Paging switched off, as after reset. */
  public static final PagingControl OFF =
      new PagingControl(false, false, false, false, false, false, false);

  /**
   * Reads the bits from the registers' values.
   *
   * @throws UnsupportedPagingMode if paging is on in any mode but 4-level paging, or with
   *     protection keys or shadow stacks
   */
  public static PagingControl of(long cr0, long cr4, long efer) {
    boolean paging = (cr0 & CR0_PG) != 0;
    if (paging) {
      String unsupported = unsupportedFeature(cr4, efer);
      if (!unsupported.isEmpty()) {
        throw new UnsupportedPagingMode(unsupported, cr0, cr4, efer);
      }
    }
    return new PagingControl(
        paging,
        (cr0 & CR0_WP) != 0,
        (cr4 & CR4_PGE) != 0,
        (cr4 & CR4_PCIDE) != 0,
        (cr4 & CR4_SMEP) != 0,
        (cr4 & CR4_SMAP) != 0,
        (efer & EFER_NXE) != 0);
  }

  private static String unsupportedFeature(long cr4, long efer) {
    if ((cr4 & CR4_PAE) == 0) {
      return "32-bit paging";
    }
    if ((efer & EFER_LME) == 0) {
      return "PAE paging";
    }
    if ((cr4 & CR4_LA57) != 0) {
      return "5-level paging";
    }
    if ((cr4 & (CR4_PKE | CR4_PKS)) != 0) {
      return "paging with protection keys";
    }
    return (cr4 & CR4_CET) != 0 ? "paging with shadow stacks (CET)" : "";
  }

  /**
   * Whether an access is allowed by the rights that a translation gives (Intel SDM volume 3,
   * section 5.6.1).
   *
   * @param rights {@link Pte#WRITABLE}, {@link Pte#USER} and {@link Pte#EXECUTE_DISABLE} as
   *     combined from every entry on the path
   */
  public boolean allows(long rights, Access access, Privilege privilege) {
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
    boolean obeysWritable = user || writeProtect;
    return access == Access.READ || (rights & Pte.WRITABLE) != 0 || !obeysWritable;
  }

  /** Error code of a page fault for an access, without the bits P and RSVD. */
  public int errorCode(Access access, Privilege privilege) {
    int code = privilege == Privilege.USER ? PageFault.USER : 0;
    return switch (access) {
      case READ -> code;
      case WRITE -> code | PageFault.WRITE;
      case FETCH -> executeDisable || executePrevention ? code | PageFault.INSTRUCTION_FETCH : code;
    };
  }
}
