package ksim.core.encoding;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The differences from objdump that the manual explains: the decoder does as the CPU does. */
@SuppressWarnings({"ArrayRecordComponent", "ImmutableEnumChecker", "StringSplitter"})
enum ObjdumpDifference {
  LOCK(
      "LOCK on anything but a read-modify-write of memory is #UD (SDM 2A, LOCK)",
      ObjdumpCase::lock),
  REX_SPLIT(
      "a REX that a prefix follows is ignored (SDM 2.2.1), not an instruction", ObjdumpCase::split),
  PREFIX(
      "66, F2 or F3 on an opcode marked NP or NFx is #UD (SDM 2, 3.1.1.1); objdump prints it",
      ObjdumpCase::forbiddenPrefix),
  CONTROL_REGISTER(
      "CR1, CR5-CR7, CR9-CR15, DR8-DR15 do not exist: #UD (SDM 2B, MOV)",
      ObjdumpCase::controlRegister),
  MOV_CS("MOV to CS is #UD (SDM 2B, MOV)", ObjdumpCase::movCs),
  VEX_PREFIX(
      "66, F2, F3, LOCK or REX before VEX is #UD (SDM 2, 2.3.2-2.3.4)", ObjdumpCase::vexPrefix),
  FENCE("LFENCE, MFENCE, SFENCE ignore ModRM.rm (SDM 2A, LFENCE)", ObjdumpCase::fence),
  RESERVED_NOP(
      "0F 0D /r with a register and 0F 18-1E are NOPs without MPX, PREFETCHI... (SDM 2, app. A);"
          + " objdump treats prefixes on them as opcode",
      ObjdumpCase::reservedNop),
  IGNORED_PREFIX(
      "66 and F2 on WBINVD, F2 on BSF and BSR are ignored; objdump takes them for opcodes",
      ObjdumpCase::ignoredPrefix),
  WAITPKG(
      "TPAUSE and UMWAIT take a 32-bit register whatever REX.W is (SDM 2B)", ObjdumpCase::waitpkg),
  FSGSBASE(
      "RDFSBASE... have 32- and 64-bit forms only: 66 is ignored (SDM 2B)", ObjdumpCase::fsgsbase),
  MOVSXD(
      "REX.W takes precedence over 66: the source has 32 bits (SDM 2, 2.2.1.2)",
      ObjdumpCase::movsxd),
  PAUSE("90 with REX.B is XCHG with R8, F3 or not, as processors show", ObjdumpCase::pause),
  X87_ALIAS(
      "processors execute the undocumented second encodings of FCOM, FCOMP, FXCH and FSTP",
      ObjdumpCase::x87Alias),
  PCLMULQDQ(
      "only bits 0 and 4 of the immediate count (SDM 2B, PCLMULQDQ); objdump takes 2 for 10",
      ObjdumpCase::multiplication),
  MOVQ2DQ(
      "MOVQ2DQ and MOVDQ2Q name MMX registers, whatever other prefixes say; objdump shows XMM ones",
      ObjdumpCase::movq2dq),
  SCALAR_LENGTH(
      "VEX.L is ignored by scalar instructions (SDM 2, 2.3.6.2); objdump stores into a YMM"
          + " register",
      ObjdumpCase::scalarLength),
  X87_ENVIRONMENT(
      "REX.W takes precedence over 66 (SDM 2, 2.2.1.2): the 28 bytes of 32-bit mode",
      ObjdumpCase::environment),
  SETPM287("DB E5 (FRSTPM) is undefined since the 80387", ObjdumpCase::rstpm),
  TEST_REGISTER("test registers went with the Pentium", ObjdumpCase::testRegister),
  SALC("D6 is SALC on every processor outside 64-bit mode", ObjdumpCase::salc),
  ONLY_64_BIT(
      "SYSCALL, SYSRET, SWAPGS, RDFSBASE... are undefined outside 64-bit mode (SDM 2B); objdump"
          + " prints them",
      ObjdumpCase::only64),
  FWAIT(
      "9B is an instruction of its own; objdump joins it with the x87 one after it",
      ObjdumpCase::fwait),
  NOTRACK(
      "objdump does not print every 3E before an indirect branch as notrack, and drops the FS or GS"
          + " override before it",
      ObjdumpCase::notrack);

  private static final Set<String> TABLE =
      InstructionTable.standard().encodings().stream()
          .map(Encoding::mnemonic)
          // SSE has instructions of these names; objdump prints string instructions otherwise.
          .filter(m -> !m.equals("movsd") && !m.equals("cmpsd"))
          .collect(Collectors.toUnmodifiableSet());

  private final String reason;
  private final Predicate<ObjdumpCase> predicate;

  ObjdumpDifference(String reason, Predicate<ObjdumpCase> predicate) {
    this.reason = reason;
    this.predicate = predicate;
  }

  /** The name of the difference that explains a case; empty if none does. */
  static String explain(byte[] bytes, Decoded decoded, Objdump.Line line, CodeMode mode) {
    ObjdumpCase c = new ObjdumpCase(bytes, decoded, line, mode);
    for (ObjdumpDifference difference : values()) {
      if (difference.predicate.test(c)) {
        return difference.name() + ": " + difference.reason;
      }
    }
    return "";
  }

  static String mnemonic(String text) {
    return text.replaceAll(
            "^((data(16|32)|addr(16|32)|lock|rep|repn?z|bnd|notrack|x(acquire|release)"
                + "|rex[.WRXB]*|[cdsefg]s) )*",
            "")
        .split(" ")[0];
  }

  /** Whether objdump's text is an instruction that the table describes. */
  static boolean isGeneralPurpose(String text) {
    return TABLE.contains(mnemonic(text));
  }
}
