package ksim.core.trace;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be traced. */
public enum TraceKind {
  /** Every instruction. */
  INSTRUCTIONS("each instruction: address, disassembly, the registers that it changed"),
  /** Every block. */
  BLOCKS("each straight run of instructions: its address"),
  /** Exceptions. */
  EXCEPTIONS("exceptions that enter a handler: vector, error code, address, CR2; also: faults"),
  /** Interrupts. */
  INTERRUPTS("interrupts that enter a handler: vector, address; halts"),
  /** Devices. */
  DEVICES("accesses to ports and memory-mapped devices: device, offset, width, value"),
  /** Model-specific registers. */
  MSRS("RDMSR and WRMSR: register, value"),
  /** Control registers. */
  CONTROL("writes of control registers"),
  /** Address spaces. */
  CR3("writes of CR3: changes of the address space");

  private final String description;

  TraceKind(String description) {
    this.description = description;
  }

  /** Its name on command lines. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it shows, in one line. */
  public String description() {
    return description;
  }

  /** The kind of a name; {@code faults} stands for exceptions. */
  public static Optional<TraceKind> of(String label) {
    if (label.equals("faults")) {
      return Optional.of(EXCEPTIONS);
    }
    return Stream.of(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }
}
