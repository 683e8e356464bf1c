package ksim.core.timing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.UopCracker;
import org.junit.jupiter.api.Test;

/** One pass in program order gives the cycles that a simulation cycle by cycle gives. */
class PipelineReferenceTest {
  private static final List<Integer> PORT_SETS =
      List.of(0b1100011, 0b100011, 0b1000001, 0b100010, 0b10, 0b100000, 0b1100, 0b10001100);
  private static final int REGISTERS = 16;

  private final Set<IssueWait> waits = EnumSet.noneOf(IssueWait.class);
  private final CoreDescription core = CoreDescription.load("skylake");
  private final InstructionUops nop =
      new UopCracker(core, FigureTable.load("skylake")).crack(Recorded.decode("90"), 0).getFirst();

  @Test
  void randomProgramsTakeTheSameCycles() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 80; i++) {
      compare(program(random, 10 + random.nextInt(50), 1 + random.nextInt(REGISTERS)), 12);
    }
    assertThat(waits).contains(IssueWait.FRONT_END, IssueWait.REORDER_BUFFER, IssueWait.SCHEDULER);
  }

  private void compare(List<InstructionUops> program, int times) {
    List<UopEvent> events = new Recorded("skylake").run(program, times);
    List<ReferenceCore.Slot> slots = slots(program, times, events);
    new ReferenceCore(core).run(slots);
    int number = 0;
    for (ReferenceCore.Slot slot : slots) {
      for (ReferenceCore.Uop uop : slot.uops) {
        UopEvent event = events.get(number++);
        assertThat(List.of(event.issued(), (long) event.port(), event.started(), event.retired()))
            .as("issue, port, start, retirement of micro-operation %d", number - 1)
            .isEqualTo(List.of(slot.issued, (long) uop.port, uop.started, slot.retired));
      }
    }
    assertThat(events).hasSize(number);
    events.forEach(event -> waits.add(event.issueWait()));
  }

  /** What the reference gets: the same micro-operations, as the front end has delivered them. */
  private static List<ReferenceCore.Slot> slots(
      List<InstructionUops> program, int times, List<UopEvent> events) {
    List<ReferenceCore.Slot> slots = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < times; i++) {
      for (InstructionUops instruction : program) {
        for (DecodedUop decoded : instruction.uops()) {
          int together = decoded.parts().size();
          for (FusedUop fused : decoded.parts()) {
            ReferenceCore.Slot slot = new ReferenceCore.Slot(together, events.get(number).queued());
            fused.parts().forEach(uop -> slot.uops.add(new ReferenceCore.Uop(uop)));
            number += fused.parts().size();
            slots.add(slot);
            together = 0;
          }
        }
      }
    }
    return slots;
  }

  private List<InstructionUops> program(SplittableRandom random, int length, int registers) {
    List<InstructionUops> program = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      List<FusedUop> parts = new ArrayList<>();
      int slots = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1;
      for (int slot = 0; slot < slots; slot++) {
        List<MicroOp> uops = new ArrayList<>();
        for (int uop = random.nextInt(3); uop >= 0; uop--) {
          uops.add(uop(random, registers));
        }
        parts.add(new FusedUop(uops));
      }
      program.add(instruction(List.of(new DecodedUop(parts))));
    }
    return program;
  }

  private static MicroOp uop(SplittableRandom random, int registers) {
    List<Integer> sources = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      sources.add(random.nextInt(registers));
    }
    List<MicroOp.Result> results = new ArrayList<>();
    if (random.nextInt(5) != 0) {
      int latency = random.nextInt(8) == 0 ? 4 + random.nextInt(60) : 1 + random.nextInt(3);
      results.add(new MicroOp.Result(random.nextInt(registers), latency));
    }
    int ports = PORT_SETS.get(random.nextInt(PORT_SETS.size()));
    return new MicroOp(MicroOp.Kind.COMPUTE, ports, sources, results, 0, MicroOp.NO_ACCESS);
  }

  private InstructionUops instruction(List<DecodedUop> uops) {
    return new InstructionUops(
        nop.instruction(),
        nop.figure(),
        uops,
        uops.size(),
        false,
        nop.simpleDecodersLeft(),
        false,
        false,
        false,
        false,
        nop.opcodeOffset(),
        nop.uopCacheSlots(),
        nop.elimination(),
        nop.moveSource(),
        nop.moveTarget(),
        0,
        0,
        nop.mergePorts(),
        nop.stackPointer(),
        List.of(),
        false,
        false,
        false,
        false,
        false);
  }
}
