package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import ksim.core.encoding.Disassembler;

/**
 * Cracked instructions as text. Each line is a micro-operation: its decoded and its issued
 * micro-operation as {@code 1.1}, its kind, ports, sources, and results with their latency.
 */
public final class UopText {
  private static final int PORTS = 16;

  private UopText() {}

  /**
   * Prints the instructions of a block, in AT&amp;T syntax.
   *
   * @param block its instructions, cracked
   * @param address linear address of the first
   */
  public static String of(List<InstructionUops> block, long address) {
    StringBuilder text = new StringBuilder();
    long next = address;
    for (InstructionUops instruction : block) {
      text.append(Disassembler.attAndT(instruction.instruction(), next).strip());
      facts(instruction).forEach(fact -> text.append("; ").append(fact));
      text.append('\n');
      uops(instruction, text);
      next += instruction.instruction().length();
    }
    return text.toString();
  }

  /** What is worth telling of an instruction beside its micro-operations. */
  public static List<String> facts(InstructionUops instruction) {
    List<String> facts = new ArrayList<>();
    if (instruction.fusedIntoPrevious()) {
      facts.add("macro-fused");
      return facts;
    }
    switch (instruction.elimination()) {
      case KNOWN -> facts.add("known at issue");
      case GENERAL_MOVE, VECTOR_MOVE -> facts.add("move");
      case NONE -> {}
    }
    int microcode = instruction.uops().size() - instruction.decoderUops();
    if (microcode > 0) {
      facts.add("microcode " + microcode);
    } else if (instruction.complexDecoder()) {
      facts.add("first decoder");
    }
    if (instruction.lengthChangingPrefix()) {
      facts.add("length-changing prefix");
    }
    if (instruction.stackPointer().change() != 0) {
      facts.add("stack engine %+d".formatted(instruction.stackPointer().change()));
    }
    if (instruction.issuesAlone()) {
      facts.add("serialising");
    }
    if (instruction.lock()) {
      facts.add("locked");
    }
    if (instruction.figure().fallback()) {
      facts.add("no figures");
    }
    return facts;
  }

  private static void uops(InstructionUops instruction, StringBuilder text) {
    int decoded = 0;
    for (DecodedUop group : instruction.uops()) {
      decoded++;
      int issued = 0;
      for (FusedUop fused : group.parts()) {
        issued++;
        for (MicroOp uop : fused.parts()) {
          text.append("  %d.%d ".formatted(decoded, issued)).append(of(uop)).append('\n');
        }
      }
    }
  }

  /** One micro-operation. */
  public static String of(MicroOp uop) {
    String kind = uop.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String sources = uop.sources().stream().map(ResourceNames::of).collect(Collectors.joining(" "));
    StringJoiner results = new StringJoiner(" ");
    uop.results()
        .forEach(r -> results.add(ResourceNames.of(r.resource()) + "+" + r.latencyCycles()));
    return "%-13s %-5s %s -> %s%s"
        .formatted(
            kind,
            ports(uop.ports()),
            sources,
            results,
            uop.dividerCycles() > 0 ? " divider " + uop.dividerCycles() : "")
        .stripTrailing();
  }

  /** A set of ports as {@code p0156}; {@code -} for none. */
  public static String ports(int ports) {
    StringBuilder text = new StringBuilder("p");
    for (int port = 0; port < PORTS; port++) {
      if ((ports & 1 << port) != 0) {
        text.append(Integer.toHexString(port).toUpperCase(Locale.ROOT));
      }
    }
    return ports == 0 ? "-" : text.toString();
  }
}
