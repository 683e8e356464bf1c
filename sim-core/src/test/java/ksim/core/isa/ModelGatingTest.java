package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.cpu.CodeContext;
import ksim.core.decode.Operations;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a CPU model has exists; what it has not raises #UD, or does what older processors do. */
class ModelGatingTest {
  private static final Path NOT_IMPLEMENTED =
      Path.of("src/test/resources/ksim/core/isa/not-implemented.txt");

  /** Hints, which older processors ignore, and instructions with an older meaning. */
  private static final Set<String> OLDER_MEANING =
      Set.of(
          "endbr64",
          "endbr32",
          "rdssp",
          "prefetchw",
          "prefetchwt1",
          "cldemote",
          "lzcnt",
          "tzcnt",
          "wbnoinvd");

  private static List<String> names() {
    return CpuModels.names();
  }

  private static Op operation(CpuModel model, String hex) {
    byte[] code = new byte[15];
    byte[] bytes = HexFormat.of().parseHex(hex);
    System.arraycopy(bytes, 0, code, 0, bytes.length);
    Decoded decoded = Decoder.decode(code, 0, code.length, CodeMode.BITS_64);
    return Operations.of(model, decoded, 0x1000, CodeContext.LONG);
  }

  /** {@link OperationsCoverageTest} proves the list of what has no operation complete. */
  @Test
  void everyFeatureOfAModelIsImplemented() throws IOException {
    Set<String> offered = new TreeSet<>();
    for (String line : Files.readAllLines(NOT_IMPLEMENTED)) {
      String feature = line.substring(0, line.indexOf(' '));
      if (feature.equals("base") || CpuModels.everything().has(feature)) {
        offered.add(line);
      }
    }
    assertThat(offered).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatAModelLacksIsUndefined(String name) {
    CpuModel model = CpuModels.of(name);
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(11), CodeMode.BITS_64);
    int undefined = 0;
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (encoding.has(Attribute.UNLISTED) || encoding.has(Attribute.I64)) {
        continue;
      }
      Optional<InstructionSampler.Sample> sample = sampler.sample(encoding);
      if (sample.isEmpty()) {
        continue;
      }
      Op op = Operations.of(model, sample.get().instruction(), 0x1000, CodeContext.LONG);
      boolean isUndefined = op instanceof Undefined.InvalidOpcode;
      if (!model.has(encoding.feature())) {
        boolean hint = OLDER_MEANING.contains(encoding.mnemonic());
        assertThat(isUndefined).as("%s %s", name, encoding).isNotEqualTo(hint);
        undefined++;
      }
      assertThat(op).isNotInstanceOf(Undefined.Unimplemented.class);
    }
    assertThat(undefined).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "c4e27d18c0, 'skylake,-avx2,-fma,-f16c,-avx'", // vbroadcastss ymm0,xmm0
    "c5fd6fc1, nehalem", // vmovdqa ymm0,ymm1
    "c4e279dcc1, nehalem", // vaesenc xmm0,xmm0,xmm1
    "660f38dcc1, nehalem", // aesenc
    "0f38c8c1, skylake", // sha1nexte
    "0f01ee, skylake", // rdpkru
    "f30fc7f8, skylake", // rdpid
    "0f01e8, skylake", // serialize
    "0f01c8, x86-64", // monitor
    "0f01fa, max", // monitorx
    "62f17c4858c0, max", // vaddps zmm: AVX-512
    "0f01c1, skylake", // vmcall
    "0f01c2, max", // vmlaunch
    "c7f8, max" // xbegin
  })
  void undefinedOn(String hex, String name) {
    assertThat(operation(CpuModels.of(name), hex)).isInstanceOf(Undefined.InvalidOpcode.class);
  }

  @Test
  void olderMeanings() {
    CpuModel old = CpuModels.of("x86-64");
    Op lzcnt = operation(old, "f30fbdc1");
    assertThat(lzcnt.getClass()).isEqualTo(operation(old, "0fbdc1").getClass());
    assertThat(lzcnt.getClass())
        .isNotEqualTo(operation(CpuModels.everything(), "f30fbdc1").getClass());
    assertThat(operation(old, "f30f1efa")).isInstanceOf(FlagOperations.Nop.class);
    assertThat(operation(old, "0f0d08")).isInstanceOf(FlagOperations.Nop.class);
    assertThat(operation(old, "f30fb8c1")).isInstanceOf(Undefined.InvalidOpcode.class);
  }
}
