package ksim.core.timing.uops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every encoding of the instruction table is cracked, and what comes out holds together. */
class CrackingCoverageTest {
  private static final int SAMPLES = 6;

  @ParameterizedTest
  @EnumSource
  void everyEncodingIsCracked(CodeMode mode) {
    crackAll(mode, Cracked.SKYLAKE);
  }

  @Test
  void everyEncodingIsCrackedForAnotherCore() {
    crackAll(
        CodeMode.BITS_64,
        new UopCracker(CoreDescription.load("goldencove"), FigureTable.load("goldencove")));
  }

  private static void crackAll(CodeMode mode, UopCracker cracker) {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(11), mode);
    int seen = 0;
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (encoding.has(Attribute.UNLISTED)) {
        continue;
      }
      for (int i = 0; i < SAMPLES; i++) {
        var sample = sampler.sample(encoding);
        if (sample.isPresent()) {
          check(sample.get().instruction(), cracker);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(SAMPLES * 500);
  }

  private static void check(Instruction instruction, UopCracker cracker) {
    String what = instruction.mnemonic() + " " + instruction.bytes().hex();
    InstructionUops cracked = cracker.crack(List.of(instruction), 0).getFirst();
    List<MicroOp> uops = Cracked.uops(cracked);
    assertThat(uops).as(what).isNotEmpty();
    assertThat(cracked.decoderUops()).as(what).isLessThanOrEqualTo(cracked.uops().size());
    assertSourcesComeFirst(what, uops);
    assertAllIsWritten(what, instruction, uops);
    assertAccessesAreMade(what, cracked, uops);
  }

  /** A value within the instruction is produced before it is used. */
  private static void assertSourcesComeFirst(String what, List<MicroOp> uops) {
    Set<Integer> produced = new HashSet<>();
    for (MicroOp uop : uops) {
      for (int source : uop.sources()) {
        assertThat(source < Resource.INTERNAL || produced.contains(source))
            .as("%s takes %s in %s", what, ResourceNames.of(source), UopText.of(uop))
            .isTrue();
      }
      uop.results().forEach(result -> produced.add(result.resource()));
    }
  }

  private static void assertAllIsWritten(String what, Instruction instruction, List<MicroOp> uops) {
    Set<Integer> produced =
        uops.stream()
            .flatMap(uop -> uop.results().stream())
            .map(MicroOp.Result::resource)
            .filter(resource -> resource < Resource.INTERNAL)
            .collect(Collectors.toSet());
    Set<Integer> written =
        Effects.of(instruction, 0, 0).writes().stream()
            .map(Effects.Use::resource)
            .collect(Collectors.toSet());
    assertThat(produced).as(what).isEqualTo(written);
  }

  /** Each access that has a micro-operation of its kind has one that makes it. */
  private static void assertAccessesAreMade(
      String what, InstructionUops cracked, List<MicroOp> uops) {
    for (MicroOp uop : uops) {
      if (uop.access() != MicroOp.NO_ACCESS) {
        assertThat(cracked.accesses()).as(what).hasSizeGreaterThan(uop.access());
        assertThat(cracked.accesses().get(uop.access()).write())
            .as(what)
            .isEqualTo(uop.kind() != MicroOp.Kind.LOAD);
      }
    }
  }
}
