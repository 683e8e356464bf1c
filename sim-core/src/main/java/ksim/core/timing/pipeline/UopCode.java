package ksim.core.timing.pipeline;

import ksim.core.timing.uops.Resource;

/**
 * How a {@link BlockProgram} keeps its micro-operations: one array of long, so that a block lies in
 * few cache lines of the host. Each issue slot is a head of one word and, for each of its
 * micro-operations of the unfused domain, {@link #UOP_WORDS} words.
 */
final class UopCode {
  /** Words of the head of an issue slot. */
  static final int HEAD_WORDS = 1;

  /** Words of a micro-operation. */
  static final int UOP_WORDS = 3;

  // ---- a head, its lower half -------------------------------------------------------------------
  /** Mask of the number of micro-operations that follow. */
  static final int PARTS_MASK = 15;

  /** Where the number of slots of a decoded micro-operation stands, in the head of its first. */
  static final int FUSED_SHIFT = 4;

  static final int FUSED_MASK = 15;

  /** Where the number of loads in a decoded micro-operation stands, in the head of its first. */
  static final int LOADS_SHIFT = 8;

  static final int LOADS_MASK = 15;
  static final int LOADS = LOADS_MASK << LOADS_SHIFT;

  /** The same of stores. */
  static final int STORES_SHIFT = 12;

  static final int STORES = 15 << STORES_SHIFT;

  /** The instruction begins with this slot, and needs {@link Preparation}. */
  static final int PREPARE = 1 << 16;

  /** The instruction ends with this slot, and its results come into force now. */
  static final int FINISH = 1 << 17;

  /** It is a move of a general register that may be renamed away. */
  static final int GENERAL_MOVE = 1 << 18;

  /** The same of a vector register. */
  static final int VECTOR_MOVE = 1 << 19;

  /** The move is one of 64 bits, which passes on whether the value came from a load. */
  static final int WHOLE_MOVE = 1 << 20;

  /** A store is complete with this slot: with it the store retires. */
  static final int STORE = 1 << 21;

  /**
   * The instruction begins with this slot, and changes or needs RSP as the stack engine sees it.
   */
  static final int STACK = 1 << 22;

  /** RSP is an operand or part of an address. */
  static final int STACK_READ = 1 << 23;

  /** RSP is written by an execution unit. */
  static final int STACK_WRITTEN = 1 << 24;

  /**
   * All that the slot stands for is one micro-operation that {@link Execution#compute} runs. Most
   * slots are such: one test of this flag stands for those of all that they do not have.
   */
  static final int PLAIN = 1 << 25;

  /** Flags of heads, one of which makes a slot anything but plain. */
  static final int NOT_PLAIN =
      LOADS | STORES | PREPARE | FINISH | GENERAL_MOVE | VECTOR_MOVE | STORE | STACK;

  // ---- a head, its upper half -------------------------------------------------------------------
  /** Where the number of the instruction in the block stands. */
  static final int INSTRUCTION_SHIFT = 32;

  static final int INSTRUCTION_MASK = 0xfff;

  /** Where the change of RSP stands, if the stack engine makes one: in words, signed. */
  static final int CHANGE_SHIFT = 44;

  static final int CHANGE_MASK = 15;

  private static final int CHANGE_BITS = 4;

  /** Where source and target of a move stand. */
  static final int SOURCE_SHIFT = 48;

  static final int TARGET_SHIFT = 56;

  /** Where the number of the access that a store makes stands. */
  static final int ACCESS_SHIFT = 48;

  // ---- first word of a micro-operation, its lower half ------------------------------------------
  static final int PORTS_MASK = 0xffff;
  static final int LOAD = 1 << 16;
  static final int STORE_ADDRESS = 1 << 17;
  static final int STORE_DATA = 1 << 18;

  /** Any of the three. */
  static final int MEMORY = LOAD | STORE_ADDRESS | STORE_DATA;

  /** A load whose address is a base register and a small displacement. */
  static final int FAST_BASE = 1 << 19;

  /** A load into a whole general register, as a base of fast addresses. */
  static final int POINTER = 1 << 20;

  /** It is one of what follows, or recorded. */
  static final int SPECIAL = 1 << 21;

  /** What {@link Execution#compute} leaves out. */
  static final int NOT_SIMPLE = MEMORY | SPECIAL;

  /** It keeps the divider busy. */
  static final int DIVIDE = 1 << 22;

  /** More sources or results than fit stand beside the code. */
  static final int MORE = 1 << 23;

  /** A high byte (AH ...) is among its sources or results. */
  static final int HIGH_BYTE = 1 << 24;

  /** Its instruction orders it against others: fences, locks, forms with a throughput. */
  static final int ORDERED = 1 << 25;

  // ---- first word of a micro-operation, its upper half ------------------------------------------
  /** Number of the memory access, or {@link #NO_ACCESS}; of what divides, its cycles. */
  static final int EXTRA_SHIFT = 32;

  static final int EXTRA_MASK = 0xffff;
  static final int NO_ACCESS = 0xffff;

  /** Base register of a fast address. */
  static final int BASE_SHIFT = 48;

  static final int BASE_MASK = 15;

  /** Cycles from the start to the last result, at least as many as any micro-operation takes. */
  static final int LONGEST_SHIFT = 52;

  static final int MOST_LATENCY = 511;

  // ---- second word: sources, a byte each, and the registers that are written --------------------
  /** Sources in the word; {@link #ALWAYS_READY} where there are fewer. */
  static final int SOURCES = 3;

  static final int WRITES_SHIFT = 32;

  // ---- third word: results, 16 bits each: latency, and resource in the low bits
  // ------------------
  /** Results in the word; {@link #NOWHERE} where there are fewer. */
  static final int RESULTS = 4;

  static final int RESULT_BITS = 16;
  static final int RESULT_MASK = 0xffff;
  static final int LATENCY_SHIFT = 7;
  static final int RESOURCE_MASK = 127;

  /** Two results that are none. */
  static final int NO_RESULTS = 126 | 126 << RESULT_BITS;

  // ---- resources beyond those of Resource -------------------------------------------------------
  /** Results that an instruction's later micro-operations must not see. */
  static final int TEMPORARY = Resource.COUNT;

  /** Takes results that nobody reads. */
  static final int NOWHERE = 126;

  /** A source that is always ready. */
  static final int ALWAYS_READY = 127;

  /** Number of resources of the pipeline. */
  static final int RESOURCES = 128;

  private UopCode() {}

  /** A result in 16 bits. */
  static int result(int resource, int latency) {
    return Math.min(latency, MOST_LATENCY) << LATENCY_SHIFT | resource;
  }

  /** Whether a resource is AH, CH, DH or BH. */
  static boolean isHighByte(int resource) {
    return resource >= Resource.HIGH_BYTE && resource < Resource.CARRY;
  }

  /** Whether a resource is a value within one instruction. */
  static boolean isInternal(int resource) {
    return resource >= Resource.INTERNAL && resource < Resource.COUNT;
  }

  /** Whether a change of RSP by so many bytes fits into a head. */
  static boolean fits(int stackChange) {
    int words = stackChange / Short.BYTES;
    return stackChange % Short.BYTES == 0 && words << -CHANGE_BITS >> -CHANGE_BITS == words;
  }

  /** The change of RSP by the instruction of a head, in bytes. */
  static int stackChange(long head) {
    int words = (int) (head >>> CHANGE_SHIFT) << -CHANGE_BITS >> -CHANGE_BITS;
    return words * Short.BYTES;
  }

  /**
   * The set of general (bits 0 to 15) and vector registers (16 to 31) that a resource is one of.
   */
  static int registerSet(int resource) {
    if (resource < Resource.HIGH_BYTE) {
      return 1 << resource;
    }
    boolean vector = resource >= Resource.VECTOR && resource < Resource.X87;
    return vector ? 1 << (resource - Resource.VECTOR + Short.SIZE) : 0;
  }
}
