package ksim.core.processor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the text that describes features and CPU models; the resource's header is its format. */
final class CpuModelParser {
  private final Map<String, CpuFeature> features = new LinkedHashMap<>();
  private final Map<String, CpuModel> models = new LinkedHashMap<>();

  /** The model that is being read. */
  private final Map<String, String> lines = new LinkedHashMap<>();

  private final List<Cache> caches = new ArrayList<>();
  private final Map<String, CpuFeature> selected = new LinkedHashMap<>();

  private CpuModelParser() {}

  /**
   * Reads features and models.
   *
   * @throws IllegalArgumentException at the first line that makes no sense
   */
  static CpuModels parse(String text) {
    CpuModelParser parser = new CpuModelParser();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String content = line.replaceFirst("#.*", "").strip();
      try {
        if (!content.isEmpty()) {
          parser.line(List.of(content.split("\\s+")), content);
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "CPU models, line %d: %s: %s".formatted(number, line, e.getMessage()), e);
      }
    }
    parser.finishModel();
    return new CpuModels(parser.features, parser.models);
  }

  private void line(List<String> words, String content) {
    switch (words.getFirst()) {
      case "feature" -> feature(words.subList(1, words.size()));
      case "cpu" -> {
        finishModel();
        lines.put("cpu", words.get(1));
      }
      case "vendor", "signature", "brand", "leaves" ->
          lines.put(words.getFirst(), content.substring(words.getFirst().length()).strip());
      case "cache" ->
          caches.add(
              new Cache(
                  Integer.parseInt(words.get(1)),
                  Cache.Kind.named(words.get(2)),
                  Integer.parseInt(words.get(3)),
                  Integer.parseInt(words.get(4))));
      case "like" -> selected.putAll(known(models, words.get(1)).features());
      case "features" ->
          words.subList(1, words.size()).forEach(name -> selected.put(name, known(features, name)));
      default -> throw new IllegalArgumentException("no such line");
    }
  }

  private void feature(List<String> words) {
    String name = words.getFirst();
    Optional<CpuidBit> cpuid = Optional.empty();
    long cr4 = 0;
    long efer = 0;
    long xcr0 = 0;
    int at = 1;
    for (; at < words.size() && !words.get(at).equals("needs"); at++) {
      String word = words.get(at);
      String register = word.substring(0, word.indexOf('.'));
      switch (register) {
        case "cr4" -> cr4 |= bit(word);
        case "efer" -> efer |= bit(word);
        case "xcr0" -> xcr0 |= bit(word);
        default -> cpuid = CpuidBit.parse(word);
      }
    }
    List<String> needs = at < words.size() ? words.subList(at + 1, words.size()) : List.of();
    CpuidBit shown =
        cpuid.orElseThrow(() -> new IllegalArgumentException("a CPUID bit is missing"));
    features.put(name, new CpuFeature(name, shown, cr4, efer, xcr0, List.copyOf(needs)));
  }

  private static long bit(String word) {
    return 1L << Integer.parseInt(word.substring(word.indexOf('.') + 1));
  }

  private void finishModel() {
    if (lines.isEmpty()) {
      return;
    }
    String name = known(lines, "cpu");
    List<Integer> signature =
        List.of(known(lines, "signature").split(" ", -1)).stream().map(Integer::valueOf).toList();
    models.put(
        name,
        new CpuModel(
            name,
            known(lines, "vendor"),
            new CpuModel.Signature(signature.get(0), signature.get(1), signature.get(2)),
            known(lines, "brand"),
            Integer.decode(known(lines, "leaves")),
            caches,
            selected));
    lines.clear();
    caches.clear();
    selected.clear();
  }

  private static <T> T known(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value;
  }
}
