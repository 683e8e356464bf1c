package ksim.core.timing.uops;

import java.util.List;
import java.util.stream.IntStream;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.Figure;
import ksim.core.timing.figures.FigureTable;

/** Makes of one instruction, alone, what a core makes of it. */
final class InstructionCracker {
  /** The low bits of RSP's and R12's numbers. */
  private static final int RSP_OR_R12 = 4;

  /** Bits of a YMM register. */
  private static final int WIDE_VECTOR = 256;

  private final FigureTable figures;
  private final PortRoles roles;
  private final int loadLatency;
  private final int vectorLoadLatency;
  private final int wideLoadLatency;
  private final int decoders;

  /**
   * How many micro-operations an instruction has at most. Of longer routines of microcode there is
   * a sample; what they take is among the figures.
   */
  private final int longest;

  InstructionCracker(CoreDescription core, FigureTable figures, PortRoles roles) {
    this.figures = figures;
    this.roles = roles;
    this.loadLatency = core.parameter("load-latency");
    this.vectorLoadLatency = core.parameter("load-latency-vector");
    this.wideLoadLatency = core.parameter("load-latency-wide");
    this.decoders = core.parameter("decoders");
    this.longest = core.parameter("microcode-longest");
  }

  InstructionUops crack(Instruction instruction, Effects effects) {
    Figure figure = figures.of(instruction);
    boolean same = Idioms.sameRegister(instruction);
    boolean indexed = hasIndex(instruction);
    Elimination elimination = Idioms.of(instruction, effects, figure, same);
    List<MicroOp> uops = uops(instruction, effects, figure, elimination, same, indexed);
    int decoded = figure.decoderUops() + figure.microcodeUops();
    int issued = Math.min(longest, indexed ? figure.indexedIssueSlots() : figure.issueSlots());
    boolean complex = figure.complexDecoder() || decoded > 1 || popsIntoRspOrR12(instruction);
    List<DecodedUop> groups = MicroFusion.group(uops, issued, decoded);
    return new InstructionUops(
        instruction,
        figure,
        groups,
        Math.min(figure.decoderUops(), groups.size()),
        complex,
        complex ? simpleDecodersLeft(figure) : decoders,
        false,
        false,
        !figure.fusesWith().isEmpty(),
        LengthFacts.hasLengthChangingPrefix(instruction),
        LengthFacts.opcodeOffset(instruction),
        groups.size() + (LengthFacts.hasLargeImmediate(instruction) ? 1 : 0),
        elimination,
        move(elimination) ? effects.reads().getLast().resource() : -1,
        move(elimination) ? effects.writes().getFirst().resource() : -1,
        effects.wideReads(),
        effects.wideWrites(),
        roles.merge(),
        effects.stackPointer(),
        effects.accesses(),
        effects.accessesVary(),
        effects.serialises(),
        effects.waitsForLoads(),
        effects.waitsForStores(),
        effects.lock());
  }

  private List<MicroOp> uops(
      Instruction instruction,
      Effects effects,
      Figure figure,
      Elimination elimination,
      boolean same,
      boolean indexed) {
    if (elimination == Elimination.KNOWN) {
      return List.of(known(effects));
    }
    boolean executedMove = figure.uops().isEmpty();
    List<Integer> ports = figure.uops();
    if (executedMove || same) {
      ports = figure.sameRegisterUops();
    } else if (indexed) {
      ports = figure.indexedUops();
    }
    OperandLatencies latencies =
        new OperandLatencies(
            figure,
            same || executedMove,
            loadLatency(instruction),
            instruction.mnemonic().equals("xchg"));
    if (ports.isEmpty()) {
      return List.of(renamed(effects));
    }
    return new UopBuilder(effects, latencies, UopPorts.of(limited(ports), roles)).build();
  }

  /** A sample of the micro-operations of a long routine, evenly spaced. */
  private List<Integer> limited(List<Integer> ports) {
    if (ports.size() <= longest) {
      return ports;
    }
    return IntStream.range(0, longest).mapToObj(i -> ports.get(sampled(i, ports.size()))).toList();
  }

  private int sampled(int index, int size) {
    return (int) ((long) index * size / longest);
  }

  /** The results are known when it is issued. */
  private static MicroOp known(Effects effects) {
    return new MicroOp(
        MicroOp.Kind.COMPUTE,
        0,
        List.of(),
        effects.writes().stream()
            .map(write -> new MicroOp.Result(write.resource(), 0))
            .distinct()
            .toList(),
        0,
        MicroOp.NO_ACCESS);
  }

  /** The results are what was there before under other names, as FXCH makes them. */
  static MicroOp renamed(Effects effects) {
    MicroOp known = known(effects);
    return new MicroOp(
        known.kind(),
        0,
        effects.reads().stream().map(Effects.Use::resource).distinct().toList(),
        known.results(),
        0,
        MicroOp.NO_ACCESS);
  }

  private static boolean move(Elimination elimination) {
    return elimination == Elimination.GENERAL_MOVE || elimination == Elimination.VECTOR_MOVE;
  }

  /** Two-byte decode groups: how many of the other decoders work beside the first. */
  private int simpleDecodersLeft(Figure figure) {
    if (figure.microcodeUops() > 0) {
      return 0;
    }
    return Math.min(decoders - 1, decoders + 1 - figure.decoderUops());
  }

  /** POP of RSP and of R12 needs the first decoder (Abel and Reineke, uiCA, 2022). */
  private static boolean popsIntoRspOrR12(Instruction instruction) {
    return instruction.mnemonic().equals("pop")
        && instruction.operands().getFirst() instanceof RegisterOperand register
        && (register.number() & 7) == RSP_OR_R12
        && instruction.length() - instruction.prefixes().length() == 1;
  }

  private static boolean hasIndex(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof MemoryOperand memory && memory.index() >= 0) {
        return true;
      }
    }
    return false;
  }

  private int loadLatency(Instruction instruction) {
    if (!usesVectors(instruction)) {
      return loadLatency;
    }
    return instruction.vectorBits() == WIDE_VECTOR ? wideLoadLatency : vectorLoadLatency;
  }

  private static boolean usesVectors(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof RegisterOperand register) {
        switch (register.kind()) {
          case VECTOR, MMX, X87 -> {
            return true;
          }
          case GENERAL, HIGH_BYTE, SEGMENT, CONTROL, DEBUG -> {}
        }
      }
    }
    return false;
  }
}
