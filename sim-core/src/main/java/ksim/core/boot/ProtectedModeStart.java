package ksim.core.boot;

import java.util.List;
import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;

/**
 * Starts the first CPU in flat 32-bit protected mode without paging, as multiboot loaders and the
 * PVH protocol do; the others wait for a start-up message. There is no GDT: CS and the data
 * segments are flat by their hidden parts alone.
 */
public final class ProtectedModeStart {
  private static final long CR0 = 0x10 | ControlRegisters.CR0_PE;
  private static final long LIMIT = 0xffff_ffffL;
  private static final int CODE = 0xc09b;
  private static final int DATA = 0xc093;
  private static final int CODE_SELECTOR = 0x08;
  private static final int DATA_SELECTOR = 0x10;

  private ProtectedModeStart() {}

  /**
   * Loads an image and makes the first CPU ready to run it.
   *
   * @param machine a machine that has not run yet
   * @param segments the image
   * @param entry physical address of its entry, below 4 GiB
   * @param eax what EAX holds: multiboot's magic number
   * @param ebx what EBX holds: address of what the loader tells
   */
  public static void start(
      Machine machine, List<ImageSegment> segments, long entry, long eax, long ebx) {
    ImageSegment.load(machine.memory(), segments);
    RealModeStart.reset(machine);
    Cpu first = machine.cpus().getFirst();
    first.gpr[Cpu.RAX] = eax;
    first.gpr[Cpu.RBX] = ebx;
    first.control.cr0 = CR0;
    first.mmu.setControl(CR0, 0, 0);
    for (int number = Segments.ES; number <= Segments.GS; number++) {
      first.segments.load(number, new Segment(DATA_SELECTOR, 0, LIMIT, DATA));
    }
    first.loadCode(new Segment(CODE_SELECTOR, 0, LIMIT, CODE));
    first.rip = entry;
  }
}
