package ksim.sched.kernel;

/** Where things are in the kernel's address space, as in OSv. */
public final class MemoryMap {
  /** Linear address at which the kernel's code starts. */
  public static final long TEXT = 0x4020_0000L;

  /** Linear address at which its data start. */
  public static final long DATA = 0x4030_0000L;

  /** Linear address of physical address 0 in the kernel's own window. */
  public static final long IMAGE_WINDOW = 0x4000_0000L;

  /** Physical address at which the kernel's data start. */
  static final long DATA_PHYSICAL = DATA - IMAGE_WINDOW;

  /** Length of that window, which the image has to fit in. */
  static final long WINDOW_BYTES = 64 << 20;

  /** The linear map: physical address 0 stands here, and all RAM behind it. */
  public static final long LINEAR_MAP = 0xffff_8000_0000_0000L;

  /** Start of anonymous mappings. */
  public static final long ANONYMOUS = 0x2000_0000_0000L;

  /** Physical address of the local APIC's registers. */
  public static final long LOCAL_APIC = 0xfee0_0000L;

  /** Size of a page. */
  public static final int PAGE = 4096;

  private MemoryMap() {}

  /** The physical address of a linear one in the kernel's own window. */
  static long physical(long imageAddress) {
    return imageAddress - IMAGE_WINDOW;
  }
}
