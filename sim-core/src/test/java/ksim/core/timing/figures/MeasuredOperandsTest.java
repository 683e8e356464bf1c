package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.timing.uops.Effects;
import ksim.core.timing.uops.Resource;
import org.junit.jupiter.api.Test;

/**
 * What instructions read and write, against an independent source: the pairs of operands between
 * which uops.info has measured a latency. What it does not measure is left out: state other than
 * registers and flags, accesses of which the number varies, and parts of registers that are kept.
 */
class MeasuredOperandsTest {
  private static final int SAMPLES = 40;

  @Test
  void measuredPairsAreReadAndWritten() throws IOException {
    assumeTrue(UopsInfoRow.available(), "measurements of uops.info are not here");
    Map<String, Instruction> instructions = instructions();
    Set<String> different = new TreeSet<>();
    int compared = 0;
    for (UopsInfoRow row : UopsInfoRow.all()) {
      for (String form : UopsInfoForm.of(row)) {
        Instruction instruction = instructions.get(form);
        if (instruction != null && isComparable(instruction, form)) {
          compared++;
          compare(form, row, Effects.of(instruction, 0, 0), different);
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(compared).isGreaterThan(2_000);
  }

  /**
   * Strings name their operands otherwise; a high byte that is written is measured in a chain of
   * itself; of WRFSBASE and its like, flags are measured that the chain uses.
   */
  private static boolean isComparable(Instruction instruction, String form) {
    return !instruction.encoding().has(Attribute.REP)
        && !instruction.encoding().has(Attribute.REPZ)
        && !Effects.of(instruction, 0, 0).accessesVary()
        && !form.matches("(set.*|mov) r8h.*|(rd|wr)[fg]sbase .*");
  }

  private static void compare(
      String form, UopsInfoRow row, Effects effects, Set<String> different) {
    Set<Integer> read = read(effects);
    Set<Integer> written = written(effects);
    Set<Integer> measured = new HashSet<>();
    for (Latency latency : new UopsInfoLatencies(form, row).latencies()) {
      measured.add(latency.from());
      boolean dependence = latency.cycles() > 0 && !isAddress(latency.from());
      if (dependence && !read.contains(latency.from())) {
        different.add(form + " reads " + OperandRole.name(latency.from()));
      }
      if (!written.contains(latency.to())) {
        different.add(form + " writes " + OperandRole.name(latency.to()));
      }
    }
    for (Effects.Use use : effects.reads()) {
      if (!measured.isEmpty() && !measured.contains(use.role()) && !isKept(use, effects)) {
        different.add(form + " does not read " + OperandRole.name(use.role()));
      }
    }
  }

  /** Whether something is read that is state, or is written too. */
  private static boolean isKept(Effects.Use use, Effects effects) {
    return use.resource() == Resource.SYSTEM
        || use.role() == OperandRole.STATE
        || effects.writes().stream().anyMatch(write -> write.resource() == use.resource());
  }

  private static boolean isAddress(int role) {
    return role == OperandRole.BASE || role == OperandRole.INDEX;
  }

  private static Set<Integer> read(Effects effects) {
    Set<Integer> roles = new HashSet<>();
    effects.reads().forEach(use -> roles.add(use.role()));
    for (Effects.Memory memory : effects.memories()) {
      memory.address().forEach(use -> roles.add(use.role()));
      roles.add(memory.role());
    }
    return roles;
  }

  private static Set<Integer> written(Effects effects) {
    Set<Integer> roles = new HashSet<>();
    effects.writes().forEach(use -> roles.add(use.role()));
    effects.memories().stream()
        .filter(Effects.Memory::writes)
        .forEach(memory -> roles.add(memory.role()));
    return roles;
  }

  /** An instruction of each form. */
  private static Map<String, Instruction> instructions() {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(5), CodeMode.BITS_64);
    Map<String, Instruction> instructions = new HashMap<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (!encoding.has(Attribute.UNLISTED)) {
        for (int i = 0; i < SAMPLES; i++) {
          sampler
              .sample(encoding)
              .ifPresent(
                  s -> instructions.put(InstructionForm.of(s.instruction()), s.instruction()));
        }
      }
    }
    return instructions;
  }
}
