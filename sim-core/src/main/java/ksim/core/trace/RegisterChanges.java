package ksim.core.trace;

import java.util.StringJoiner;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;

/** Compares the registers of a CPU with what they were before an instruction. */
final class RegisterChanges {
  private static final String[] NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private final long[] general = new long[NAMES.length];
  private final long[] lanes = new long[VectorRegisters.COUNT * VectorRegisters.LANES];
  private long rflags;

  /** Notes what the registers hold. */
  void note(Cpu cpu) {
    System.arraycopy(cpu.gpr, 0, general, 0, general.length);
    System.arraycopy(cpu.vectors.lanes, 0, lanes, 0, lanes.length);
    rflags = cpu.flags.toRflags();
  }

  /** What has changed since, {@code name=value} in hexadecimal; empty if nothing has. */
  String since(Cpu cpu) {
    StringJoiner changes = new StringJoiner(" ");
    for (int i = 0; i < general.length; i++) {
      if (cpu.gpr[i] != general[i]) {
        changes.add("%s=%x".formatted(NAMES[i], cpu.gpr[i]));
      }
    }
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      vector(changes, cpu, i);
    }
    if (cpu.flags.toRflags() != rflags) {
      changes.add("rflags=%x".formatted(cpu.flags.toRflags()));
    }
    return changes.toString();
  }

  private void vector(StringJoiner changes, Cpu cpu, int number) {
    int at = number * VectorRegisters.LANES;
    long[] now = cpu.vectors.lanes;
    if (now[at + 2] != lanes[at + 2] || now[at + 3] != lanes[at + 3]) {
      changes.add(
          "ymm%d=%016x%016x%016x%016x"
              .formatted(number, now[at + 3], now[at + 2], now[at + 1], now[at]));
    } else if (now[at] != lanes[at] || now[at + 1] != lanes[at + 1]) {
      changes.add("xmm%d=%016x%016x".formatted(number, now[at + 1], now[at]));
    }
  }
}
