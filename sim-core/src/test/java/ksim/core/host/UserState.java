package ksim.core.host;

/**
 * Everything that a program in user mode can see of its processor.
 *
 * @param gpr RAX to R15 in hardware order
 * @param rip address of the instruction
 * @param rflags RFLAGS
 * @param selectors ES CS SS DS FS GS
 * @param fsBase base address of FS
 * @param gsBase base address of GS
 * @param image x87 and vector state as XSAVE stores it; see {@link Image}
 */
@SuppressWarnings("ArrayRecordComponent") // written once, then only read
record UserState(
    long[] gpr, long rip, long rflags, int[] selectors, long fsBase, long gsBase, byte[] image) {

  /** The same with other general registers. */
  UserState withGpr(long[] registers) {
    return new UserState(registers, rip, rflags, selectors, fsBase, gsBase, image);
  }

  /** The same with another x87 and vector state. */
  UserState withImage(byte[] bytes) {
    return new UserState(gpr, rip, rflags, selectors, fsBase, gsBase, bytes);
  }
}
