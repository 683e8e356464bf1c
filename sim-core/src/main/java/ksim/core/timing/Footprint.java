package ksim.core.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.description.InstructionCost;

/**
 * What one instruction needs and produces: the facts that its timing depends on.
 *
 * @param cost its class
 * @param addressRegisters registers its addresses are made of
 * @param reads registers that its operation reads
 * @param writes registers that it writes
 * @param loads whether it reads memory
 * @param stores whether it writes memory
 * @param memory its memory operand, if it has one that is accessed
 * @param lock whether it is a locked read-modify-write
 * @param independent whether its result does not depend on its operands (XOR of a register with
 *     itself)
 */
record Footprint(
    InstructionCost cost,
    List<Integer> addressRegisters,
    List<Integer> reads,
    List<Integer> writes,
    boolean loads,
    boolean stores,
    Optional<MemoryOperand> memory,
    boolean lock,
    boolean independent) {

  static Footprint of(Instruction instruction, CoreDescription core) {
    InstructionCost cost = InstructionClass.costOf(instruction, core);
    List<Integer> address = new ArrayList<>();
    List<Integer> reads = new ArrayList<>(cost.implicitRegisters());
    List<Integer> writes = new ArrayList<>(cost.implicitRegisters());
    Optional<MemoryOperand> memory = Optional.empty();
    boolean loads = cost.loads();
    boolean stores = cost.stores();
    List<Operand> operands = instruction.operands();
    for (int i = 0; i < operands.size(); i++) {
      boolean read = i > 0 || cost.first().reads;
      boolean write = (i == 0 && cost.first().writes) || exchanges(instruction);
      switch (operands.get(i)) {
        case RegisterOperand register when isGeneral(register) -> {
          if (read || (write && register.bits() < Integer.SIZE)) {
            reads.add(register.number());
          }
          if (write) {
            writes.add(register.number());
          }
        }
        case MemoryOperand m -> {
          addRegister(address, m.base());
          addRegister(address, m.hasVectorIndex() ? MemoryOperand.NONE : m.index());
          if (m.bits() != 0) {
            memory = Optional.of(m);
            loads |= read;
            stores |= write;
          }
        }
        default -> {}
      }
    }
    boolean lock =
        memory.isPresent() && (instruction.lock() || instruction.mnemonic().equals("xchg"));
    return new Footprint(
        cost, address, reads, writes, loads, stores, memory, lock, isZeroIdiom(instruction));
  }

  /** Fused uops it takes in the front end: a load is fused with its operation. */
  int issueSlots() {
    int operation = isEliminatedByMemory() ? 0 : cost.uops().size();
    int slots = Math.max(operation, loads ? 1 : 0) + (stores ? 1 : 0);
    return Math.max(1, slots);
  }

  /** A move from or to memory needs no ALU. */
  boolean isEliminatedByMemory() {
    return cost.move() && memory.isPresent();
  }

  private static boolean exchanges(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "xchg", "xadd" -> true;
      default -> false;
    };
  }

  private static boolean isZeroIdiom(Instruction instruction) {
    List<Operand> operands = instruction.operands();
    return switch (instruction.mnemonic()) {
      case "xor", "sub" -> operands.getFirst().equals(operands.getLast());
      default -> false;
    };
  }

  private static boolean isGeneral(RegisterOperand register) {
    return register.kind() == RegisterKind.GENERAL || register.kind() == RegisterKind.HIGH_BYTE;
  }

  private static void addRegister(List<Integer> registers, int number) {
    if (number >= 0) {
      registers.add(number);
    }
  }
}
