package ksim.core.timing.frontend;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongUnaryOperator;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;

/** A front end behind which micro-operations are issued as fast as they come, four a cycle. */
final class Feed {
  private static final int WIDTH = 4;
  private static final FigureTable FIGURES = FigureTable.load("skylake");

  final FrontEnd frontEnd;
  private final UopCracker cracker;
  private long cycle;
  private int issued;

  Feed(String core) {
    CoreDescription description = CoreDescription.load(core);
    frontEnd = new FrontEnd(description);
    cracker = new UopCracker(description, FIGURES);
  }

  static List<Instruction> decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<Instruction> result = new ArrayList<>();
    int offset = 0;
    while (offset < bytes.length) {
      if (!(Decoder.decode(bytes, offset, bytes.length - offset, CodeMode.BITS_64)
          instanceof Instruction instruction)) {
        throw new IllegalArgumentException(hex);
      }
      result.add(instruction);
      offset += instruction.length();
    }
    return result;
  }

  FetchPlan plan(String hex, long address) {
    List<InstructionUops> uops = cracker.crack(decode(hex), address);
    return frontEnd.plan(uops, address, address);
  }

  /** Runs a block; the cycle in which its last micro-operation was issued. */
  long run(FetchPlan plan) {
    return run(plan, LongUnaryOperator.identity());
  }

  /** The same, where micro-operations are issued later than they could be. */
  long run(FetchPlan plan, LongUnaryOperator delay) {
    frontEnd.enter(plan);
    for (int i = 0; i < plan.uops(); i++) {
      long ready = delay.applyAsLong(frontEnd.nextUop());
      if (ready > cycle || issued == WIDTH) {
        cycle = Math.max(cycle + 1, ready);
        issued = 0;
      }
      issued++;
      frontEnd.issued(cycle);
    }
    return cycle;
  }

  /** Cycles of an iteration of unrolled code. */
  double unrolled(String hex, long address) {
    int bytes = hex.replace(" ", "").length() / 2;
    int copies = 400;
    long before = 0;
    long after = 0;
    for (int i = 0; i < 2 * copies; i++) {
      after = run(plan(hex, address + (long) bytes * i));
      before = i < copies ? after : before;
    }
    return (double) (after - before) / copies;
  }

  /** Cycles of an iteration of a loop whose last instruction branches to its first. */
  double loop(String hex, long address) {
    FetchPlan plan = plan(hex, address);
    int iterations = 400;
    long before = 0;
    long after = 0;
    for (int i = 0; i < 2 * iterations; i++) {
      after = run(plan);
      before = i < iterations ? after : before;
    }
    return (double) (after - before) / iterations;
  }
}
