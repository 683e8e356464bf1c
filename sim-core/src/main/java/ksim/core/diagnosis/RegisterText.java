package ksim.core.diagnosis;

import java.util.stream.Collectors;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.NamedFlag;
import ksim.core.cpu.Segment;
import ksim.core.symbol.SymbolTable;

/** The registers of a CPU as text. */
final class RegisterText {
  private static final String[] NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  /** The order in which people expect them. */
  private static final int[] ORDER = {0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};

  private static final int COLUMNS = 4;
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

  private RegisterText() {}

  /** Name of a general register in 64-bit code. */
  static String name(int number) {
    return NAMES[number];
  }

  /** The names of the flags that are set in a value of RFLAGS. */
  static String flagNames(long rflags) {
    return NamedFlag.ALL.stream()
        .filter(flag -> flag.in(rflags))
        .map(NamedFlag::name)
        .collect(Collectors.joining(" "));
  }

  /** General registers, RIP and RFLAGS. */
  static String general(Cpu cpu, SymbolTable symbols) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ORDER.length; i++) {
      text.append("  %-3s %016x".formatted(NAMES[ORDER[i]], cpu.gpr[ORDER[i]]));
      text.append((i + 1) % COLUMNS == 0 ? "\n" : "");
    }
    long rip = cpu.code().linear(cpu.rip);
    text.append("  rip ").append("%016x".formatted(cpu.rip));
    symbols.name(rip).ifPresent(name -> text.append(" <").append(name).append('>'));
    long rflags = cpu.flags.toRflags();
    text.append("  rflags %08x".formatted(rflags));
    text.append(
        " [%s] iopl %d, cpl %d\n"
            .formatted(flagNames(rflags), cpu.flags.ioPrivilegeLevel(), cpu.cpl()));
    return text.toString();
  }

  /** Control registers, segments and descriptor tables. */
  static String system(Cpu cpu) {
    StringBuilder text = new StringBuilder();
    text.append(
        "  cr0 %08x  cr2 %016x  cr3 %016x  cr4 %08x  efer %08x\n"
            .formatted(
                cpu.control.cr0, cpu.control.cr2, cpu.control.cr3, cpu.control.cr4, cpu.msrs.efer));
    for (int i = 0; i < SEGMENTS.length; i++) {
      segment(text, SEGMENTS[i], cpu.segments.register[i], cpu.segmentBase[i]);
      text.append((i + 1) % 3 == 0 ? "\n" : "");
    }
    segment(text, "tr", cpu.segments.tr, cpu.segments.tr.base());
    segment(text, "ldt", cpu.segments.ldtr, cpu.segments.ldtr.base());
    text.append(
        "\n  gdt %016x limit %04x  idt %016x limit %04x\n"
            .formatted(
                cpu.segments.gdtBase,
                cpu.segments.gdtLimit,
                cpu.segments.idtBase,
                cpu.segments.idtLimit));
    return text.toString();
  }

  private static void segment(StringBuilder text, String name, Segment segment, long base) {
    text.append("  %-3s %04x base %016x".formatted(name, segment.selector(), base));
  }
}
