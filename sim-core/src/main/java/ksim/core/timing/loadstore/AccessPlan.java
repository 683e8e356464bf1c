package ksim.core.timing.loadstore;

import java.util.List;
import java.util.Set;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MemoryAccess;
import ksim.core.timing.uops.MicroOp;
import ksim.mmu.AccessLog;

/**
 * The accesses to memory that the instructions of a block are known to make, numbered in program
 * order: made once when the block is decoded.
 */
public final class AccessPlan {
  private static final Set<String> NON_TEMPORAL =
      Set.of(
          "movnti", "movntq", "movntdq", "movntps", "movntpd", "vmovntdq", "vmovntps", "vmovntpd");

  /**
   * Instructions that write back what they read where a comparison fails (Intel SDM volume 2,
   * CMPXCHG), which a log does not show.
   */
  private static final Set<String> WRITE_BACK =
      Set.of("cmpxchg", "cmpxchg8b", "cmpxchg16b", "arpl");

  /** Number of the first access of each instruction; one element more, for the end. */
  private final int[] firstOfInstruction;

  /** By access: index of its instruction. */
  private final int[] instruction;

  private final boolean[] varies;

  /** Bytes that accesses from one instruction on amount to; one element more, for the end. */
  private final int[] bytesFrom;

  private final int[] bytes;
  private final boolean[] write;
  private final boolean[] nonTemporal;
  private final boolean[] writeBack;
  private final boolean[] stack;

  /** Width and direction of the log entry that an access makes where it makes only one. */
  private final int[] shape;

  /** Whether each access makes one entry wherever it lies in one page, and none may be missing. */
  private final boolean oneToOne;

  /** Whether each access has micro-operations that make it, in order. */
  private final boolean madeInOrder;

  /** How many stores come before an access. */
  private final int[] storesBefore;

  private final int stores;

  private AccessPlan(List<Accesses> instructions) {
    int count = instructions.stream().mapToInt(i -> i.accesses().size()).sum();
    firstOfInstruction = new int[instructions.size() + 1];
    varies = new boolean[instructions.size()];
    bytesFrom = new int[instructions.size() + 1];
    bytes = new int[count];
    instruction = new int[count];
    write = new boolean[count];
    nonTemporal = new boolean[count];
    writeBack = new boolean[count];
    stack = new boolean[count];
    shape = new int[count];
    storesBefore = new int[count];
    int number = 0;
    int storeCount = 0;
    for (int i = 0; i < instructions.size(); i++) {
      Accesses made = instructions.get(i);
      varies[i] = made.vary();
      for (MemoryAccess access : made.accesses()) {
        instruction[number] = i;
        bytes[number] = access.bytes();
        write[number] = access.write();
        nonTemporal[number] = made.nonTemporal();
        writeBack[number] = made.writeBack() && access.write();
        stack[number] = made.stack();
        shape[number] = AccessLog.shape(Math.min(access.bytes(), Long.BYTES), access.write());
        storesBefore[number] = storeCount;
        storeCount += access.write() ? 1 : 0;
        number++;
      }
      firstOfInstruction[i + 1] = number;
    }
    stores = storeCount;
    boolean single = true;
    for (int i = 0; i < count; i++) {
      single &= bytes[i] <= Long.BYTES && !writeBack[i];
    }
    oneToOne = single;
    madeInOrder = instructions.stream().allMatch(Accesses::madeInOrder);
    for (int i = instructions.size() - 1; i >= 0; i--) {
      bytesFrom[i] = bytesFrom[i + 1] + instructions.get(i).bytes();
    }
  }

  /**
   * The accesses of one instruction.
   *
   * @param accesses those it makes whenever it is executed, in order
   * @param vary whether it makes others too
   * @param nonTemporal whether its stores pass the caches by
   * @param writeBack whether a write that is not made is one of what was read before
   * @param stack whether the stack engine moves RSP for it
   * @param madeInOrder whether each of them has micro-operations that make it, in their order; an
   *     instruction without a figure may have none
   */
  record Accesses(
      List<MemoryAccess> accesses,
      boolean vary,
      boolean nonTemporal,
      boolean writeBack,
      boolean stack,
      boolean madeInOrder) {
    /** The accesses of an ordinary instruction. */
    static Accesses of(MemoryAccess... accesses) {
      return new Accesses(List.of(accesses), false, false, false, false, true);
    }

    int bytes() {
      return accesses.stream().mapToInt(MemoryAccess::bytes).sum();
    }
  }

  /** The plan of a block. */
  public static AccessPlan of(List<InstructionUops> instructions) {
    return ofAccesses(instructions.stream().map(AccessPlan::accesses).toList());
  }

  static AccessPlan ofAccesses(List<Accesses> instructions) {
    return new AccessPlan(instructions);
  }

  private static Accesses accesses(InstructionUops instruction) {
    String mnemonic = instruction.instruction().mnemonic();
    return new Accesses(
        instruction.accesses(),
        instruction.accessesVary(),
        NON_TEMPORAL.contains(mnemonic),
        WRITE_BACK.contains(mnemonic),
        instruction.stackPointer().change() != 0,
        isMadeInOrder(instruction));
  }

  private static boolean isMadeInOrder(InstructionUops instruction) {
    int next = 0;
    int data = 0;
    for (DecodedUop decoded : instruction.uops()) {
      for (FusedUop fused : decoded.parts()) {
        for (MicroOp uop : fused.parts()) {
          if (uop.access() == MicroOp.NO_ACCESS) {
            continue;
          }
          if (uop.kind() == MicroOp.Kind.STORE_DATA) {
            data++;
          } else if (uop.access() != next++) {
            return false;
          }
        }
      }
    }
    List<MemoryAccess> accesses = instruction.accesses();
    return next == accesses.size() && data == accesses.stream().filter(MemoryAccess::write).count();
  }

  /** Number of accesses. */
  public int size() {
    return bytes.length;
  }

  /** Number of stores among them. */
  public int stores() {
    return stores;
  }

  /**
   * The number of an access.
   *
   * @param instruction index of its instruction in the block
   * @param index its index among the instruction's accesses
   */
  public int access(int instruction, int index) {
    return firstOfInstruction[instruction] + index;
  }

  /** Index of the instruction that makes an access. */
  int instruction(int access) {
    return instruction[access];
  }

  int instructions() {
    return varies.length;
  }

  /** Whether the instruction of a load makes no other. */
  boolean isOnlyLoad(int access) {
    int first = firstOfInstruction[instruction[access]];
    int end = firstOfInstruction[instruction[access] + 1];
    int loads = 0;
    for (int i = first; i < end; i++) {
      loads += write[i] ? 0 : 1;
    }
    return loads == 1;
  }

  boolean varies(int instruction) {
    return varies[instruction];
  }

  int bytesFrom(int instruction) {
    return bytesFrom[instruction];
  }

  int bytes(int access) {
    return bytes[access];
  }

  boolean isWrite(int access) {
    return write[access];
  }

  boolean isNonTemporal(int access) {
    return nonTemporal[access];
  }

  /** Whether an access is one of PUSH, POP, CALL, RET and the like. */
  boolean isStack(int access) {
    return stack[access];
  }

  /** Whether an access is a write that may be missing: then it is to where the last read was. */
  boolean isWriteBack(int access) {
    return writeBack[access];
  }

  /**
   * Whether a log is what all instructions of the block make where no access needs a walk, crosses
   * a page border or goes to a device: then the entries are the accesses, one by one.
   */
  boolean isExactly(AccessLog log) {
    return oneToOne && log.consistsOf(shape);
  }

  /** Whether each access has micro-operations that make it, in order. */
  boolean isMadeInOrder() {
    return madeInOrder;
  }

  int shape(int access) {
    return shape[access];
  }

  int storesBefore(int access) {
    return storesBefore[access];
  }
}
