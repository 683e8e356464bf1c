package ksim.core.decode;

import static java.util.Map.entry;
import static ksim.core.decode.Factory.binary;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.FlagOperations;
import ksim.core.isa.Immediate;
import ksim.core.isa.Memory;
import ksim.core.isa.Move;
import ksim.core.isa.Op;
import ksim.core.isa.Stack;
import ksim.core.isa.Undefined;

/** Factories of the operations that move data, of those on flags, and of those that do nothing. */
final class DataOperations {
  private static final Factory MOVE = f -> new Move.Mov(f.operand(0), f.operand(1));
  private static final Factory SIGN_EXTENDED =
      f -> new Move.MovSignExtended(f.operand(0), f.operand(1), f.bits(1));
  private static final Factory NOTHING = Factory.of(new FlagOperations.Nop());
  private static final Factory INVALID = Factory.of(new Undefined.InvalidOpcode());

  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("mov", MOVE),
          entry("movzx", MOVE),
          entry("movnti", MOVE),
          entry("movdiri", MOVE),
          entry("movsx", SIGN_EXTENDED),
          entry("movsxd", SIGN_EXTENDED),
          entry("cbw", signExtendRax(8)),
          entry("cwde", signExtendRax(16)),
          entry("cdqe", signExtendRax(32)),
          entry("cwd", signToRdx(16)),
          entry("cdq", signToRdx(32)),
          entry("cqo", signToRdx(64)),
          entry("lea", f -> new Move.Lea(f.operand(0), f.address(1))),
          entry("xchg", f -> new Move.Xchg(f.operand(0), f.operand(1))),
          entry("bswap", DataOperations::bswap),
          entry("movbe", binary(Move.ReverseBytes::new)),
          entry(
              "cmovcc",
              f -> new Move.Cmov(f.instruction().condition(), f.operand(0), f.operand(1))),
          entry("setcc", f -> new Move.Set(f.instruction().condition(), f.operand(0))),
          entry("xlatb", f -> new Move.Xlat(f.addressIn(Cpu.RBX))),
          entry("push", f -> new Stack.Push(f.stackBits(), f.operand(0))),
          entry("pop", DataOperations::pop),
          entry("leave", f -> new Stack.Leave(f.stackBits(), rbp(f))),
          entry("pusha", f -> new Stack.PushAll(f.stackBits())),
          entry("pushad", f -> new Stack.PushAll(f.stackBits())),
          entry("popa", f -> new Stack.PopAll(f.stackBits())),
          entry("popad", f -> new Stack.PopAll(f.stackBits())),
          entry("enter", DataOperations::enter),
          entry("clc", Factory.of(new FlagOperations.SetCarry(false))),
          entry("stc", Factory.of(new FlagOperations.SetCarry(true))),
          entry("cmc", Factory.of(new FlagOperations.ComplementCarry())),
          entry("cld", Factory.of(new FlagOperations.ClearDirection())),
          entry("std", Factory.of(new FlagOperations.SetDirection())),
          entry("lahf", Factory.of(new FlagOperations.LoadAh())),
          entry("sahf", Factory.of(new FlagOperations.StoreAh())),
          entry("nop", NOTHING),
          entry("pause", NOTHING),
          entry("endbr64", NOTHING),
          entry("endbr32", NOTHING),
          entry("prefetch", NOTHING),
          entry("prefetchw", NOTHING),
          entry("prefetchwt1", NOTHING),
          entry("prefetchnta", NOTHING),
          entry("prefetcht0", NOTHING),
          entry("prefetcht1", NOTHING),
          entry("prefetcht2", NOTHING),
          entry("cldemote", NOTHING),
          entry("ud0", INVALID),
          entry("ud1", INVALID),
          entry("ud2", INVALID));

  private DataOperations() {}

  private static Factory signExtendRax(int from) {
    Op op =
        new Move.MovSignExtended(
            Form.register(Cpu.RAX, 2 * from), Form.register(Cpu.RAX, from), from);
    return Factory.of(op);
  }

  private static Factory signToRdx(int bits) {
    return Factory.of(
        new Move.SignToRdx(bits, Form.register(Cpu.RDX, bits), Form.register(Cpu.RAX, bits)));
  }

  /** Undefined for 16 bits, which processors clear. */
  private static Op bswap(Form f) {
    return f.bits() == 16
        ? new Move.Mov(f.operand(0), new Immediate(0))
        : new Move.ReverseBytes(f.bits(), f.operand(0), f.operand(0));
  }

  private static Op pop(Form f) {
    int bits = f.stackBits();
    return switch (f.decoded(0)) {
      case RegisterOperand _ -> new Stack.PopRegister(bits, f.operand(0));
      case MemoryOperand memory -> {
        int popped = memory.base() == Cpu.RSP ? bits / 8 : 0;
        yield new Stack.PopMemory(bits, Memory.of(bits, f.address(0).plus(popped)));
      }
      default -> throw new IllegalArgumentException("cannot pop to " + f.decoded(0));
    };
  }

  private static Op enter(Form f) {
    int size = (int) f.immediate(0) & 0xffff;
    int level = (int) f.immediate(1) & 31;
    return new Stack.Enter(f.stackBits(), rbp(f), size, level);
  }

  private static ksim.core.isa.Operand rbp(Form f) {
    return Form.register(Cpu.RBP, f.stackBits());
  }
}
