package ksim.core.machine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.exec.DebugStops;
import ksim.core.exec.Stop;
import ksim.mmu.Watch;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalMemory;

/**
 * A machine as a debugger outside it sees it. Stops and looks leave no trace: a run that is stopped
 * and resumed is the run that was not, unless single CPUs are held back or something is written.
 */
public final class Debugger {
  private final Machine machine;
  private final List<Processor> processors;
  private final DebugStops stops;
  private final CodePages codePages;
  private final BitSet held;

  Debugger(
      Machine machine,
      List<Processor> processors,
      DebugStops stops,
      CodePages codePages,
      BitSet held) {
    this.machine = machine;
    this.processors = processors;
    this.stops = stops;
    this.codePages = codePages;
    this.held = held;
  }

  /** Stops each CPU before it executes the instruction at a linear address. */
  public void insertBreakpoint(long linear) {
    if (stops.add(linear)) {
      processors.forEach(processor -> processor.interpreter().forgetCode(linear));
    }
  }

  /** Takes a breakpoint back. */
  public void removeBreakpoint(long linear) {
    if (stops.remove(linear)) {
      processors.forEach(processor -> processor.interpreter().forgetCode(linear));
    }
  }

  /**
   * Stops each CPU after an instruction that has accessed a range, in place of those before.
   *
   * @param ranges at most 32
   */
  public void watch(List<Watch> ranges) {
    stops.setWatching(!ranges.isEmpty());
    for (Processor processor : processors) {
      processor.cpu().mmu.debuggerWatches().set(ranges);
      processor.interpreter().forgetCode();
    }
  }

  /**
   * Runs on.
   *
   * @param still numbers of CPUs that do not move: if there are any, the others run ahead of them
   * @param stepping numbers of CPUs that stop after one instruction
   * @param limitCycles as of {@link Machine#run}
   */
  public Stop resume(BitSet still, BitSet stepping, long limitCycles) {
    held.or(still);
    processors.forEach(p -> p.interpreter().step(stepping.get(p.cpu().id)));
    try {
      return machine.run(limitCycles);
    } finally {
      held.clear();
      processors.forEach(p -> p.interpreter().step(false));
    }
  }

  /**
   * To be called before RIP, RFLAGS or a segment of a CPU is changed: what it was executing is cut
   * here.
   */
  public void disturb(Cpu cpu) {
    processors.get(cpu.id).interpreter().leaveBlock();
  }

  /**
   * Reads RAM without any effect.
   *
   * @param cpu whose page tables translate
   * @return the bytes up to the first that is not mapped or not RAM
   */
  public byte[] read(Cpu cpu, long linear, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int part = inPage(linear + done, length - done);
      OptionalLong physical = cpu.mmu.peek(linear + done);
      if (physical.isEmpty() || !machine.bus().isRamPage(physical.getAsLong())) {
        return Arrays.copyOf(bytes, done);
      }
      machine.memory().readBytes(physical.getAsLong(), bytes, done, part);
      done += part;
    }
    return bytes;
  }

  /**
   * Writes RAM, whatever the page tables allow.
   *
   * @param cpu whose page tables translate
   * @return false, and nothing is written, if any byte is not mapped or not RAM
   */
  public boolean write(Cpu cpu, long linear, byte[] bytes) {
    if (read(cpu, linear, bytes.length).length < bytes.length) {
      return false;
    }
    int done = 0;
    while (done < bytes.length) {
      int part = inPage(linear + done, bytes.length - done);
      long physical = cpu.mmu.peek(linear + done).orElseThrow();
      machine.memory().writeBytes(physical, bytes, done, part);
      codePages.stored(physical, part);
      done += part;
    }
    return true;
  }

  private static int inPage(long linear, int length) {
    int offset = (int) linear & (PhysicalMemory.FRAME_BYTES - 1);
    return Math.min(length, PhysicalMemory.FRAME_BYTES - offset);
  }
}
