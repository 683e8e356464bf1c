package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.decode.Operations;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import ksim.core.fault.UnimplementedException;
import org.junit.jupiter.api.Test;

/**
 * Compares instructions on selectors and flags with the Unicorn engine over random selectors, rings
 * and flags: the exception's vector, or else the registers after the instruction. Where the engine
 * is known not to follow the manual, {@link #isLenient} says so.
 */
class UnicornComparisonTest {
  private static final int EXPERIMENTS = 150;
  private static final long SEED = 143;
  private static final long START_FRAME = 0x1f_0000;
  private static final long START = 0x1f_1000;
  private static final long STACK = 0x12_0000;
  private static final long TARGET = SystemFixture.CODE + 0x100;
  private static final long FLAGS = 0x24_7fd7;
  private static final int MEMORY_BYTES = 2 << 20;

  private static final String IRETQ = "48cf";
  private static final String RETFQ = "48cb";
  private static final String MOV_SS = "8ed0";

  private static final int[] SELECTORS = {
    0, 3, 0x08, 0x0b, 0x10, 0x13, 0x20, 0x23, 0x28, 0x2b, 0x40, 0x43, 0x48, 0x4b, 0x58, 0x5b, 0x60,
    0x63, 0x68, 0x1000
  };

  /** Code and stack segments that go together; random pairs seldom do. */
  private static final int[][] PAIRS = {{0x08, 0x10}, {0x08, 0}, {0x2b, 0x23}, {0x4b, 0x23}};

  private static final List<String> INSTRUCTIONS =
      List.of(
          IRETQ, IRETQ, RETFQ, "9d", // popfq
          "8ed8", // mov ds, eax
          "8ee0", // mov fs, eax
          MOV_SS, "0f03c0", // lsl eax, eax
          "0f00e0", // verr ax
          "0f00e8", // verw ax
          "fa", // cli
          "fb"); // sti

  private record Experiment(
      String code, int ring, long rflags, int selector, int stackSelector, long newFlags) {
    String text() {
      return "%s, ring %d, flags %x, selectors %x %x, new flags %x"
          .formatted(code, ring, rflags, selector, stackSelector, newFlags);
    }
  }

  /** What an instruction did: the vector, or the registers. */
  private record Outcome(int vector, List<Long> registers) {
    static Outcome exception(int vector) {
      return new Outcome(vector, List.of());
    }
  }

  private static Experiment random(SplittableRandom random) {
    String code = INSTRUCTIONS.get(random.nextInt(INSTRUCTIONS.size()));
    int ring = random.nextBoolean() ? 0 : 3;
    // Neither TF nor NT nor AC at first; IF only in ring 3 matters.
    long flags = (random.nextLong() & FLAGS & ~0x4_4100L) | 2;
    int[] pair =
        random.nextBoolean()
            ? PAIRS[random.nextInt(PAIRS.length)]
            : new int[] {
              SELECTORS[random.nextInt(SELECTORS.length)],
              SELECTORS[random.nextInt(SELECTORS.length)]
            };
    long newFlags = (random.nextLong() & FLAGS & ~0x4_0100L) | 2;
    return new Experiment(code, ring, flags, pair[0], pair[1], newFlags);
  }

  private static SystemFixture fixture(Experiment experiment) {
    SystemFixture machine = new SystemFixture();
    byte[] code = HexFormat.of().parseHex(experiment.code());
    machine.memory.writeBytes(SystemFixture.CODE, code, 0, code.length);
    long newStack = STACK + 0x800;
    long[] stack =
        switch (experiment.code()) {
          case IRETQ -> new long[] {TARGET, experiment.selector(), experiment.newFlags(), newStack};
          case RETFQ ->
              new long[] {TARGET, experiment.selector(), newStack, experiment.stackSelector()};
          default -> new long[] {experiment.newFlags()};
        };
    for (int i = 0; i < stack.length; i++) {
      machine.put64(STACK + 8L * i, stack[i]);
    }
    machine.put64(STACK + 32, experiment.stackSelector());
    return machine;
  }

  private static Optional<Outcome> simulated(Experiment experiment) {
    SystemFixture machine = fixture(experiment);
    Cpu cpu = machine.cpu;
    if (experiment.ring() == 3) {
      machine.inUser();
    }
    machine.flags(experiment.rflags());
    cpu.gpr[Cpu.RSP] = STACK;
    cpu.gpr[Cpu.RAX] = experiment.selector();
    byte[] code = new byte[15];
    machine.memory.readBytes(SystemFixture.CODE, code, 0, code.length);
    Instruction instruction = (Instruction) Decoder.decode(code, 0, code.length, CodeMode.BITS_64);
    cpu.rip = SystemFixture.CODE + instruction.length();
    try {
      Operations.of(instruction, SystemFixture.CODE).exec(cpu);
    } catch (GuestException e) {
      return Optional.of(Outcome.exception(e.vector()));
    } catch (UnimplementedException e) {
      return Optional.empty();
    }
    List<Long> registers = new ArrayList<>();
    registers.add(cpu.rip);
    registers.add(cpu.gpr[Cpu.RSP]);
    registers.add(cpu.gpr[Cpu.RAX]);
    registers.add(cpu.flags.toRflags());
    for (int number : new int[] {Segments.CS, Segments.SS, Segments.DS, Segments.FS}) {
      registers.add((long) machine.selector(number));
    }
    return Optional.of(new Outcome(Unicorn.NONE, registers));
  }

  private static Outcome emulated(Unicorn.Library library, Experiment experiment) {
    SystemFixture machine = fixture(experiment);
    boolean user = experiment.ring() == 3;
    long[] frame = {
      SystemFixture.CODE, user ? 0x2b : 0x08, experiment.rflags(), STACK, user ? 0x23 : 0x10
    };
    for (int i = 0; i < frame.length; i++) {
      machine.put64(START_FRAME + 8L * i, frame[i]);
    }
    machine.memory.write(START, 2, 0xcf48);
    byte[] memory = new byte[MEMORY_BYTES];
    machine.memory.readBytes(0, memory, 0, memory.length);
    try (Unicorn unicorn = new Unicorn(library, memory)) {
      unicorn.setGlobalTable(SystemFixture.GDT, machine.cpu.segments.gdtLimit);
      unicorn.set(Unicorn.RSP, START_FRAME);
      unicorn.set(Unicorn.RAX, experiment.selector());
      int vector = unicorn.run(START, 2);
      if (vector != Unicorn.NONE) {
        return Outcome.exception(vector);
      }
      List<Long> registers = new ArrayList<>();
      for (int number :
          new int[] {
            Unicorn.RIP,
            Unicorn.RSP,
            Unicorn.RAX,
            Unicorn.RFLAGS,
            Unicorn.CS,
            Unicorn.SS,
            Unicorn.DS,
            Unicorn.FS
          }) {
        registers.add(unicorn.get(number));
      }
      return new Outcome(Unicorn.NONE, registers);
    }
  }

  /**
   * Where the engine does not follow the manual: it lets a null stack segment with an RPL of
   * another ring pass, and raises #NP instead of #SS for one that is not present.
   */
  private static boolean isLenient(Experiment experiment) {
    boolean loadsStackSegment = experiment.code().equals(MOV_SS);
    int stack = loadsStackSegment ? experiment.selector() : experiment.stackSelector();
    boolean nullOfAnotherRing = stack != 0 && Descriptors.isNull(stack);
    boolean notPresent = !loadsStackSegment && (stack & ~3) == SystemFixture.DATA_NOT_PRESENT;
    return nullOfAnotherRing || notPresent;
  }

  @Test
  void agreesWithTheEngine() {
    Optional<Unicorn.Library> library = Unicorn.Library.find();
    assumeThat(library).as("libunicorn.so.2").isPresent();
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < EXPERIMENTS; i++) {
      Experiment experiment = random(random);
      Optional<Outcome> simulated = simulated(experiment);
      if (simulated.isPresent() && !isLenient(experiment)) {
        Outcome emulated = emulated(library.get(), experiment);
        if (!emulated.equals(simulated.get())) {
          differences.add(experiment.text() + ": " + simulated.get() + ", the engine " + emulated);
        }
      }
    }
    assertThat(differences).isEmpty();
  }
}
