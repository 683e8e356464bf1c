package ksim.core.machine;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.timing.TimingLevel;

/** Small machines with small guests. */
final class Guest {
  /** RAM that the guests may use, mapped at its own address: 1 MiB of it, zero. */
  static final long DATA = 0x60_0000;

  /** Initial RSP of the first CPU; the others' are 4 KiB apart, downwards. */
  static final long STACK_TOP = 0x80_0000;

  private static final long IDT = 0x50_0000;
  private static final int GATES = 256;
  private static final long INTERRUPT_GATE = 0x8e00L << 32 | LongModeStart.CODE_SELECTOR << 16;

  private Guest() {}

  static MachineConfiguration configuration(int cpus, TimingLevel timing, long quantumCycles) {
    return new MachineConfiguration(cpus, 16 << 20, "skylake", timing, quantumCycles);
  }

  static AssembledCode assemble(Consumer<Assembler> program) {
    Assembler a = new Assembler(LongModeStart.IMAGE_LINEAR);
    program.accept(a);
    return a.finish();
  }

  /** A machine that starts the given code at the image address on all CPUs. */
  static Machine start(MachineConfiguration configuration, byte[] code) {
    Machine machine = new Machine(configuration, value -> {});
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code)),
        LongModeStart.IMAGE_LINEAR);
    for (Cpu cpu : machine.cpus()) {
      cpu.gpr[Cpu.RSP] = STACK_TOP - 4096L * cpu.id;
    }
    return machine;
  }

  static Machine start(MachineConfiguration configuration, AssembledCode code) {
    return start(configuration, code.bytes());
  }

  /** One CPU without timing. */
  static Machine start(Consumer<Assembler> program) {
    return start(configuration(1, TimingLevel.NONE, 1000), assemble(program));
  }

  static Machine start(String hex) {
    byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
    return start(configuration(1, TimingLevel.NONE, 1000), code);
  }

  /** Gives every CPU an IDT with interrupt gates for some vectors. */
  static void install(Machine machine, Map<Integer, Long> handlers) {
    handlers.forEach(
        (vector, handler) -> {
          long low = (handler & 0xffff) | INTERRUPT_GATE | ((handler & 0xffff_0000L) << 32);
          machine.memory().write(IDT + 16L * vector, 8, low);
          machine.memory().write(IDT + 16L * vector + 8, 8, handler >>> 32);
        });
    for (Cpu cpu : machine.cpus()) {
      cpu.segments.idtBase = IDT;
      cpu.segments.idtLimit = GATES * 16 - 1;
    }
  }
}
