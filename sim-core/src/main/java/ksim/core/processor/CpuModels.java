package ksim.core.processor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The named CPU models of the resource {@code cpus.txt}, whose header explains its format. */
public final class CpuModels {
  /** Name of the model that is used where none is named. */
  public static final String DEFAULT = "skylake";

  private static final String EVERYTHING = "max";
  private static final int EXTENDED_STATES = 0xd;
  private static final int HYPERVISOR_LEAVES = 0x40000000;
  private static final String RESOURCE = "cpus.txt";

  private final Map<String, CpuFeature> features;
  private final Map<String, CpuModel> models;

  CpuModels(Map<String, CpuFeature> features, Map<String, CpuModel> models) {
    this.features = features;
    this.models = models;
  }

  /** Names of the models, in the order of the resource. */
  public static List<String> names() {
    return List.copyOf(Standard.MODELS.models.keySet());
  }

  /** All features that a model can have, in the order of the resource. */
  public static List<CpuFeature> features() {
    return List.copyOf(Standard.MODELS.features.values());
  }

  /** The model that is used where none is named. */
  public static CpuModel standard() {
    return of(DEFAULT);
  }

  /** The model that has everything that ksim implements. */
  public static CpuModel everything() {
    return of(EVERYTHING);
  }

  /**
   * A model as {@code --cpu} takes it: a name and features switched on and off, {@code
   * skylake,-avx2,+la57}.
   *
   * @throws IllegalArgumentException that names every mistake: an unknown model or feature, a
   *     feature without one that it needs
   */
  public static CpuModel of(String text) {
    return Standard.MODELS.select(text);
  }

  private CpuModel select(String text) {
    List<String> words = List.of(text.split(",", -1));
    CpuModel base = models.get(words.getFirst());
    if (base == null) {
      throw new IllegalArgumentException(
          "no CPU model '%s'; there are %s"
              .formatted(words.getFirst(), String.join(", ", models.keySet())));
    }
    List<String> problems = new ArrayList<>();
    Map<String, Boolean> wanted = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      Optional<String> problem = note(word, wanted);
      problem.ifPresent(problems::add);
    }
    Map<String, CpuFeature> selected = new LinkedHashMap<>();
    for (CpuFeature feature : features.values()) {
      if (wanted.getOrDefault(feature.name(), base.has(feature.name()))) {
        selected.put(feature.name(), feature);
      }
    }
    problems.addAll(missingNeeds(selected));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "CPU '%s': %s".formatted(text, String.join("; ", problems)));
    }
    return new CpuModel(
        text,
        base.vendor(),
        base.signature(),
        base.brand(),
        maxBasicLeaf(base, selected),
        base.caches(),
        selected);
  }

  /**
   * A feature that was switched on may be shown beyond the highest leaf of the base. The leaves of
   * hypervisors and the extended ones have maxima of their own.
   */
  private static int maxBasicLeaf(CpuModel base, Map<String, CpuFeature> selected) {
    int highest = base.maxBasicLeaf();
    for (CpuFeature feature : selected.values()) {
      int leaf = feature.cpuid().leaf();
      if (leaf >= 0 && leaf < HYPERVISOR_LEAVES) {
        highest = Math.max(highest, leaf);
      }
    }
    return selected.containsKey("xsave") ? Math.max(highest, EXTENDED_STATES) : highest;
  }

  /** Takes a word up, or says what is wrong with it. */
  private Optional<String> note(String word, Map<String, Boolean> wanted) {
    if (!word.startsWith("+") && !word.startsWith("-")) {
      return Optional.of("'%s' is neither +FEATURE nor -FEATURE".formatted(word));
    }
    String name = word.substring(1);
    if (!features.containsKey(name)) {
      return Optional.of(
          "no feature '%s'; there are %s".formatted(name, String.join(", ", features.keySet())));
    }
    wanted.put(name, word.startsWith("+"));
    return Optional.empty();
  }

  private static List<String> missingNeeds(Map<String, CpuFeature> selected) {
    List<String> problems = new ArrayList<>();
    for (CpuFeature feature : selected.values()) {
      for (String need : feature.needs()) {
        if (!selected.containsKey(need)) {
          problems.add(
              "%s needs %s: add +%s or -%s".formatted(feature.name(), need, need, feature.name()));
        }
      }
    }
    return problems;
  }

  /** Loads the models at first use; they are immutable. */
  private static final class Standard {
    static final CpuModels MODELS = load();

    private static CpuModels load() {
      try (InputStream in = CpuModels.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("missing resource " + RESOURCE);
        }
        return CpuModelParser.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
