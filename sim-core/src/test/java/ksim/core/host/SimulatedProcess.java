package ksim.core.host;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.machine.Machine;
import ksim.mmu.AccessLog;

/**
 * Runs cases in the simulation: on a whole machine, in ring 3, with the pages of {@link Layout}.
 * Exceptions go through an IDT to handlers that halt.
 */
final class SimulatedProcess {
  private static final int PAGE_FAULT = 14;

  /** More than any case takes; a case that does not end is a disagreement. */
  private static final long LIMIT_CYCLES = 100_000;

  private final Machine machine;
  private final Cpu cpu;
  private final byte[] now = new byte[Layout.MEMORY_BYTES];
  private byte[] original = new byte[Layout.MEMORY_BYTES];
  private byte[] loadedCode = new byte[0];
  private int loadedOffset;
  private int loadedMemory = -1;

  SimulatedProcess() {
    this(Tiering.standard());
  }

  SimulatedProcess(Tiering tiering) {
    machine = SimulatedSystem.boot(tiering);
    cpu = machine.cpus().getFirst();
  }

  /** How many regions of code have been compiled. */
  int compiledRegions() {
    return machine.compiledRegions();
  }

  /** What the program may do with the pages that are writable otherwise. */
  enum DataRights {
    WRITABLE,
    READ_ONLY,
    ABSENT
  }

  /** Changes the rights for the cases that follow. */
  void setRights(DataRights rights) {
    SimulatedSystem.mapData(machine.memory(), rights);
    for (long at = 0; at < Layout.MEMORY_BYTES; at += Layout.PAGE_BYTES) {
      cpu.mmu.invalidate(Layout.MEMORY + at);
    }
  }

  /** Says that ksim lacks something that a case needs. */
  static final class Unimplemented extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unimplemented(String feature) {
      super(feature, null, false, false);
    }
  }

  /**
   * Runs a case.
   *
   * @throws Unimplemented if ksim says that it cannot
   */
  Outcome run(Case c) {
    load(c);
    return outcome(c, machine.run(cpu.cycles + LIMIT_CYCLES));
  }

  /** As {@link #run}, with a record of what the case, and the exception at its end, access. */
  Outcome run(Case c, AccessLog log) {
    load(c);
    cpu.mmu.recordAccesses(log);
    Stop stop = machine.run(cpu.cycles + LIMIT_CYCLES);
    cpu.mmu.stopRecording();
    return outcome(c, stop);
  }

  private Outcome outcome(Case c, Stop stop) {
    return switch (stop) {
      case Stop.Halted _ -> outcome(c);
      case Stop.Unimplemented missing -> {
        changes(); // puts right what came before
        throw new Unimplemented(missing.feature());
      }
      default ->
          throw new IllegalStateException(
              stop + " in " + c.mode() + " " + HexFormat.of().formatHex(c.code()));
    };
  }

  private void load(Case c) {
    cpu.setCpl(0);
    loadCode(c);
    loadMemory(c.memory());
    UserState before = c.before();
    boolean wide = c.mode() == CodeMode.BITS_64;
    for (int number : new int[] {Segments.ES, Segments.SS, Segments.DS}) {
      cpu.segments.load(number, SimulatedSystem.segment(Layout.USER_DATA));
    }
    for (int number : new int[] {Segments.FS, Segments.GS}) {
      cpu.segments.load(number, SimulatedSystem.segment(Layout.USER_DATA));
      cpu.segmentBase[number] = number == Segments.FS ? before.fsBase() : before.gsBase();
    }
    int code = wide ? Layout.USER_CODE_64 : Layout.USER_CODE_32;
    cpu.loadCode(SimulatedSystem.segment(code));
    cpu.setCpl(3);
    System.arraycopy(before.gpr(), 0, cpu.gpr, 0, 16);
    cpu.rip = before.rip();
    cpu.flags.fromRflags(before.rflags(), Flags.ALL);
    cpu.mmu.setAlignmentCheckFlag(cpu.flags.isSet(Flags.AC));
    SimulatedImage.load(cpu, before.image());
    cpu.interrupts.halted = false;
    cpu.interrupts.shadow = false;
  }

  /** Through the MMU, so that the simulation notices that code has changed. */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  private void loadCode(Case c) {
    if (Arrays.equals(c.code(), loadedCode) && c.offset() == loadedOffset) {
      return;
    }
    for (int i = 0; i < loadedCode.length; i++) {
      cpu.mmu.write8(SimulatedSystem.CODE + loadedOffset + i, Layout.INT3);
    }
    loadedCode = c.code();
    loadedOffset = c.offset();
    for (int i = 0; i < loadedCode.length; i++) {
      cpu.mmu.write8(SimulatedSystem.CODE + loadedOffset + i, loadedCode[i]);
    }
  }

  private void loadMemory(int seed) {
    if (seed != loadedMemory) {
      original = Memories.writable(seed);
      machine.memory().writeBytes(SimulatedSystem.MEMORY, original, 0, original.length);
      loadedMemory = seed;
    }
  }

  private Outcome outcome(Case c) {
    int vector = (int) ((cpu.rip - 1 - SimulatedSystem.HANDLERS) / SimulatedSystem.HANDLER_BYTES);
    long frame = cpu.gpr[Cpu.RSP];
    long error = 0;
    if (SimulatedSystem.hasErrorCode(vector)) {
      error = cpu.mmu.read64(frame);
      frame += 8;
    }
    long[] gpr = new long[16];
    System.arraycopy(cpu.gpr, 0, gpr, 0, 16);
    gpr[Cpu.RSP] = cpu.mmu.read64(frame + 24);
    int[] selectors = new int[6];
    for (int i = 0; i < 6; i++) {
      selectors[i] = cpu.segments.selector(i);
    }
    selectors[Segments.CS] = (int) cpu.mmu.read64(frame + 8);
    selectors[Segments.SS] = (int) cpu.mmu.read64(frame + 32);
    byte[] image = HostRecords.hasImage(c) ? SimulatedImage.save(cpu) : c.before().image();
    UserState after =
        new UserState(
            gpr,
            cpu.mmu.read64(frame),
            cpu.mmu.read64(frame + 16),
            selectors,
            cpu.segmentBase[Segments.FS],
            cpu.segmentBase[Segments.GS],
            image);
    return new Outcome(vector, error, vector == PAGE_FAULT ? cpu.control.cr2 : 0, after, changes());
  }

  /** What has changed in memory, which is put right again. */
  private SortedMap<Integer, Long> changes() {
    SortedMap<Integer, Long> changes = new TreeMap<>();
    machine.memory().readBytes(SimulatedSystem.MEMORY, now, 0, now.length);
    int from = 0;
    while (from < now.length) {
      int at = Arrays.mismatch(now, from, now.length, original, from, now.length);
      if (at < 0) {
        break;
      }
      int word = (from + at) & -8;
      changes.put(word, Image.fields(now).getLong(word));
      machine.memory().writeBytes(SimulatedSystem.MEMORY + word, original, word, 8);
      from = word + 8;
    }
    return changes;
  }
}
