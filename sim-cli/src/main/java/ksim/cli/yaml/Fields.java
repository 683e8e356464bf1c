package ksim.cli.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ksim.cli.diag.Suggestion;

/** The entries of a mapping whose keys are known. */
final class Fields {
  private final Values values;
  private final YamlNode node;
  private final String what;
  private final Map<String, YamlNode> byKey = new LinkedHashMap<>();
  private final boolean isMapping;

  /**
   * Reports unknown and duplicate keys, or that {@code node} is no mapping.
   *
   * @param what what the mapping describes, for messages
   * @param known its keys
   */
  Fields(Values values, YamlNode node, String what, List<String> known) {
    this.values = values;
    this.node = node;
    this.what = what;
    if (node instanceof YamlNode.Mapping mapping) {
      isMapping = true;
      mapping.entries().forEach(entry -> accept(entry, known));
    } else {
      isMapping = false;
      values.mismatch(node, what, "a mapping with " + String.join(", ", known), "");
    }
  }

  private void accept(YamlNode.Entry entry, List<String> known) {
    String key = entry.key().text();
    if (!known.contains(key)) {
      values
          .problems()
          .add(
              entry.key(),
              what
                  + ": found unknown key "
                  + entry.key().described()
                  + ", expected one of "
                  + String.join(", ", known),
              Suggestion.nearest(key, known)
                  .map(near -> "did you mean '" + near + "'?")
                  .orElse(""));
    } else if (byKey.putIfAbsent(key, entry.value()) != null) {
      values
          .problems()
          .add(entry.key(), what + ": found key '" + key + "' twice, expected it once", "");
    }
  }

  Optional<YamlNode> optional(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** The value of {@code key}; its absence is reported. */
  Optional<YamlNode> required(String key) {
    Optional<YamlNode> value = optional(key);
    if (value.isEmpty() && isMapping) {
      values.problems().add(node, what + ": missing key '" + key + "'", "");
    }
    return value;
  }

  /** The known keys that are there, in file order. */
  List<String> keys() {
    return List.copyOf(byKey.keySet());
  }
}
