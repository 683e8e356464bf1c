package ksim.core.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The differences from llvm-mc 14 that the manual explains. */
enum LlvmDifference {
  PREFIX(
      "LLVM shows prefixes without effect as instructions of their own",
      c -> c.decoded instanceof Instruction && c.outcome.texts().size() > 1 && c.isPrefix(0)),
  CODE16(
      "in 16-bit code LLVM takes 66 for the operand size only, not for a part of the opcode",
      c ->
          c.mode == CodeMode.BITS_16
              && c.bytes[0] == 0x66
              && c.missing()
              && ((Instruction) c.decoded).encoding().opcode().prefix() == MandatoryPrefix.P66),
  GAP16(
      "in 16-bit code LLVM does not know these",
      c ->
          c.mode == CodeMode.BITS_16
              && c.missing()
              && c.named(
                  "ptwrite",
                  "incssp",
                  "rdssp",
                  "clrssbsy",
                  "rstorssp",
                  "xbegin",
                  "umwait",
                  "tpause")),
  GATHER(
      "a gather whose destination, index and mask are not three registers is #UD (SDM 2C,"
          + " VPGATHERDD)",
      c -> c.extra() && c.first().matches("vp?gather.*")),
  INTEL64(
      "66 before a near branch is ignored on Intel processors in 64-bit mode; LLVM does as AMD's",
      c -> c.named("jmp", "call", "jcc", "xbegin") && c.bytes[0] == 0x66),
  PREFIX_ALONE(
      "LLVM shows a prefix and then finds no instruction",
      c ->
          c.extra()
              && c.outcome.undefined()
              && c.outcome.texts().stream().allMatch(LlvmDifference::isPrefixName)),
  ALIAS(
      "LLVM leaves out second encodings that assemblers do not use", c -> c.missing() && c.alias()),
  GAP(
      "LLVM 14 does not know these",
      c ->
          c.missing()
              && c.named(
                  "int1", "ud0", "wbinvd", "rdpru", "fneni", "fndisi", "fnsetpm", "salc", "wruss",
                  "wrss")),
  REX("a REX that a prefix follows is ignored (SDM 2.2.1); undefined to LLVM", LlvmDifference::rex),
  HLE(
      "XACQUIRE without LOCK before XCHG is no instruction to LLVM",
      c -> c.named("xchg") && c.outcome.texts().equals(List.of("xacquire"))),
  BOUND("LLVM takes 62 for EVEX in all modes", c -> c.missing() && c.named("bound")),
  MOV_DEBUG(
      "MOV to and from control and debug registers ignores ModRM.mod (SDM 2B, MOV)",
      c -> c.missing() && c.named("mov") && c.map() == OpcodeMap.MAP_0F),
  FORBIDDEN_PREFIX(
      "66, F2 or F3 on an opcode marked NP, LOCK where it is not legal: #UD; LLVM ignores them",
      LlvmDifference::forbiddenPrefix),
  NOT_HERE(
      "SWAPGS, SYSCALL, SYSRET, RDFSBASE... are undefined outside 64-bit mode (SDM 2B)",
      c ->
          c.extra()
              && c.mode != CodeMode.BITS_64
              && Set.of("swapgs", "syscall", "sysretl", "rdfsbasel", "rdgsbasel", "wrfsbasel")
                  .contains(c.first())),
  REGISTER(
      "MOV to CS, and with control and debug registers that do not exist, is #UD (SDM 2B, MOV)",
      c -> c.extra() && c.first().startsWith("mov"));

  private final String reason;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final Predicate<Case> predicate;

  LlvmDifference(String reason, Predicate<Case> predicate) {
    this.reason = reason;
    this.predicate = predicate;
  }

  /** The difference that explains a case; empty if none does. */
  static String explain(byte[] bytes, Decoded decoded, LlvmMc.Outcome outcome, CodeMode mode) {
    Case c = new Case(bytes, decoded, outcome, mode);
    for (LlvmDifference difference : values()) {
      if (difference.predicate.test(c)) {
        return difference.name() + ": " + difference.reason;
      }
    }
    return "";
  }

  private static boolean isPrefixName(String text) {
    return text.matches("lock|repn?e?|data(16|32)|addr(16|32)|[cdefgs]s|rex64|xacquire|xrelease");
  }

  private static boolean rex(Case c) {
    return c.decoded instanceof Instruction
        && c.outcome.undefined()
        && c.mode == CodeMode.BITS_64
        && IntStream.range(1, c.bytes.length)
            .takeWhile(c::isPrefix)
            .anyMatch(i -> (c.bytes[i - 1] & 0xf0) == 0x40);
  }

  private static boolean forbiddenPrefix(Case c) {
    int at = 0;
    byte[] bytes = c.bytes;
    while (at < bytes.length - 1 && c.isPrefix(at)) {
      at++;
    }
    byte[] bare = Arrays.copyOfRange(bytes, at, bytes.length);
    return c.decoded instanceof InvalidEncoding
        && at > 0
        && !(Decoder.decode(bare, 0, bare.length, c.mode) instanceof InvalidEncoding);
  }

  /** A case, and what is special about it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Case(byte[] bytes, Decoded decoded, LlvmMc.Outcome outcome, CodeMode mode) {
    /** The decoder knows an instruction that LLVM does not. */
    boolean missing() {
      return decoded instanceof Instruction && outcome.undefinedAtOnce();
    }

    /** LLVM knows an instruction that the decoder does not. */
    boolean extra() {
      return decoded instanceof InvalidEncoding && !outcome.texts().isEmpty();
    }

    OpcodeMap map() {
      return ((Instruction) decoded).encoding().opcode().map();
    }

    String first() {
      return outcome.texts().getFirst().split(" ", 2)[0];
    }

    boolean alias() {
      return decoded instanceof Instruction i && i.encoding().has(Attribute.ALIAS);
    }

    boolean named(String... mnemonics) {
      return decoded instanceof Instruction i && Set.of(mnemonics).contains(i.mnemonic());
    }

    boolean isPrefix(int at) {
      int b = bytes[at] & 0xff;
      return (b & 0xe7) == 0x26
          || (b >= 0x64 && b <= 0x67)
          || (b >= 0xf2 && b <= 0xf3)
          || b == 0xf0
          || (mode == CodeMode.BITS_64 && (b & 0xf0) == 0x40);
    }
  }
}
