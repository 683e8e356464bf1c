package ksim.core.host.timing;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.*;

import java.util.List;
import java.util.function.Consumer;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/** Blocks that load, store, lock, call and move strings. */
final class MemoryBlocks {
  private static final int RING = 16;
  private static final int LINE = 64;

  private MemoryBlocks() {}

  static List<TimedBlock> all() {
    return List.of(
        TimedBlock.of("load_ring16", "load", code -> code.mov(RSI, qword(RSI)))
            .with(MemoryBlocks::ring),
        TimedBlock.numbered("load_indep", "load", (c, i) -> c.mov(RAX, qword(R14, 8L * i))),
        TimedBlock.numbered("store_indep", "store", (c, i) -> c.mov(qword(R14, 8L * i), RAX)),
        TimedBlock.of("stfwd_same", "st+ld", MemoryBlocks::storeAndLoad),
        TimedBlock.of("stfwd_addrdep", "st+ld+add", MemoryBlocks::storeAndLoadOfAddress)
            .with(code -> code.mov(RDI, R14)),
        TimedBlock.of("pushpop_dep", "pair", MemoryBlocks::pushAndPop),
        TimedBlock.of("push6pop6", "6push+6pop", MemoryBlocks::pushSix).times(8),
        subroutine("callret", code -> {}),
        subroutine("callret_frame", MemoryBlocks::frame),
        TimedBlock.of("incdec_mem", "inc+dec", MemoryBlocks::incrementAndDecrement),
        TimedBlock.of("inc_mem", "insn", code -> code.inc(dword(R14))),
        TimedBlock.numbered("inc_mem_indep", "insn", (c, i) -> c.inc(dword(R14, (long) LINE * i))),
        TimedBlock.numbered("inc_work_dec", "inc+24add+dec", MemoryBlocks::aroundWork).times(4),
        TimedBlock.of("lfence", "insn", Assembler::lfence),
        TimedBlock.of("sfence", "insn", Assembler::sfence),
        TimedBlock.of("mfence", "insn", Assembler::mfence),
        TimedBlock.of("store_mfence", "st+mfence", MemoryBlocks::storeAndFence),
        TimedBlock.of("lock_xadd", "insn", code -> code.lock("xadd", qword(R14), RAX)),
        TimedBlock.of("lock_incl", "insn", code -> code.lock("inc", dword(R14))),
        TimedBlock.of("xchg_mem", "insn", code -> code.xchg(qword(R14), RAX)),
        TimedBlock.numbered("xadd_nolock", "insn", (c, i) -> c.xadd(qword(R14, 64L * i), RAX)),
        TimedBlock.of("cmpxchg_lock", "insn", code -> code.lock("cmpxchg", qword(R14), RDX)),
        strings("repmovsb64", "64B", "movsb", 64),
        strings("repmovsb256", "256B", "movsb", 256),
        strings("repmovsb4k", "4KiB", "movsb", 4096),
        strings("repstosb4k", "4KiB", "stosb", 4096));
  }

  /** Sixteen pointers in a ring, a line each; RSI points to the first. */
  private static void ring(Assembler code) {
    for (int i = 0; i < RING; i++) {
      code.lea(RSI, address(R14, (long) LINE * ((i + 1) % RING)));
      code.mov(qword(R14, (long) LINE * i), RSI);
    }
  }

  private static void storeAndLoad(Assembler code) {
    code.mov(qword(R14), RAX);
    code.mov(RAX, qword(R14));
  }

  private static void storeAndLoadOfAddress(Assembler code) {
    code.mov(qword(RDI), RBX);
    code.mov(RSI, qword(RDI));
    code.add(RDI, RSI);
  }

  private static void pushAndPop(Assembler code) {
    code.push(RAX);
    code.pop(RAX);
  }

  private static void pushSix(Assembler code) {
    code.push(RAX);
    code.push(RBX);
    code.push(RCX);
    code.push(RDX);
    code.push(RSI);
    code.push(RDI);
    code.pop(RDI);
    code.pop(RSI);
    code.pop(RDX);
    code.pop(RCX);
    code.pop(RBX);
    code.pop(RAX);
  }

  private static TimedBlock subroutine(String name, Consumer<Assembler> content) {
    return TimedBlock.of(name, "call+ret", code -> code.call(new Label(name)))
        .followedBy(
            code -> {
              code.align(LINE);
              code.here(name);
              content.accept(code);
              code.ret();
            });
  }

  private static void frame(Assembler code) {
    code.push(RBP);
    code.mov(RBP, RSP);
    code.pop(RBP);
  }

  private static void incrementAndDecrement(Assembler code) {
    code.inc(dword(R14));
    code.dec(dword(R14));
  }

  private static void aroundWork(Assembler code, int copy) {
    code.inc(dword(R14));
    ArithmeticBlocks.work24(code, copy);
    code.dec(dword(R14));
  }

  private static void storeAndFence(Assembler code) {
    code.mov(qword(R14), RAX);
    code.mfence();
  }

  private static TimedBlock strings(String name, String unit, String mnemonic, int bytes) {
    return TimedBlock.of(
            name,
            unit,
            code -> {
              code.mov(RDI, R14);
              code.lea(RSI, address(R14, 8192));
              code.mov(ECX, bytes);
              code.rep(mnemonic);
            })
        .times(4);
  }
}
