package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.Condition;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.timing.figures.OperandRole;
import ksim.core.timing.uops.Effects.Kind;
import ksim.core.timing.uops.Effects.Memory;
import ksim.core.timing.uops.Effects.Use;

/** Puts the line of an instruction in the table of effects and its operands together. */
final class EffectReader {
  private static final int RSP = 4;

  private final Instruction instruction;
  private final EffectLine line;
  private final int highBytes;

  /** Whether its accesses to memory depend on the run. */
  private final boolean varies;

  /** Physical number of ST(0) before the instruction, and after a push that it makes. */
  private final int topBefore;

  private final int topAfter;
  private final List<Use> reads = new ArrayList<>();
  private final List<Use> writes = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private final List<Use> implicitAddress = new ArrayList<>();
  private int wideReads;
  private int wideWrites;
  private boolean readsStackPointer;
  private boolean writesStackPointer;

  EffectReader(Instruction instruction, int stackTop, int highBytes) {
    this.instruction = instruction;
    this.line =
        EffectTable.standard()
            .find(instruction)
            .orElseThrow(
                () -> new IllegalStateException("no effects of " + instruction.mnemonic()));
    this.varies = line.has("vary") || instruction.repeat() != RepeatPrefix.NONE;
    this.highBytes = highBytes;
    this.topBefore = stackTop;
    this.topAfter = line.has("fpush") ? (stackTop + 7) & 7 : stackTop;
  }

  Effects read() {
    List<Operand> operands = instruction.operands();
    boolean keeps =
        line.has("keep") && operands.stream().allMatch(RegisterOperand.class::isInstance);
    for (int i = 0; i < operands.size(); i++) {
      operand(i, operands.get(i), keeps && i == 0 ? 'b' : line.operand(i));
    }
    for (EffectLine.Implicit implicit : line.implicit()) {
      implicit(implicit.name(), implicit.use());
    }
    flags(line.flagsRead(), reads);
    flags(line.flagsWritten(), writes);
    implicitMemory();
    memories.sort((a, b) -> Boolean.compare(a.writes(), b.writes()));
    return new Effects(
        List.copyOf(reads),
        List.copyOf(writes),
        List.copyOf(memories),
        varies,
        new StackPointerUse(stackChange(), readsStackPointer, writesStackPointer),
        x87Change(),
        wideReads,
        wideWrites,
        line.has("serial"),
        line.has("loads"),
        line.has("stores"),
        instruction.lock() || (instruction.mnemonic().equals("xchg") && !memories.isEmpty()));
  }

  private void operand(int index, Operand operand, char use) {
    boolean register = operand instanceof RegisterOperand;
    boolean read = use == 'r' || use == 'b' || (use == 'k' && register);
    boolean write = use != 'r' && use != '-';
    switch (operand) {
      case RegisterOperand r -> register(r, index, read, write, use != 'f');
      case MemoryOperand m when use != '-' -> memory(m, index, read, write);
      default -> {}
    }
  }

  private void register(RegisterOperand r, int role, boolean read, boolean write, boolean certain) {
    switch (r.kind()) {
      case GENERAL -> general(r.number(), r.bits(), role, read, write, certain);
      case HIGH_BYTE -> highByte(r.number(), role, read, write);
      case VECTOR -> other(Resource.VECTOR + r.number(), role, read, write);
      case MMX -> other(Resource.X87 + r.number(), role, read, write);
      case X87 -> other(Resource.X87 + ((topBefore + r.number()) & 7), role, read, write);
      case SEGMENT, CONTROL, DEBUG -> other(Resource.SYSTEM, role, read, write);
    }
  }

  private void general(
      int number, int bits, int role, boolean read, boolean write, boolean certain) {
    boolean wide = bits > Byte.SIZE;
    boolean merges = write && bits < Integer.SIZE;
    if (read || merges || (write && !certain)) {
      boolean perhaps = !read && !merges && !certain;
      reads.add(new Use(role, Resource.GENERAL + number, perhaps ? Kind.PERHAPS : Kind.PLAIN));
      wideReads |= wide ? bit(number) : 0;
    }
    if (write) {
      writes.add(new Use(role, Resource.GENERAL + number));
      wideWrites |= wide ? bit(number) : 0;
    }
    readsStackPointer |= number == RSP && (read || merges);
    writesStackPointer |= number == RSP && write;
  }

  private static int bit(int number) {
    return number < RSP ? 1 << number : 0;
  }

  private void highByte(int number, int role, boolean read, boolean write) {
    if (read) {
      boolean apart = (highBytes & bit(number)) != 0;
      Kind kind = apart ? Kind.PLAIN : Kind.HIGH_BYTE;
      reads.add(new Use(role, Resource.HIGH_BYTE + number, kind));
      if (!apart) {
        reads.add(new Use(role, Resource.GENERAL + number, kind));
      }
    }
    if (write) {
      writes.add(new Use(role, Resource.HIGH_BYTE + number));
    }
  }

  private void other(int resource, int role, boolean read, boolean write) {
    if (read) {
      reads.add(new Use(role, resource));
    }
    if (write) {
      writes.add(new Use(role, resource));
    }
  }

  private void memory(MemoryOperand m, int role, boolean read, boolean write) {
    List<Use> address = new ArrayList<>();
    address(m.base(), OperandRole.BASE, address);
    if (m.hasVectorIndex()) {
      address.add(new Use(OperandRole.INDEX, Resource.VECTOR + m.index()));
    } else {
      address(m.index(), OperandRole.INDEX, address);
    }
    if (m.bits() == 0) {
      reads.addAll(address);
    } else if (!varies) {
      memories.add(new Memory(role, m.bits() / Byte.SIZE, read, write, List.copyOf(address)));
    } else {
      reads.addAll(address);
    }
  }

  private void address(int number, int role, List<Use> address) {
    if (number >= 0) {
      address.add(new Use(role, Resource.GENERAL + number));
      wideReads |= bit(number);
      readsStackPointer |= number == RSP;
    }
  }

  private void implicit(String name, char use) {
    boolean read = use == 'r' || use == 'b';
    boolean write = use == 'w' || use == 'b';
    switch (name) {
      case "st0" -> {
        if (read) {
          reads.add(new Use(OperandRole.ST0, Resource.X87 + topBefore));
        }
        if (write) {
          writes.add(new Use(OperandRole.ST0, Resource.X87 + topAfter));
        }
      }
      case "st1" -> other(Resource.X87 + ((topBefore + 1) & 7), OperandRole.ST1, read, write);
      case "xmm0" -> other(Resource.VECTOR, OperandRole.IMPLICIT_VECTOR, read, write);
      case "mxcsr" -> other(Resource.MXCSR, OperandRole.STATE, read, write);
      case "x87" -> other(Resource.X87_STATE, OperandRole.STATE, read, write);
      case "sys" -> other(Resource.SYSTEM, OperandRole.STATE, read, write);
      case "ah" -> highByte(0, OperandRole.IMPLICIT_REGISTER, read, write);
      default -> implicitRegister(OperandRole.parse(name), use, read, write);
    }
  }

  private void implicitRegister(int role, char use, boolean read, boolean write) {
    int number = role - OperandRole.IMPLICIT_REGISTER;
    if (use == 'a') {
      address(number, role, implicitAddress);
    } else {
      boolean advanced = use == 'i';
      int bits =
          advanced ? instruction.addressBits() : Math.max(Short.SIZE, instruction.operandBits());
      int before = writes.size();
      general(number, bits, role, read || advanced, write || advanced || use == 'd', true);
      if (advanced || use == 'd') {
        Kind kind = advanced ? Kind.ADVANCED : Kind.FROM_ADDRESS;
        writes.set(before, new Use(role, Resource.GENERAL + number, kind));
      }
    }
  }

  private void flags(String groups, List<Use> uses) {
    for (int i = 0; i < groups.length(); i++) {
      switch (groups.charAt(i)) {
        case 'c' -> uses.add(new Use(OperandRole.FLAGS, Resource.CARRY));
        case 'o' -> uses.add(new Use(OperandRole.FLAGS, Resource.OTHER_FLAGS));
        case 'd' -> uses.add(new Use(OperandRole.FLAGS, Resource.DIRECTION));
        default -> flags(selected(Condition.of(instruction.condition())), uses);
      }
    }
  }

  /** Groups of flags that a condition depends on. */
  private static String selected(Condition condition) {
    return switch (condition) {
      case B, AE -> "c";
      case BE, A -> "co";
      case O, NO, E, NE, S, NS, P, NP, L, GE, LE, G -> "o";
    };
  }

  private void implicitMemory() {
    int bytes = instruction.operandBits() / Byte.SIZE;
    int read = segmentOperand() ? Short.BYTES : bytes;
    int written = segmentOperand() && bytes == Integer.BYTES ? Short.BYTES : bytes;
    List<Use> stack = List.of(new Use(OperandRole.IMPLICIT_REGISTER + RSP, Resource.GENERAL + RSP));
    if (line.has("push")) {
      memories.add(new Memory(OperandRole.IMPLICIT_MEMORY, written, false, true, stack));
    }
    if (line.has("pop")) {
      memories.add(new Memory(OperandRole.IMPLICIT_MEMORY, read, true, false, stack));
    }
    if (line.has("load")) {
      int width = instruction.mnemonic().equals("xlatb") ? 1 : bytes;
      memories.add(
          new Memory(
              OperandRole.IMPLICIT_MEMORY, width, true, false, List.copyOf(implicitAddress)));
    } else {
      reads.addAll(implicitAddress);
    }
  }

  /**
   * Whether a segment register is pushed or popped: it takes a slot of the operand size, of which
   * pops read 16 bits, and pushes of 32 bits write 16 (Intel SDM volume 2, PUSH).
   */
  private boolean segmentOperand() {
    return !instruction.operands().isEmpty()
        && instruction.operands().getFirst() instanceof RegisterOperand r
        && r.kind() == RegisterKind.SEGMENT;
  }

  private int stackChange() {
    int bytes = instruction.operandBits() / Byte.SIZE;
    if (line.has("push")) {
      return -bytes;
    }
    if (!line.has("pop")) {
      return 0;
    }
    boolean more = instruction.operands().stream().anyMatch(ImmediateOperand.class::isInstance);
    return more ? bytes + (int) immediate() : bytes;
  }

  private long immediate() {
    return instruction.operands().getFirst() instanceof ImmediateOperand i ? i.value() : 0;
  }

  private int x87Change() {
    if (line.has("fpush")) {
      return -1;
    }
    if (line.has("fpop")) {
      return 1;
    }
    return line.has("fpop2") ? 2 : 0;
  }
}
