package ksim.core.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetailedProfilesTest {
  private static final int LONGEST = 15;

  private final CoreTiming timing =
      new MachineTiming(TimingLevel.DETAILED, "skylake")
          .createCore(
              new Mmu(
                  new PhysicalBus(new PhysicalMemory(1 << 20)),
                  new CodePages(),
                  TlbGeometry.skylake()));

  private DetailedProfile profile(String hex, CodeMode mode) {
    byte[] code = HexFormat.of().parseHex(hex + "00".repeat(LONGEST));
    Instruction instruction = (Instruction) Decoder.decode(code, 0, code.length, mode);
    return (DetailedProfile) timing.profile(List.of(instruction), 0x1000, 0x1000);
  }

  @ParameterizedTest
  @CsvSource({
    "0fa2, SERIALIZING, cpuid",
    "0f30, SERIALIZING, wrmsr",
    "0f22d8, SERIALIZING, mov to CR3",
    "0f23f8, SERIALIZING, mov to DR7",
    "440f22c0, ORDINARY, mov to CR8 does not serialise",
    "0f20d8, ORDINARY, mov from CR3",
    "0f31, ORDINARY, rdtsc",
    "f3a4, REPEATED_MOVE, rep movsb",
    "f3a6, REPEATED_COMPARE, repe cmpsb",
    "c3, ORDINARY, ret",
  })
  void knowsHowABlockEnds(String hex, DetailedProfile.Ending ending, String what) {
    assertThat(profile(hex, CodeMode.BITS_64).ending()).as(what).isEqualTo(ending);
  }

  @Test
  void instructionsWithoutAFigureAreCountedWhenTheyRun() {
    DetailedProfile guessed = profile("37", CodeMode.BITS_32); // aaa: not of 64-bit mode
    DetailedProfile known = profile("01c8", CodeMode.BITS_32); // add %ecx,%eax
    timing.executed(known, known.end());
    timing.executed(guessed, guessed.end());
    timing.executed(guessed, guessed.end());
    assertThat(timing.figures())
        .containsEntry(TimingGaps.WITHOUT_FIGURE, 2L)
        .containsEntry(TimingGaps.NOT_ATTRIBUTED, 0L);
  }
}
