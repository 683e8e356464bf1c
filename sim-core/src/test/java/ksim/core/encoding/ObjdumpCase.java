package ksim.core.encoding;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * An instruction of which objdump says something else, and what is special about it.
 *
 * @param bytes code from where the instruction starts
 * @param decoded what the decoder makes of it
 * @param line what objdump makes of it
 * @param mode mode of the code
 */
@SuppressWarnings({"ArrayRecordComponent", "StringSplitter"})
record ObjdumpCase(byte[] bytes, Decoded decoded, Objdump.Line line, CodeMode mode) {

  private int opcodeIndex() {
    int i = 0;
    while (i < bytes.length && isPrefix(bytes[i] & 0xff)) {
      i++;
    }
    return i;
  }

  private boolean isPrefix(int b) {
    return (b & 0xe7) == 0x26
        || (b >= 0x64 && b <= 0x67)
        || (b >= 0xf2 && b <= 0xf3)
        || b == 0xf0
        || (mode == CodeMode.BITS_64 && (b & 0xf0) == 0x40);
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
        && switch (Decoder.decode(rest, 0, rest.length, mode)) {
          case Instruction i -> i.length() + count == line.bytes().length && sameMnemonic(i);
          case NotInTable gap -> gap.length() + count == line.bytes().length;
          default -> false;
        };
  }

  private boolean sameMnemonic(Instruction i) {
    String theirs = ObjdumpDifference.mnemonic(line.text());
    return ObjdumpDifference.mnemonic(Disassembler.attAndT(i, 0)).equals(theirs)
        || ObjdumpDifference.mnemonic(Disassembler.intel(i, 0)).equals(theirs);
  }

  boolean lock() {
    byte[] rest = without(Set.of(0xf0));
    Decoded unlocked = Decoder.decode(rest, 0, rest.length, mode);
    return decoded instanceof InvalidEncoding
        && (sameWithout(Set.of(0xf0))
            || (rest.length < bytes.length
                && !ObjdumpDifference.explain(rest, unlocked, line, mode).isEmpty()));
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
    return Arrays.stream(line.text().split(" "))
            .allMatch(w -> !ObjdumpDifference.mnemonic(w + " ;").equals(w))
        && line.text().contains("rex");
  }

  boolean controlRegister() {
    int opcode = opcodeIndex();
    return decoded instanceof InvalidEncoding
        && bytes[opcode] == 0x0f
        && bytes[opcode + 1] >= 0x20
        && bytes[opcode + 1] <= 0x23
        && ObjdumpDifference.mnemonic(line.text()).equals("mov");
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
    return named("xchg") && ObjdumpDifference.mnemonic(line.text()).equals("pause");
  }

  boolean x87Alias() {
    return named("fcom", "fcomp", "fxch", "fstp")
        && decoded instanceof Instruction i
        && i.encoding().has(Attribute.ALIAS)
        && line.text().contains("(bad)");
  }

  boolean multiplication() {
    return named("pclmulqdq", "vpclmulqdq") && line.text().contains("pclmul");
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

  boolean testRegister() {
    return decoded instanceof InvalidEncoding && line.text().matches(".*\\btr[0-7].*");
  }

  boolean salc() {
    return named("salc") && line.text().contains("(bad)");
  }

  boolean only64() {
    return decoded instanceof InvalidEncoding
        && mode != CodeMode.BITS_64
        && Set.of("sysret", "syscall", "swapgs", "rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase")
            .contains(ObjdumpDifference.mnemonic(line.text()));
  }

  boolean fwait() {
    return named("fwait");
  }

  boolean notrack() {
    return named("call", "jmp") && sameLength() && without(Set.of(0x3e)).length < bytes.length;
  }
}
