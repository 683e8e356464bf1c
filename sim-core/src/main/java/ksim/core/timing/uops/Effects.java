package ksim.core.timing.uops;

import java.util.List;
import java.util.function.Consumer;
import ksim.core.encoding.Instruction;

/**
 * What an instruction reads and writes: architecture, without any figure of a core.
 *
 * @param reads registers and state that its operation reads, addresses of memory operands left out
 * @param writes registers and state that it writes
 * @param memories its accesses to memory: those that read first
 * @param accessesVary whether it makes accesses of which number or width depend on the run
 * @param stackPointer what it does with RSP
 * @param stackTopChange what it adds to the top of the x87 register stack: -1 for a push, 1 for a
 *     pop
 * @param wideReads general registers 0 to 3 of which more than the low byte is read, as a bit set
 * @param wideWrites general registers 0 to 3 of which more than the low byte is written
 * @param serialises whether it waits until all before it have retired
 * @param waitsForLoads whether it orders loads
 * @param waitsForStores whether it orders stores
 * @param lock whether it is a locked read-modify-write
 */
public record Effects(
    List<Use> reads,
    List<Use> writes,
    List<Memory> memories,
    boolean accessesVary,
    StackPointerUse stackPointer,
    int stackTopChange,
    int wideReads,
    int wideWrites,
    boolean serialises,
    boolean waitsForLoads,
    boolean waitsForStores,
    boolean lock) {

  /**
   * A resource in the role of an operand.
   *
   * @param role {@link ksim.core.timing.figures.OperandRole}
   * @param resource {@link Resource}
   * @param kind how it is used
   */
  public record Use(int role, int resource, Kind kind) {
    Use(int role, int resource) {
      this(role, resource, Kind.PLAIN);
    }
  }

  /** How a resource is used. */
  public enum Kind {
    /** It is read or written. */
    PLAIN,
    /** It is read only where a core's figures have a latency from it: a false dependence. */
    PERHAPS,
    /** It is a high byte that is not known to be renamed apart, and takes a cycle to be got at. */
    HIGH_BYTE,
    /** It is written from itself alone: a register of a string instruction that moves on. */
    ADVANCED,
    /** It is written from the registers of the address alone. */
    FROM_ADDRESS
  }

  /**
   * Memory that is accessed.
   *
   * @param role its role as data
   * @param bytes width in bytes
   * @param reads whether it is read
   * @param writes whether it is written
   * @param address registers that its address is made of
   */
  public record Memory(int role, int bytes, boolean reads, boolean writes, List<Use> address) {}

  /**
   * What an instruction reads and writes.
   *
   * @param instruction the instruction
   * @param stackTop the register that is the top of the x87 stack, 0-7, before it
   * @param highBytes general registers 0 to 3 of which the high byte is known to be renamed apart
   *     before it, as a bit set
   */
  public static Effects of(Instruction instruction, int stackTop, int highBytes) {
    return new EffectReader(instruction, stackTop, highBytes).read();
  }

  /** The accesses to memory it always makes, in the order in which they are made. */
  List<MemoryAccess> accesses() {
    return memories.stream().<MemoryAccess>mapMulti(Effects::accesses).toList().stream()
        .sorted((a, b) -> Boolean.compare(a.write(), b.write()))
        .toList();
  }

  private static void accesses(Memory memory, Consumer<MemoryAccess> accesses) {
    if (memory.reads()) {
      accesses.accept(new MemoryAccess(false, memory.bytes()));
    }
    if (memory.writes()) {
      accesses.accept(new MemoryAccess(true, memory.bytes()));
    }
  }
}
