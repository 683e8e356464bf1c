package ksim.core.timing.uops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.timing.figures.Figure;
import ksim.core.timing.figures.InstructionForm;
import ksim.core.timing.uops.Effects.Use;
import org.junit.jupiter.api.Test;

/**
 * The longest way through the micro-operations of an instruction, from each register that it reads
 * to each that it writes, takes the latency that was measured between them.
 */
class LatencyDistributionTest {
  private static final int SAMPLES = 10;

  @Test
  void waysThroughMicroOperationsTakeWhatWasMeasured() {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(3), CodeMode.BITS_64);
    Map<String, String> different = new TreeMap<>();
    Map<String, Boolean> forms = new HashMap<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      for (int i = 0; i < SAMPLES && !encoding.has(Attribute.UNLISTED); i++) {
        sampler
            .sample(encoding)
            .map(InstructionSampler.Sample::instruction)
            .filter(LatencyDistributionTest::isComparable)
            .ifPresent(
                instruction -> {
                  String form = InstructionForm.of(instruction);
                  String found = compare(instruction);
                  forms.merge(form, found.isEmpty(), Boolean::logicalAnd);
                  if (!found.isEmpty()) {
                    different.put(form, found);
                  }
                });
      }
    }
    assertThat(different).isEmpty();
    assertThat(forms).hasSizeGreaterThan(1_000);
  }

  /**
   * Registers only, all of them different. Left out: XCHG, where the chain that is measured goes
   * through one register twice; moves that are not eliminated for another reason than their form;
   * gathers, which have more results than micro-operations that compute.
   */
  private static boolean isComparable(Instruction instruction) {
    Effects effects = Effects.of(instruction, 0, 0);
    long resources = effects.reads().stream().map(Use::resource).distinct().count();
    return effects.memories().isEmpty()
        && resources == effects.reads().size()
        && Cracked.SKYLAKE.crack(List.of(instruction), 0).getFirst().elimination()
            == Elimination.NONE
        && !Idioms.sameRegister(instruction)
        && !instruction.mnemonic().matches("xchg|movzx|vp?gather.*|clzero");
  }

  private static String compare(Instruction instruction) {
    InstructionUops cracked = Cracked.SKYLAKE.crack(List.of(instruction), 0).getFirst();
    Figure figure = cracked.figure();
    Effects effects = Effects.of(instruction, 0, 0);
    StringBuilder text = new StringBuilder();
    for (Use read : effects.reads()) {
      Map<Integer, Integer> ready = ready(read.resource(), Cracked.uops(cracked));
      for (Use write : effects.writes()) {
        int measured = figure.latency(read.role(), write.role());
        int way = ready.getOrDefault(write.resource(), 0);
        if (read.kind() == Effects.Kind.PLAIN && way != measured) {
          text.append(
              " %s>%s=%d not %d"
                  .formatted(
                      ResourceNames.of(read.resource()),
                      ResourceNames.of(write.resource()),
                      way,
                      measured));
        }
      }
    }
    return text.toString();
  }

  /** When each resource is ready that depends on one that is ready at 0. */
  private static Map<Integer, Integer> ready(int source, List<MicroOp> uops) {
    Map<Integer, Integer> ready = new HashMap<>();
    Map<Integer, Integer> written = new HashMap<>();
    ready.put(source, 0);
    for (MicroOp uop : uops) {
      int start = uop.sources().stream().mapToInt(s -> ready.getOrDefault(s, -1)).max().orElse(-1);
      if (start >= 0) {
        for (MicroOp.Result result : uop.results()) {
          boolean internal = result.resource() >= Resource.INTERNAL;
          (internal ? ready : written).put(result.resource(), start + result.latencyCycles());
        }
      }
    }
    return written;
  }
}
