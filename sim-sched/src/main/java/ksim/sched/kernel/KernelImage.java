package ksim.sched.kernel;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.sched.audit.Probe;
import ksim.sched.audit.Site;

/**
 * An assembled model kernel with its programs, ready to be loaded, and what is known of it.
 *
 * @param segments what is to be loaded
 * @param entry address at which each CPU starts
 * @param cpus number of CPUs that it is built for
 * @param symbols addresses of all functions, observation points and data, by name
 * @param functions all functions, by address
 * @param sites all places that disable interrupts or preemption, by address
 * @param probes all probe instructions, by address
 * @param measured the loops that programs want timed
 * @param threads the threads that the init thread creates, then the kinds that programs spawn, by
 *     index
 */
public record KernelImage(
    List<Segment> segments,
    long entry,
    int cpus,
    SortedMap<String, Long> symbols,
    List<KernelFunction> functions,
    List<Site> sites,
    List<Probe> probes,
    List<MeasuredLoop> measured,
    List<ThreadDescriptor> threads) {
  /** Vector of the interrupt that ends the current thread's time slice, whatever the clock says. */
  public static final int PREEMPT_VECTOR = LocalApic.PREEMPT_VECTOR;

  /**
   * A piece of the image.
   *
   * @param linear address that it is linked at
   * @param physical address that it is loaded at
   * @param bytes contents
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the loader once, never compared
  public record Segment(long linear, long physical, byte[] bytes) {}

  /**
   * Whether a function is the entry of a handler, which has all registers and what the CPU has
   * pushed on its stack when it calls another.
   */
  public boolean isInterruptEntry(String function) {
    return function.equals("page_fault") || function.equals("interrupt_exit");
  }

  /** Offset of the interrupted RIP from RSP in such an entry, in bytes. */
  public int savedRipOffset() {
    return InterruptFrame.RIP;
  }

  /** The address of a symbol; an unknown name is a mistake of the caller's. */
  public long address(String symbol) {
    Long address = symbols.get(symbol);
    if (address == null) {
      throw new IllegalArgumentException("the kernel has no symbol '" + symbol + "'");
    }
    return address;
  }

  /**
   * The instruction at a linear address of the image; elsewhere it is a mistake of the caller's.
   */
  public Instruction instructionAt(long address) {
    for (Segment segment : segments) {
      long offset = address - segment.linear();
      if (offset >= 0 && offset < segment.bytes().length) {
        int available = segment.bytes().length - (int) offset;
        if (Decoder.decode(segment.bytes(), (int) offset, available, CodeMode.BITS_64)
            instanceof Instruction instruction) {
          return instruction;
        }
      }
    }
    throw new IllegalArgumentException("no instruction at 0x" + Long.toHexString(address));
  }

  /** The function that an instruction belongs to. */
  public Optional<KernelFunction> functionAt(long address) {
    return functions.stream().filter(f -> address >= f.start() && address < f.end()).findFirst();
  }
}
