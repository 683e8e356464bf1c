package ksim.core.diagnosis;

import java.util.OptionalLong;
import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.ModelSpecificRegisters;
import ksim.core.fault.Vector;
import ksim.core.symbol.SymbolTable;

/** The entry of a vector in the interrupt descriptor table, as text. */
final class GateText {
  private static final int LONG_BYTES = 16;
  private static final int PROTECTED_BYTES = 8;
  private static final int REAL_BYTES = 4;

  private GateText() {}

  /** The line of a vector. */
  static String of(Cpu cpu, int vector, SymbolTable symbols) {
    boolean isLong = (cpu.msrs.efer & ModelSpecificRegisters.EFER_LMA) != 0;
    boolean isProtected = (cpu.control.cr0 & ControlRegisters.CR0_PE) != 0;
    int bytes = isLong ? LONG_BYTES : isProtected ? PROTECTED_BYTES : REAL_BYTES;
    long address = cpu.segments.idtBase + (long) vector * bytes;
    String entry =
        "  %s (vector %d), entry at 0x%x: ".formatted(Vector.name(vector), vector, address);
    if (vector * bytes + bytes - 1 > cpu.segments.idtLimit) {
      return entry + "beyond the table's limit of 0x%x\n".formatted(cpu.segments.idtLimit);
    }
    OptionalLong low = new GuestView(cpu).read(address, Math.min(bytes, Long.BYTES));
    OptionalLong high = new GuestView(cpu).read(address + 8, Long.BYTES);
    if (low.isEmpty() || (isLong && high.isEmpty())) {
      return entry + "not readable\n";
    }
    long gate = low.getAsLong();
    return entry
        + (bytes == REAL_BYTES
            ? "%04x:%04x\n".formatted(gate >>> 16, gate & 0xffff)
            : gate(gate, isLong ? high.getAsLong() : 0, isLong, symbols) + "\n");
  }

  private static String gate(long low, long high, boolean isLong, SymbolTable symbols) {
    if (low == 0 && (!isLong || high == 0)) {
      return "empty";
    }
    int type = (int) (low >>> 40) & 0x1f;
    long offset = (low & 0xffff) | (low >>> 32 & 0xffff_0000L) | (isLong ? high << 32 : 0);
    String kind =
        switch (type) {
          case 5 -> "task gate";
          case 6 -> "16-bit interrupt gate";
          case 7 -> "16-bit trap gate";
          case 14 -> "interrupt gate";
          case 15 -> "trap gate";
          default -> "no gate (type 0x%x)".formatted(type);
        };
    return "%s, %s, selector %04x, handler %s, dpl %d%s"
        .formatted(
            kind,
            (low >>> 47 & 1) != 0 ? "present" : "not present",
            low >>> 16 & 0xffff,
            symbols.describe(offset),
            low >>> 45 & 3,
            isLong ? ", ist %d".formatted(low >>> 32 & 7) : "");
  }
}
