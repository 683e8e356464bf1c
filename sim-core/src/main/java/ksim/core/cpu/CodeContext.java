package ksim.core.cpu;

import ksim.core.encoding.CodeMode;

/**
 * How code is decoded and executed now, by CS, CR0.PE and IA32_EFER.LMA. Decoded code is good for
 * one context: operations may take what stands here for constant.
 *
 * @param number distinguishes the contexts of a CPU; 0 is 64-bit mode
 * @param mode how bytes are decoded
 * @param protectedMode CR0.PE is set and RFLAGS.VM clear: selectors name descriptors
 * @param base linear address of offset 0 of the code segment
 * @param limit largest offset that can be executed, unsigned
 */
public record CodeContext(int number, CodeMode mode, boolean protectedMode, long base, long limit) {
  /** 64-bit mode: CS has neither base nor limit. */
  public static final CodeContext LONG = new CodeContext(0, CodeMode.BITS_64, true, 0, -1);

  private static final long WRAP = 0xffff_ffffL;

  /** Whether this is 64-bit mode. */
  public boolean isLong() {
    return mode == CodeMode.BITS_64;
  }

  /** Linear address of an offset in the code segment: what RIP holds. */
  public long linear(long rip) {
    return isLong() ? rip : (base + rip) & WRAP;
  }

  /** Whether an offset lies beyond the limit of the code segment. */
  public boolean isBeyondLimit(long rip) {
    return Long.compareUnsigned(rip, limit) > 0;
  }
}
