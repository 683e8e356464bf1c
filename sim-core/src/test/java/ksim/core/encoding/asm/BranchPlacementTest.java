package ksim.core.encoding.asm;

import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import org.junit.jupiter.api.Test;

/** Branches that are to keep within borders do, alone or with what they are fused with. */
class BranchPlacementTest {
  private static final int BORDER = 32;
  private static final long ORIGIN = 0x1000;

  private static final MemoryOperand FS_WORD = Memory.qword(Registers.FS, 0x40);

  private static byte[] program(SplittableRandom random, boolean kept) {
    Assembler a = new Assembler(ORIGIN);
    if (kept) {
      a.keepBranchesWithin(BORDER);
    }
    Label start = a.here("start");
    Label end = a.label("end");
    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(8)) {
        case 0 -> a.jcc(Condition.NE, random.nextBoolean() ? start : end);
        case 1 -> a.call(start);
        case 2 -> a.ret();
        case 3 -> a.jmp(end);
        case 4, 5 -> {
          a.cmp(EAX, random.nextInt(1000));
          a.jcc(Condition.E, end);
        }
        case 6 -> a.mov(FS_WORD, RCX);
        default -> a.mov(RCX, random.nextLong() >>> random.nextInt(64));
      }
    }
    a.bind(end);
    a.ret();
    return a.finish().bytes();
  }

  private static int crossing(byte[] code) {
    int crossing = 0;
    int before = 0;
    boolean fusible = false;
    for (int at = 0; at < code.length; ) {
      Instruction instruction =
          (Instruction) Decoder.decode(code, at, code.length - at, CodeMode.BITS_64);
      int end = at + instruction.length();
      boolean conditional = instruction.mnemonic().equals("jcc");
      if (conditional
          || instruction.mnemonic().equals("jmp")
          || instruction.mnemonic().equals("call")
          || instruction.mnemonic().equals("ret")) {
        int from = conditional && fusible ? before : at;
        crossing += from / BORDER == end / BORDER ? 0 : 1;
      }
      fusible = instruction.mnemonic().equals("cmp");
      before = at;
      at = end;
    }
    return crossing;
  }

  private static List<String> text(byte[] code) {
    List<String> text = new ArrayList<>();
    for (int at = 0; at < code.length; ) {
      Instruction instruction =
          (Instruction) Decoder.decode(code, at, code.length - at, CodeMode.BITS_64);
      if (!instruction.mnemonic().equals("nop")) {
        text.add(
            instruction.mnemonic()
                + instruction.operands().stream()
                    .filter(o -> !(o instanceof BranchOperand))
                    .toList());
      }
      at += instruction.length();
    }
    return text;
  }

  @Test
  void instructionsStayWhatTheyAre() {
    for (long seed = 0; seed < 30; seed++) {
      assertThat(text(program(new SplittableRandom(seed), true)))
          .as("seed %d", seed)
          .isEqualTo(text(program(new SplittableRandom(seed), false)));
    }
  }

  @Test
  void noBranchCrossesABorderOrEndsAtOne() {
    int without = 0;
    for (long seed = 0; seed < 30; seed++) {
      assertThat(crossing(program(new SplittableRandom(seed), true))).as("seed %d", seed).isZero();
      without += crossing(program(new SplittableRandom(seed), false));
    }
    assertThat(without).as("what it would be otherwise").isGreaterThan(100);
  }
}
