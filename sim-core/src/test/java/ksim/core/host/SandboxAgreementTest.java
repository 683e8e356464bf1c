package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import ksim.core.cpu.Flags;
import ksim.core.cpu.VectorRegisters;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.fault.Vector;
import ksim.core.processor.CpuModels;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.Snippet;
import ksim.core.sandbox.SnippetResult;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/**
 * What {@code ksim exec} answers is what the machine answers that is compared with the host: the
 * sandbox loads and reads the same state, and a program's surroundings are the same.
 */
class SandboxAgreementTest {
  private static final long SEED = 22;
  private static final int CASES_EACH = 2;
  private static final int ST_BYTES = 16;

  /** The sandbox has null selectors, and no bases for FS and GS. */
  private static final Set<String> SELECTORS =
      Set.of(
          "rdfsbase",
          "rdgsbase",
          "wrfsbase",
          "wrgsbase",
          "lfs",
          "lgs",
          "les",
          "lds",
          "lss",
          "verr",
          "verw",
          "lar",
          "lsl",
          "jmpf",
          "callf",
          "retf",
          "iretd",
          "iretq",
          "iret",
          "rdpid",
          "int",
          "rdpkru",
          "wrpkru",
          "xgetbv",
          "xsave",
          "xsaveopt",
          "xsavec",
          "xsaves",
          "xrstor",
          "xrstors",
          "fxsave",
          "fxrstor");

  private final Sandbox sandbox = new Sandbox(TimingLevel.NONE, CpuModels.everything());
  private final SimulatedProcess process = new SimulatedProcess();
  private int compared;

  @Test
  void agreesWithTheMachineThatIsComparedWithTheHost() {
    List<Subject> subjects =
        InstructionTable.standard().encodings().stream()
            .filter(e -> !e.has(Attribute.UNLISTED) && SimulatedSystem.has(e))
            .filter(e -> !SELECTORS.contains(e.mnemonic()))
            .flatMap(e -> Stream.of(CodeMode.BITS_64, CodeMode.BITS_32).map(m -> new Subject(e, m)))
            .filter(s -> NotCompared.reason(s.encoding(), s.mode()).isEmpty())
            .toList();
    for (Subject subject : subjects) {
      Subject.Source source = subject.source(SEED);
      for (int i = 0; i < CASES_EACH; i++) {
        Optional<InstructionSampler.Sample> sample = source.instruction();
        sample.filter(s -> !namesSegment(s.instruction())).ifPresent(s -> compare(source.state(s)));
      }
    }
    assertThat(compared).isGreaterThan(3_000);
  }

  private static boolean namesSegment(Instruction instruction) {
    return instruction.segmentOverride() >= 0
        || instruction.operands().stream()
            .anyMatch(o -> o instanceof RegisterOperand r && r.kind() == RegisterKind.SEGMENT);
  }

  private void compare(Case c) {
    Outcome expected;
    try {
      expected = process.run(c);
    } catch (SimulatedProcess.Unimplemented e) {
      return;
    }
    SnippetResult result = sandbox.run(snippet(c));
    boolean branched = result.ending() instanceof Ending.End && result.registers().rip() != c.end();
    if (branched || (expected.vector() == Vector.PAGE_FAULT && isProtected(expected.cr2()))) {
      return; // the process runs on into INT3; every page of the sandbox can be written
    }
    String code = c.mode() + " " + HexFormat.of().formatHex(c.code());
    assertThat(text(c, result)).as(code).isEqualTo(text(c, expected));
    compared++;
  }

  private static boolean isProtected(long address) {
    return (address >= Layout.READ_ONLY && address < Layout.END)
        || (address >= Layout.CODE && address < Layout.CODE + Layout.PAGE_BYTES);
  }

  private static Snippet snippet(Case c) {
    byte[] around = new byte[Layout.PAGE_BYTES];
    Arrays.fill(around, Layout.INT3);
    return new Snippet(
        c.code(),
        registers(c.before()),
        List.of(
            new MemoryBytes(Layout.MEMORY, Memories.writable(c.memory())),
            new MemoryBytes(Layout.READ_ONLY, Memories.readOnly()),
            new MemoryBytes(Layout.CODE, around)),
        OptionalLong.of(1),
        c.mode(),
        3);
  }

  private static RegisterState registers(UserState state) {
    ByteBuffer image = Image.fields(state.image());
    long[] vector = new long[VectorRegisters.COUNT * VectorRegisters.LANES];
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      for (int lane = 0; lane < 2; lane++) {
        int at = 16 * i + 8 * lane;
        vector[VectorRegisters.LANES * i + lane] = image.getLong(Image.XMM + at);
        vector[VectorRegisters.LANES * i + 2 + lane] = image.getLong(Image.YMM_HIGH + at);
      }
    }
    long[] significands = new long[8];
    int[] signExponents = new int[8];
    for (int i = 0; i < significands.length; i++) {
      significands[i] = image.getLong(Image.ST + ST_BYTES * i);
      signExponents[i] = image.getShort(Image.ST + ST_BYTES * i + 8) & 0xffff;
    }
    return new RegisterState(
        state.rip(),
        state.rflags() & ~Flags.RF,
        state.gpr(),
        vector,
        image.getInt(Image.MXCSR),
        new FloatingPointState(
            image.getShort(Image.CONTROL) & 0xffff,
            image.getShort(Image.STATUS) & 0xffff,
            image.get(Image.TAGS) & 0xff,
            significands,
            signExponents));
  }

  private static String text(Case c, Outcome outcome) {
    boolean ended = outcome.vector() == Vector.BREAKPOINT && outcome.after().rip() == c.end() + 1;
    boolean endedAtPage = outcome.vector() == Vector.PAGE_FAULT && outcome.after().rip() == c.end();
    Ending ending =
        ended || endedAtPage
            ? new Ending.End()
            : new Ending.Fault(
                outcome.vector(),
                SimulatedSystem.hasErrorCode(outcome.vector())
                    ? OptionalInt.of((int) outcome.errorCode())
                    : OptionalInt.empty(),
                outcome.vector() == Vector.PAGE_FAULT
                    ? OptionalLong.of(outcome.cr2())
                    : OptionalLong.empty());
    byte[] memory = Memories.writable(c.memory()).clone();
    outcome.memory().forEach((at, word) -> Image.fields(memory).putLong(at, word));
    RegisterState registers = registers(outcome.after());
    return text(c, ending, registers, registers.rip() - (ended ? 1 : 0), memory);
  }

  private static String text(Case c, SnippetResult result) {
    RegisterState registers = result.registers();
    byte[] memory = result.memory().getFirst().bytes();
    return text(c, result.ending(), registers, registers.rip(), memory);
  }

  private static String text(
      Case c, Ending ending, RegisterState registers, long rip, byte[] memory) {
    return String.join(
        "\n",
        ending.toString(),
        "rip %x rflags %x".formatted(rip, registers.rflags()),
        hex(registers.general()),
        HostRecords.hasImage(c) ? image(registers) : "",
        "memory %x".formatted(Arrays.hashCode(memory)));
  }

  private static String image(RegisterState registers) {
    FloatingPointState x87 = registers.floatingPoint();
    return String.join(
        "\n",
        hex(registers.vector()),
        "mxcsr %x".formatted(registers.mxcsr()),
        "x87 %x %x %x".formatted(x87.control(), x87.status(), x87.tags()),
        hex(x87.significands()),
        Arrays.toString(x87.signExponents()));
  }

  private static String hex(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toHexString).toList().toString();
  }
}
