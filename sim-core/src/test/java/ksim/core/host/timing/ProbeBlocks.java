package ksim.core.host.timing;

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

/** Stack probes in their forms, alone and among other work, and ways to ask for flags and time. */
final class ProbeBlocks {
  private static final int PAGE = 4096;
  private static final int INTERRUPT_FLAG = 0x200;
  private static final RegisterOperand[] TWELVE = {
    RCX, RDX, RBX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13
  };

  private ProbeBlocks() {}

  static List<TimedBlock> all() {
    return List.of(
        TimedBlock.of("p_testb", "insn", ProbeBlocks::testb),
        TimedBlock.of("p_movb_al", "insn", ProbeBlocks::movb),
        TimedBlock.of("p_movzbl", "insn", ProbeBlocks::movzbl),
        TimedBlock.of("p_cmpb", "insn", ProbeBlocks::cmpb),
        TimedBlock.of("p_orq0", "insn", code -> code.or(qword(RSP, -PAGE), 0)),
        TimedBlock.of("p_movb_store", "insn", code -> code.mov(byte_(RSP, -PAGE), AL)),
        among("m12_base", "12add", code -> {}),
        among("m12_testb", "12add+probe", ProbeBlocks::testb),
        among("m12_movb_al", "12add+probe", ProbeBlocks::movb),
        among("m12_movzbl", "12add+probe", ProbeBlocks::movzbl),
        among("m12_cmpb", "12add+probe", ProbeBlocks::cmpb),
        among("m12_cnt_jne", "12add+cmp+jne", ProbeBlocks::counter),
        chained("c8_base", "8 dep add", code -> {}),
        chained("c8_testb", "8 dep add+probe", ProbeBlocks::testb),
        alias("alias_push_probe4096", PAGE),
        alias("alias_push_probe4160", PAGE + 64),
        call("callprobe4096", PAGE),
        call("callprobe4160", PAGE + 64),
        TimedBlock.of("pushfq_popq", "pair", ProbeBlocks::readFlags),
        TimedBlock.of("pushfq_test_jz", "pushfq+popq+test+jz", ProbeBlocks::testFlags),
        TimedBlock.of("pushfq_popfq", "pair", ProbeBlocks::restoreFlags).times(8),
        TimedBlock.of("pause", "insn", Assembler::pause).times(8),
        TimedBlock.of("rdtsc", "insn", Assembler::rdtsc).times(8),
        TimedBlock.of("rdtscp", "insn", Assembler::rdtscp).times(8),
        TimedBlock.of("rdtsc_lfence", "lfence+rdtsc", ProbeBlocks::fencedTime).times(8));
  }

  private static void testb(Assembler code) {
    code.test(byte_(RSP, -PAGE), AL);
  }

  private static void movb(Assembler code) {
    code.mov(AL, byte_(RSP, -PAGE));
  }

  private static void movzbl(Assembler code) {
    code.movzx(EAX, byte_(RSP, -PAGE));
  }

  private static void cmpb(Assembler code) {
    code.cmp(byte_(RSP, -PAGE), 0);
  }

  private static void counter(Assembler code) {
    Label next = code.fresh("next");
    code.cmp(dword(R14), 0);
    code.jcc(Condition.NE, next);
    code.bind(next);
  }

  /** Twelve independent additions, then a probe. */
  private static TimedBlock among(String name, String unit, Consumer<Assembler> probe) {
    return TimedBlock.of(
            name,
            unit,
            code -> {
              for (RegisterOperand register : TWELVE) {
                code.add(register, RAX);
              }
              probe.accept(code);
            })
        .times(8);
  }

  /** Eight dependent additions, then a probe. */
  private static TimedBlock chained(String name, String unit, Consumer<Assembler> probe) {
    return TimedBlock.of(
            name,
            unit,
            code -> {
              for (int i = 0; i < 8; i++) {
                code.add(RCX, RDX);
              }
              probe.accept(code);
            })
        .times(8);
  }

  private static TimedBlock alias(String name, int distance) {
    return TimedBlock.of(
        name,
        "push+probe+pop",
        code -> {
          code.push(RBX);
          code.test(byte_(RSP, -distance), AL);
          code.pop(RCX);
        });
  }

  private static TimedBlock call(String name, int distance) {
    return TimedBlock.of(name, "call+probe+ret", code -> code.call(new Label(name)))
        .followedBy(
            code -> {
              code.align(64);
              code.here(name);
              code.test(byte_(RSP, -distance), AL);
              code.ret();
            });
  }

  private static void readFlags(Assembler code) {
    code.pushfq();
    code.pop(RAX);
  }

  private static void testFlags(Assembler code) {
    Label next = code.fresh("next");
    readFlags(code);
    code.test(EAX, INTERRUPT_FLAG);
    code.jcc(Condition.E, next);
    code.bind(next);
  }

  private static void restoreFlags(Assembler code) {
    code.pushfq();
    code.popfq();
  }

  private static void fencedTime(Assembler code) {
    code.lfence();
    code.rdtsc();
  }
}
