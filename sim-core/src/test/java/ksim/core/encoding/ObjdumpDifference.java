package ksim.core.encoding;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The differences from objdump that the manual explains: the decoder does as the CPU does. */
@SuppressWarnings({"ArrayRecordComponent", "ImmutableEnumChecker", "StringSplitter"})
enum ObjdumpDifference {
  LOCK("LOCK on anything but a read-modify-write of memory is #UD (SDM 2A, LOCK)", Case::lock),
  REX_SPLIT("a REX that a prefix follows is ignored (SDM 2.2.1), not an instruction", Case::split),
  PREFIX(
      "66, F2 or F3 on an opcode marked NP or NFx is #UD (SDM 2, 3.1.1.1); objdump prints it",
      Case::forbiddenPrefix),
  CONTROL_REGISTER(
      "CR1, CR5-CR7, CR9-CR15, DR8-DR15 do not exist: #UD (SDM 2B, MOV)", Case::controlRegister),
  MOV_CS("MOV to CS is #UD (SDM 2B, MOV)", Case::movCs),
  VEX_PREFIX("66, F2, F3, LOCK or REX before VEX is #UD (SDM 2, 2.3.2-2.3.4)", Case::vexPrefix),
  FENCE("LFENCE, MFENCE, SFENCE ignore ModRM.rm (SDM 2A, LFENCE)", Case::fence),
  RESERVED_NOP(
      "0F 0D /r with a register and 0F 18-1E are NOPs without MPX, PREFETCHI... (SDM 2, app. A);"
          + " objdump treats prefixes on them as opcode",
      Case::reservedNop),
  IGNORED_PREFIX(
      "66 and F2 on WBINVD, F2 on BSF and BSR are ignored; objdump takes them for opcodes",
      Case::ignoredPrefix),
  WAITPKG("TPAUSE and UMWAIT take a 32-bit register whatever REX.W is (SDM 2B)", Case::waitpkg),
  FSGSBASE("RDFSBASE... have 32- and 64-bit forms only: 66 is ignored (SDM 2B)", Case::fsgsbase),
  MOVSXD("REX.W takes precedence over 66: the source has 32 bits (SDM 2, 2.2.1.2)", Case::movsxd),
  PAUSE("90 with REX.B is XCHG with R8, F3 or not, as processors show", Case::pause),
  VVVV_BIT(
      "outside 64-bit mode bit 3 of VEX.vvvv is ignored (SDM 2, 2.3.5.6); objdump wants it unused",
      Case::vvvvBit),
  X87_ALIAS(
      "processors execute the undocumented second encodings of FCOM, FCOMP, FXCH and FSTP",
      Case::x87Alias),
  PCLMULQDQ(
      "only bits 0 and 4 of the immediate count (SDM 2B, PCLMULQDQ); objdump takes 2 for 10",
      Case::multiplication),
  MOVQ2DQ(
      "MOVQ2DQ and MOVDQ2Q name MMX registers, whatever other prefixes say; objdump shows XMM ones",
      Case::movq2dq),
  SCALAR_LENGTH(
      "VEX.L is ignored by scalar instructions (SDM 2, 2.3.6.2); objdump stores into a YMM register",
      Case::scalarLength),
  X87_ENVIRONMENT(
      "REX.W takes precedence over 66 (SDM 2, 2.2.1.2): the 28 bytes of 32-bit mode",
      Case::environment),
  SETPM287("DB E5 (FRSTPM) is undefined since the 80387", Case::rstpm),
  FWAIT("9B is an instruction of its own; objdump joins it with the x87 one after it", Case::fwait),
  NOTRACK(
      "objdump does not print every 3E before an indirect branch as notrack, and drops the FS or GS"
          + " override before it",
      Case::notrack);

  private static final Set<String> TABLE =
      InstructionTable.standard().encodings().stream()
          .map(Encoding::mnemonic)
          // SSE has instructions of these names; objdump prints string instructions otherwise.
          .filter(m -> !m.equals("movsd") && !m.equals("cmpsd"))
          .collect(Collectors.toUnmodifiableSet());

  private final String reason;
  private final Predicate<Case> predicate;

  ObjdumpDifference(String reason, Predicate<Case> predicate) {
    this.reason = reason;
    this.predicate = predicate;
  }

  /** The name of the difference that explains a case; empty if none does. */
  static String explain(byte[] bytes, Decoded decoded, Objdump.Line line) {
    Case c = new Case(bytes, decoded, line);
    for (ObjdumpDifference difference : values()) {
      if (difference.predicate.test(c)) {
        return difference.name() + ": " + difference.reason;
      }
    }
    return "";
  }

  static String mnemonic(String text) {
    return text.replaceAll(
            "^((data16|addr32|lock|rep|repn?z|bnd|notrack|x(acquire|release)|rex[.WRXB]*|[cdsefg]s)"
                + " )*",
            "")
        .split(" ")[0];
  }

  /** Whether objdump's text is an instruction that the table describes. */
  static boolean isGeneralPurpose(String text) {
    return TABLE.contains(mnemonic(text));
  }

  private record Case(byte[] bytes, Decoded decoded, Objdump.Line line) {

    private int opcodeIndex() {
      int i = 0;
      while (i < bytes.length && isPrefix(bytes[i] & 0xff)) {
        i++;
      }
      return i;
    }

    private static boolean isPrefix(int b) {
      return (b & 0xe7) == 0x26
          || (b >= 0x64 && b <= 0x67)
          || (b >= 0xf2 && b <= 0xf3)
          || b == 0xf0
          || (b & 0xf0) == 0x40;
    }

    /** The code without some prefix bytes. */
    private byte[] without(Set<Integer> removed) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int opcode = opcodeIndex();
      for (int i = 0; i < bytes.length; i++) {
        if (i >= opcode || !removed.contains(bytes[i] & 0xff)) {
          out.write(bytes[i]);
        }
      }
      return out.toByteArray();
    }

    /** What is left without some prefixes is the instruction that objdump prints. */
    private boolean sameWithout(Set<Integer> removed) {
      byte[] rest = without(removed);
      int count = bytes.length - rest.length;
      return count > 0
          && switch (Decoder.decode(rest, 0, rest.length, CodeMode.BITS_64)) {
            case Instruction i -> i.length() + count == line.bytes().length && sameMnemonic(i);
            case NotInTable gap -> gap.length() + count == line.bytes().length;
            default -> false;
          };
    }

    private boolean sameMnemonic(Instruction i) {
      String theirs = mnemonic(line.text());
      return mnemonic(Disassembler.attAndT(i, 0)).equals(theirs)
          || mnemonic(Disassembler.intel(i, 0)).equals(theirs);
    }

    boolean lock() {
      byte[] rest = without(Set.of(0xf0));
      Decoded unlocked = Decoder.decode(rest, 0, rest.length, CodeMode.BITS_64);
      return decoded instanceof InvalidEncoding
          && (sameWithout(Set.of(0xf0))
              || (rest.length < bytes.length && !explain(rest, unlocked, line).isEmpty()));
    }

    boolean movCs() {
      return decoded instanceof InvalidEncoding
          && bytes[opcodeIndex()] == (byte) 0x8e
          && (bytes[opcodeIndex() + 1] >> 3 & 7) == 1;
    }

    boolean forbiddenPrefix() {
      return decoded instanceof InvalidEncoding && sameWithout(Set.of(0xf0, 0x66, 0xf2, 0xf3));
    }

    boolean split() {
      return Arrays.stream(line.text().split(" ")).allMatch(w -> !mnemonic(w + " ;").equals(w))
          && line.text().contains("rex");
    }

    boolean controlRegister() {
      int opcode = opcodeIndex();
      return decoded instanceof InvalidEncoding
          && bytes[opcode] == 0x0f
          && bytes[opcode + 1] >= 0x20
          && bytes[opcode + 1] <= 0x23
          && mnemonic(line.text()).equals("mov");
    }

    boolean vexPrefix() {
      int opcode = opcodeIndex();
      return decoded instanceof InvalidEncoding
          && opcode > 0
          && (bytes[opcode] == (byte) 0xc4
              || bytes[opcode] == (byte) 0xc5
              || bytes[opcode] == (byte) 0x62
              || bytes[opcode] == (byte) 0x8f);
    }

    private boolean named(String... mnemonics) {
      return decoded instanceof Instruction i && List.of(mnemonics).contains(i.mnemonic());
    }

    private boolean sameLength() {
      return decoded instanceof Instruction i && i.length() == line.bytes().length;
    }

    boolean fence() {
      return named("lfence", "mfence", "sfence");
    }

    boolean reservedNop() {
      return decoded instanceof Instruction i
          && i.mnemonic().equals("nop")
          && i.encoding().opcode().map() == OpcodeMap.MAP_0F
          && i.encoding().opcode().first() != 0x1f;
    }

    boolean ignoredPrefix() {
      return named("wbinvd", "bsf", "bsr") && line.text().contains("(bad)");
    }

    boolean waitpkg() {
      return named("tpause", "umwait") && sameLength();
    }

    boolean fsgsbase() {
      return named("rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase") && sameLength();
    }

    boolean movsxd() {
      return named("movsxd") && sameLength();
    }

    boolean pause() {
      return named("xchg") && mnemonic(line.text()).equals("pause");
    }

    boolean vvvvBit() {
      return decoded instanceof Instruction i
          && i.encoding().opcode().map().vex()
          && bytes[i.prefixes().length()] == (byte) 0xc4
          && (bytes[i.prefixes().length() + 2] & 0x40) == 0;
    }

    boolean x87Alias() {
      return named("fcom", "fcomp", "fxch", "fstp")
          && decoded instanceof Instruction i
          && i.encoding().has(Attribute.ALIAS)
          && line.text().contains("(bad)");
    }

    boolean multiplication() {
      return named("pclmulqdq", "vpclmulqdq") && sameLength();
    }

    boolean movq2dq() {
      return named("movq2dq", "movdq2q") && sameLength();
    }

    boolean scalarLength() {
      return named("vmovss", "vmovsd") && sameLength();
    }

    boolean environment() {
      return named("fldenv", "fnstenv", "frstor", "fnsave")
          && decoded instanceof Instruction i
          && i.operandBits() == 64
          && i.prefixes().operandSize();
    }

    boolean rstpm() {
      return line.text().contains("frstpm");
    }

    boolean fwait() {
      return named("fwait");
    }

    boolean notrack() {
      return named("call", "jmp") && sameLength() && without(Set.of(0x3e)).length < bytes.length;
    }
  }
}
