package ksim.core.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CPU models and how they are named. */
class CpuModelsTest {
  private static java.util.List<String> names() {
    return CpuModels.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyModelCanBeSelected(String name) {
    CpuModel model = CpuModels.of(name);
    assertThat(model.name()).isEqualTo(name);
    assertThat(model.vendor()).hasSize(12);
    assertThat(model.brand().length()).isLessThan(48);
    assertThat(CpuModels.everything().features()).containsAllEntriesOf(model.features());
  }

  @Test
  void everyFeatureIsShownInABitOfItsOwn() {
    Set<CpuidBit> bits = new HashSet<>();
    assertThat(CpuModels.features()).allMatch(feature -> bits.add(feature.cpuid()));
    assertThat(CpuModels.everything().features()).hasSameSizeAs(CpuModels.features());
  }

  @Test
  void theStandardModelIsSkylake() {
    CpuModel model = CpuModels.standard();
    assertThat(model.name()).isEqualTo("skylake");
    assertThat(model.signature().eax()).isEqualTo(0x506e3);
    assertThat(model.has("avx2")).isTrue();
    assertThat(model.has("sha")).isFalse();
    assertThat(model.has("")).isTrue();
    assertThat(model.xcr0Bits()).isEqualTo(7);
    // FSGSBASE, PCIDE, OSXSAVE, SMEP, SMAP, and bits 10-9, 7-2.
    assertThat(model.cr4Bits()).isEqualTo(0x37_06fcL);
    assertThat(model.eferBits()).isEqualTo(0xd01);
  }

  @Test
  void featuresAreSwitchedOnAndOff() {
    CpuModel model = CpuModels.of("skylake,-avx2,+la57");
    assertThat(model.has("avx2")).isFalse();
    assertThat(model.has("avx")).isTrue();
    assertThat(model.has("la57")).isTrue();
    assertThat(model.name()).isEqualTo("skylake,-avx2,+la57");
  }

  @Test
  void olderModelsHaveLess() {
    assertThat(CpuModels.of("nehalem").xcr0Bits()).isZero();
    assertThat(CpuModels.of("nehalem").has("sse4.2")).isTrue();
    assertThat(CpuModels.of("x86-64").has("sse3")).isFalse();
  }

  @Test
  void everyMistakeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CpuModels.of("pentium,+avx"))
        .withMessage("no CPU model 'pentium'; there are x86-64, nehalem, skylake, goldencove, max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CpuModels.of("skylake,+avx512f,sha,-avx"))
        .withMessageContaining("no feature 'avx512f'; there are x87, de, ")
        .withMessageContaining("'sha' is neither +FEATURE nor -FEATURE")
        .withMessageContaining("fma needs avx: add +avx or -fma")
        .withMessageContaining("avx2 needs avx: add +avx or -avx2");
  }

  @Test
  void extendedFamiliesAndModels() {
    assertThat(new CpuModel.Signature(6, 207, 2).eax()).isEqualTo(0x0c06f2);
    assertThat(new CpuModel.Signature(25, 33, 0).eax()).isEqualTo(0xa20f10);
  }

  @Test
  void theHighestLeafShowsWhatIsSwitchedOn() {
    assertThat(CpuModels.of("nehalem").maxBasicLeaf()).isEqualTo(0xb);
    assertThat(CpuModels.of("nehalem,+smep").maxBasicLeaf()).isEqualTo(0xb);
    assertThat(CpuModels.of("nehalem,+xsave").maxBasicLeaf()).isEqualTo(0xd);
    assertThat(CpuModels.of("skylake,+la57").maxBasicLeaf()).isEqualTo(0x16);
  }
}
