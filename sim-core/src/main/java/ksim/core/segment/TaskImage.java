package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;

/**
 * Where a task state segment keeps what (Intel SDM volume 3, figures 7-2 and 7-10).
 *
 * @param bytes width of a register
 * @param smallestLimit limit that a task state must at least have
 * @param rip offset of EIP or IP; EFLAGS and the eight general registers follow
 * @param selectors offset of ES; CS, SS, DS and, of a 32-bit one, FS and GS follow, then LDTR, each
 *     as wide as a register
 * @param selectorCount how many segment registers it has
 */
record TaskImage(int bytes, int smallestLimit, int rip, int selectors, int selectorCount) {
  /** Offset of CR3, which only a 32-bit one has. */
  static final int CR3 = 0x1c;

  /** Offset of the word whose low bit asks for a debug trap; only a 32-bit one has it. */
  static final int TRAP = 0x64;

  private static final TaskImage NARROW = new TaskImage(2, 0x2b, 0x0e, 0x22, 4);
  private static final TaskImage WIDE = new TaskImage(4, 0x67, 0x20, 0x48, 6);

  /** Type bit of a descriptor that tells a 32-bit task state from a 16-bit one. */
  private static final int TYPE_32 = 8;

  private static final int GENERAL_REGISTERS = 8;

  /** The form of a task state, by its descriptor. */
  static TaskImage of(Segment task) {
    return (task.type() & TYPE_32) != 0 ? WIDE : NARROW;
  }

  boolean isWide() {
    return bytes == 4;
  }

  private int generalRegister(int number) {
    return rip + (2 + number) * bytes;
  }

  private int selector(int number) {
    return selectors + number * bytes;
  }

  /** Saves the registers of the CPU. */
  void save(Cpu cpu, long base, long savedRip, long rflags) {
    write(cpu, base + rip, savedRip);
    write(cpu, base + rip + bytes, rflags);
    for (int number = 0; number < GENERAL_REGISTERS; number++) {
      write(cpu, base + generalRegister(number), cpu.gpr[number]);
    }
    for (int number = 0; number < selectorCount; number++) {
      cpu.mmu.writeSupervisor(base + selector(number), 2, cpu.segments.selector(number));
    }
  }

  private void write(Cpu cpu, long address, long value) {
    cpu.mmu.writeSupervisor(address, bytes, value);
  }

  /** Reads what a task resumes with. */
  Task read(Cpu cpu, long base) {
    long[] general = new long[GENERAL_REGISTERS];
    for (int number = 0; number < general.length; number++) {
      general[number] = readRegister(cpu, base + generalRegister(number));
    }
    int[] visible = new int[Segments.GS + 1];
    for (int number = 0; number < selectorCount; number++) {
      visible[number] = (int) cpu.mmu.readSupervisor(base + selector(number), 2);
    }
    return new Task(
        readRegister(cpu, base + rip),
        readRegister(cpu, base + rip + bytes),
        general,
        visible,
        (int) cpu.mmu.readSupervisor(base + selector(selectorCount), 2),
        isWide() ? cpu.mmu.readSupervisor(base + CR3, 4) : 0,
        isWide() && (cpu.mmu.readSupervisor(base + TRAP, 2) & 1) != 0);
  }

  private long readRegister(Cpu cpu, long address) {
    return cpu.mmu.readSupervisor(address, bytes);
  }

  /**
   * What a task resumes with.
   *
   * @param rip EIP or IP
   * @param rflags EFLAGS or FLAGS
   * @param general the general registers in hardware order
   * @param selectors the segment registers in hardware order, absent ones null
   * @param localTable selector of its local descriptor table
   * @param cr3 CR3; only of a 32-bit one
   * @param trap it asks for a debug trap
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record Task(
      long rip,
      long rflags,
      long[] general,
      int[] selectors,
      int localTable,
      long cr3,
      boolean trap) {}
}
