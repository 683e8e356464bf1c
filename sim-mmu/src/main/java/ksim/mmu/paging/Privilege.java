package ksim.mmu.paging;

/** On whose behalf an access is made (Intel SDM volume 3, section 5.6). */
public enum Privilege {
  /**
   * CPL below 3, or an implicit access to a system structure at any CPL. Under SMAP it may not
   * touch user-mode data.
   */
  SUPERVISOR,
  /** CPL 3. */
  USER,
  /** An explicit access at CPL below 3 while EFLAGS.AC lifts SMAP. */
  SUPERVISOR_WITH_AC
}
