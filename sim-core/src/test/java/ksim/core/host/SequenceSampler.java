package ksim.core.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/**
 * Makes up sequences of instructions with branches, loops, calls, stack traffic and memory. RBX
 * points into memory, RSP to a stack, R13 counts loops; nothing else writes to them. The
 * instructions are those that run through on the host when they are tried alone.
 */
final class SequenceSampler {
  private static final int BASE = Cpu.RBX;
  private static final int COUNTER = 13;
  private static final Set<Integer> RESERVED = Set.of(BASE, Cpu.RSP, COUNTER);
  private static final long BASE_ADDRESS = Layout.MEMORY + 0x1000;
  private static final long STACK_ADDRESS = Layout.MEMORY + 0x800;
  private static final int LEAST_DISPLACEMENT = -0x600, MOST_DISPLACEMENT = 0x700;
  private static final int SAMPLES = 6;
  private static final int TRIES = 120;
  private static final int DEPTH = 2;

  private final SplittableRandom random;
  private final List<byte[]> pool = new ArrayList<>();

  SequenceSampler(SplittableRandom random, HostProcess host) {
    this.random = random;
    for (Subject subject : Subject.all(HostFeatures.read())) {
      if (subject.mode() == CodeMode.BITS_64) {
        fillPool(subject, host);
      }
    }
  }

  private void fillPool(Subject subject, HostProcess host) {
    Subject.Source source = subject.source(random.nextLong(1L << 40));
    List<byte[]> candidates = new ArrayList<>();
    for (int i = 0; i < TRIES && candidates.size() < SAMPLES; i++) {
      Optional<InstructionSampler.Sample> sample = source.instruction();
      if (sample.isEmpty()) {
        return;
      }
      if (isSuitable(sample.get().instruction())) {
        candidates.add(withDefinedFlags(sample.get()));
      }
    }
    List<Case> cases = candidates.stream().map(code -> caseOf(code, 0)).toList();
    if (!cases.isEmpty()) {
      host.send(cases);
      List<Outcome> outcomes = host.receive();
      IntStream.range(0, cases.size())
          .filter(i -> runsThrough(cases.get(i), outcomes.get(i)))
          .forEach(i -> pool.add(candidates.get(i)));
    }
  }

  private static boolean isSuitable(Instruction instruction) {
    for (ksim.core.encoding.Operand operand : instruction.operands()) {
      boolean suitable =
          switch (operand) {
            case RegisterOperand r -> !isGeneral(r) || !RESERVED.contains(r.number());
            case MemoryOperand m -> isSuitable(m);
            case ImmediateOperand _ -> true;
            default -> false; // branches are made elsewhere
          };
      if (!suitable) {
        return false;
      }
    }
    return !instruction.mnemonic().startsWith("bt")
        && !instruction.mnemonic().startsWith("sh")
        && !LastPlace.mayDiffer(instruction.mnemonic());
  }

  private static boolean isSuitable(MemoryOperand m) {
    return m.vectorIndexBits() == 0
        && m.index() == MemoryOperand.NONE
        && (m.base() == MemoryOperand.RIP
            || (m.base() == BASE
                && m.displacement() >= LEAST_DISPLACEMENT
                && m.displacement() <= MOST_DISPLACEMENT));
  }

  private static boolean isGeneral(RegisterOperand register) {
    return register.kind() == RegisterKind.GENERAL || register.kind() == RegisterKind.HIGH_BYTE;
  }

  /** The code of an instruction; if it leaves flags undefined, a CMP follows that defines them. */
  private static byte[] withDefinedFlags(InstructionSampler.Sample sample) {
    String mnemonic = sample.instruction().mnemonic();
    boolean undefined =
        IntStream.of(1, 2, 31).anyMatch(count -> UndefinedFlags.of(mnemonic, 8, count) != 0);
    return undefined ? concat(sample.code(), new byte[] {0x48, 0x39, (byte) 0xc8}) : sample.code();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static boolean runsThrough(Case c, Outcome outcome) {
    UserState before = c.before(), after = outcome.after();
    return outcome.vector() == 3
        && after.rip() == c.end() + 1
        && RESERVED.stream().allMatch(r -> before.gpr()[r] == after.gpr()[r])
        && before.fsBase() == after.fsBase()
        && before.gsBase() == after.gsBase()
        && (after.rflags() & (Flags.TF | Flags.NT | Flags.AC)) == 0
        && after.selectors()[4] == Layout.USER_DATA
        && after.selectors()[5] == Layout.USER_DATA;
  }

  /** A case of some code on a random state. */
  Case caseOf(byte[] code, int memory) {
    long[] gpr = new long[16];
    for (int i = 0; i < 16; i++) {
      gpr[i] = Values.any(random);
    }
    gpr[BASE] = BASE_ADDRESS;
    gpr[Cpu.RSP] = STACK_ADDRESS;
    OptionalInt imageSeed = OptionalInt.of(random.nextInt());
    UserState before =
        new UserState(
            gpr,
            Layout.CODE + Layout.CODE_OFFSET,
            (random.nextLong() & (Flags.STATUS | Flags.DF)) | Flags.IF | Flags.FIXED,
            new int[6],
            StateSampler.FS_BASE,
            StateSampler.GS_BASE,
            Case.image(imageSeed));
    return new Case(CodeMode.BITS_64, code, Layout.CODE_OFFSET, memory, imageSeed, before);
  }

  /** Another sequence. */
  Sequence sequence() {
    return new Sequence(parts(random.nextInt(4, 14), DEPTH));
  }

  private List<Sequence.Part> parts(int count, int depth) {
    List<Sequence.Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(part(depth));
    }
    return List.copyOf(parts);
  }

  private Sequence.Part part(int depth) {
    int choice = random.nextInt(12);
    if (depth > 0 && choice == 0) {
      return new Sequence.Unless(random.nextInt(16), parts(random.nextInt(1, 5), depth - 1));
    }
    if (depth == DEPTH && choice == 1) {
      return new Sequence.Loop(random.nextInt(1, 5), parts(random.nextInt(1, 6), depth - 1));
    }
    if (depth > 0 && choice == 2) {
      return new Sequence.Call(parts(random.nextInt(1, 5), depth - 1));
    }
    if (choice == 3) {
      return new Sequence.Plain(stackTraffic());
    }
    return new Sequence.Plain(pool.get(random.nextInt(pool.size())));
  }

  /** PUSH of a register or the flags, and POP to another register. */
  private byte[] stackTraffic() {
    int from = random.nextInt(16), to = free();
    byte[] push = {(byte) (0x40 | from >> 3), (byte) (0x50 | (from & 7))};
    byte[] pop = {(byte) (0x40 | to >> 3), (byte) (0x58 | (to & 7))};
    return concat(random.nextInt(4) == 0 ? new byte[] {(byte) 0x9c} : push, pop);
  }

  private int free() {
    while (true) {
      int number = random.nextInt(16);
      if (!RESERVED.contains(number)) {
        return number;
      }
    }
  }

  /** Number of instructions to choose from. */
  int poolSize() {
    return pool.size();
  }
}
