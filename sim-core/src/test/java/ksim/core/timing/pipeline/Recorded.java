package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;
import ksim.mmu.AccessLog;

/** A pipeline by itself, and what its recorder is told. Accesses to memory are all hits. */
final class Recorded {
  private static final long ADDRESS = 0x400000;
  private static final int UNROLLED = 16;
  private static final int WARM = 40;
  private static final int MEASURED = 40;

  private final CoreDescription core;
  private final FigureTable figures = FigureTable.load("skylake");
  private final Pipeline pipeline;
  private final AccessLog log = AccessLog.withWalks();
  private final List<UopEvent> events = new ArrayList<>();

  Recorded(String description) {
    core = CoreDescription.load(description);
    DataMemory memory = new DataMemory(core, new SharedCache(core));
    pipeline =
        new Pipeline(
            core, new FrontEnd(core), new LoadStore(core, memory), figures.throughputForms());
    pipeline.record(
        new PipelineRecorder() {
          @Override
          public void begin(BlockProgram program, int instructions) {}

          @Override
          public void record(UopEvent event) {
            events.add(event);
          }
        });
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Runs a block several times. */
  List<UopEvent> run(List<InstructionUops> block, int times) {
    BlockProgram program = pipeline.program(block, ADDRESS, ADDRESS);
    for (int i = 0; i < times; i++) {
      pipeline.run(program, log, block.size());
    }
    return events;
  }

  /** Runs code several times. */
  List<UopEvent> run(String hex, int times) {
    return run(new UopCracker(core, figures).crack(decode(hex), ADDRESS), times);
  }

  /** Cycles an iteration of unrolled code in the steady state. */
  static double cycles(String description, String hex) {
    Recorded recorded = new Recorded(description);
    String unrolled = hex.replace(" ", "").repeat(UNROLLED);
    recorded.run(unrolled, WARM);
    long early = recorded.pipeline().retired();
    recorded.run(unrolled, MEASURED);
    return (recorded.pipeline().retired() - early) / (double) (UNROLLED * MEASURED);
  }

  static List<Instruction> decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<Instruction> result = new ArrayList<>();
    int offset = 0;
    while (offset < bytes.length) {
      if (!(Decoder.decode(bytes, offset, bytes.length - offset, CodeMode.BITS_64)
          instanceof Instruction instruction)) {
        throw new AssertionError("no instruction at offset " + offset + " of " + hex);
      }
      result.add(instruction);
      offset += instruction.length();
    }
    return result;
  }
}
