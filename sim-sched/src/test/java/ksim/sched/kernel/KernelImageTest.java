package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.sched.audit.Probe;
import ksim.sched.audit.Rule;
import ksim.sched.audit.Site;
import ksim.sched.scenario.StackSource;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KernelImageTest {
  static Stream<StackDesign> designs() {
    List<Modifiers> modifiers =
        List.of(Modifiers.DEFAULT, new Modifiers(2, 4, false, StackSource.MMAP));
    return StackDesigns.ids().stream()
        .flatMap(id -> modifiers.stream().map(m -> StackDesigns.create(id, m).orElseThrow()));
  }

  private static KernelImage build(StackDesign design) {
    KernelBuilder builder = new KernelBuilder(design, KernelParameters.of(4, 64 * KernelRun.MIB));
    TestPrograms programs = new TestPrograms(builder);
    programs.addApplication("t", programs.call("program", 64, () -> {}), 1 << 20);
    return builder.build();
  }

  @ParameterizedTest
  @MethodSource("designs")
  void decodesFromEachFunctionToItsEnd(StackDesign design) {
    KernelImage image = build(design);
    byte[] text = image.segments().getFirst().bytes();
    long origin = image.segments().getFirst().linear();
    for (KernelFunction function : image.functions()) {
      long at = function.start();
      while (at < function.end()) {
        int offset = (int) (at - origin);
        int available = Math.min(15, text.length - offset);
        assertThat(Decoder.decode(text, offset, available, CodeMode.BITS_64))
            .as(function.name())
            .isInstanceOfSatisfying(Instruction.class, i -> assertThat(i.length()).isPositive());
        at += ((Instruction) Decoder.decode(text, offset, available, CodeMode.BITS_64)).length();
      }
      assertThat(at).as(function.name()).isEqualTo(function.end());
    }
  }

  @ParameterizedTest
  @MethodSource("designs")
  void hasSitesInTheirFunctions(StackDesign design) {
    KernelImage image = build(design);
    assertThat(image.sites().stream().map(Site::name))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(25);
    for (Site site : image.sites()) {
      assertThat(site.end()).as(site.name()).isGreaterThan(site.start());
      assertThat(site.declaration().reason()).as(site.name()).isNotBlank();
      assertThat(image.functions().stream().filter(f -> f.name().equals(site.function())))
          .as(site.name())
          .singleElement()
          .satisfies(f -> assertThat(site.end()).isBetween(f.start(), f.end()));
    }
  }

  @Test
  void probesWhereTheRulesAskForIt() {
    KernelImage image = build(StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow());
    for (Site site : image.sites()) {
      long probes = image.probes().stream().filter(p -> p.site().equals(site.name())).count();
      boolean wanted = site.rule() == Rule.BOTH_ENABLED || site.rule() == Rule.CHECK;
      assertThat(probes).as(site.name()).isEqualTo(wanted ? 1 : 0);
    }
    assertThat(image.probes().stream().filter(p -> p.site().equals("vma_lock"))).hasSize(6);
  }

  @Test
  void probesNothingWithoutAProbingDesign() {
    for (String id : List.of("populate", "lazy", "ist-fault")) {
      KernelImage image = build(StackDesigns.create(id, Modifiers.DEFAULT).orElseThrow());
      assertThat(image.probes().stream().map(Probe::site)).as(id).containsExactly("thread-start");
    }
  }

  @Test
  void keepsCodeAndDataInPagesOfTheirOwn() {
    KernelImage image = build(StackDesigns.all().getFirst());
    KernelImage.Segment text = image.segments().get(0);
    KernelImage.Segment data = image.segments().get(1);
    assertThat(text.linear()).isEqualTo(0x40200000L);
    assertThat(data.linear() % 4096).isZero();
    assertThat(data.linear()).isGreaterThanOrEqualTo(text.linear() + text.bytes().length);
  }

  /** No two fields of a structure overlap, and all lie inside. */
  @Test
  void laysOutStructuresWithoutOverlap() throws IllegalAccessException {
    fieldsApart(
        ThreadLayout.class,
        List.of("INDEX_", "STATE_", "STACK_M", "STACK_SEG", "EXCEPTION_STACK_S"),
        8);
    fieldsApart(PanicLayout.class, List.of(), 8);
    fieldsApart(VmaLayout.class, List.of("FLAG_"), 8);
  }

  private static void fieldsApart(Class<?> layout, List<String> constants, int bytes)
      throws IllegalAccessException {
    SortedMap<Integer, String> fields = new TreeMap<>();
    int size = 0;
    for (var field : layout.getDeclaredFields()) {
      String name = field.getName();
      if (!Modifier.isStatic(field.getModifiers())
          || field.getType() != int.class
          || name.endsWith("_SIZE")
          || constants.stream().anyMatch(name::startsWith)) {
        continue;
      }
      int offset = field.getInt(null);
      if (name.equals("SIZE")) {
        size = offset;
      } else {
        assertThat(fields.put(offset, name)).as(name).isNull();
      }
    }
    Integer[] offsets = fields.keySet().toArray(Integer[]::new);
    for (int i = 1; i < offsets.length; i++) {
      boolean half =
          List.of("PREEMPT_COUNTER", "NEED_RESCHED").contains(fields.get(offsets[i - 1]));
      assertThat(offsets[i] - offsets[i - 1])
          .as(fields.get(offsets[i]))
          .isGreaterThanOrEqualTo(half ? 4 : bytes);
    }
    assertThat(Arrays.stream(offsets).mapToInt(Integer::intValue).max().orElse(0))
        .isLessThanOrEqualTo(size - bytes);
  }
}
