package ksim.core.host.timing;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.*;

import java.util.List;
import java.util.function.Consumer;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * The shortest pair of an allocation and a release: an object from a list and back, each with a
 * counter of preemption raised and lowered around it, and with a stack probe in one of its forms
 * before that (OSv issue 143).
 */
final class PairBlocks {
  private static final int PAGE = 4096;
  private static final int INTERRUPT_FLAG = 0x200;
  private static final int LIST = 0x80;
  private static final int OBJECTS = 0x400;
  private static final int COPIES = 4;
  private static final RegisterOperand[] WORK = {RSI, RDI, RBP, R8, R9, R10, R12, R13};

  private PairBlocks() {}

  static List<TimedBlock> all() {
    return List.of(
        pair("pair_none", code -> {}),
        pair("pair_movzbl", PairBlocks::load),
        pair("pair_movb_al", code -> code.mov(AL, byte_(RSP, -PAGE))),
        pair("pair_counters", PairBlocks::counters),
        pair("pair_pushfq", PairBlocks::counterAndFlags));
  }

  private static TimedBlock pair(String name, Consumer<Assembler> probe) {
    Label allocate = new Label(name + ".allocate");
    Label release = new Label(name + ".release");
    return TimedBlock.of(
            name,
            "malloc+free",
            code -> {
              code.call(allocate);
              code.call(release);
            })
        .with(PairBlocks::list)
        .followedBy(code -> functions(code, allocate, release, probe))
        .times(COPIES);
  }

  /** Two objects, the first of which the second follows. */
  private static void list(Assembler code) {
    code.lea(RAX, address(R14, OBJECTS + 64));
    code.mov(qword(R14, OBJECTS), RAX);
    code.lea(RAX, address(R14, OBJECTS));
    code.mov(qword(R14, LIST), RAX);
  }

  private static void functions(
      Assembler code, Label allocate, Label release, Consumer<Assembler> probe) {
    code.align(64);
    code.here(allocate.name());
    work(code);
    probe.accept(code);
    code.inc(dword(R14));
    code.mov(RBX, qword(R14, LIST));
    code.mov(RCX, qword(RBX));
    code.mov(qword(R14, LIST), RCX);
    code.dec(dword(R14));
    code.ret();
    code.align(64);
    code.here(release.name());
    work(code);
    probe.accept(code);
    code.inc(dword(R14));
    code.mov(RCX, qword(R14, LIST));
    code.mov(qword(RBX), RCX);
    code.mov(qword(R14, LIST), RBX);
    code.dec(dword(R14));
    code.ret();
  }

  /** What else an allocator does: here nothing that anything waits for. */
  private static void work(Assembler code) {
    for (RegisterOperand register : WORK) {
      code.add(register, RDX);
    }
  }

  private static void load(Assembler code) {
    code.movzx(R11D, byte_(RSP, -PAGE));
  }

  /** Two counters must be zero. */
  private static void counters(Assembler code) {
    Label skip = code.fresh("skip");
    code.cmp(dword(R14), 0);
    code.jcc(Condition.NE, skip);
    code.cmp(dword(R14, Integer.BYTES), 0);
    code.jcc(Condition.NE, skip);
    load(code);
    code.bind(skip);
  }

  /** A counter must be zero and the interrupt flag set. */
  private static void counterAndFlags(Assembler code) {
    Label skip = code.fresh("skip");
    code.cmp(dword(R14), 0);
    code.jcc(Condition.NE, skip);
    code.pushfq();
    code.pop(RAX);
    code.test(RAX, INTERRUPT_FLAG);
    code.jcc(Condition.E, skip);
    load(code);
    code.bind(skip);
  }
}
