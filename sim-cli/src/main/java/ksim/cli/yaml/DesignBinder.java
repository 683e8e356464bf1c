package ksim.cli.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ksim.cli.diag.Suggestion;
import ksim.sched.scenario.StackSource;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;

/** Reads the list of stack designs: a name, or a name with its modifiers. */
final class DesignBinder {
  private static final String EXPECTED = "a design's name or { name: { modifier: value } }";

  private final Values values;

  DesignBinder(Values values) {
    this.values = values;
  }

  List<StackDesign> bind(YamlNode node) {
    Map<String, StackDesign> byLabel = new LinkedHashMap<>();
    for (YamlNode item : values.items(node, "designs", EXPECTED)) {
      int before = values.problems().size();
      design(item)
          .filter(design -> values.problems().size() == before)
          .filter(design -> byLabel.putIfAbsent(design.label(), design) != null)
          .ifPresent(design -> reportTwice(item, design));
    }
    return new ArrayList<>(byLabel.values());
  }

  private void reportTwice(YamlNode item, StackDesign design) {
    values
        .problems()
        .add(
            item,
            "designs: found '" + design.label() + "' twice, expected each design once",
            "modifiers at their default do not make a design another");
  }

  private Optional<StackDesign> design(YamlNode item) {
    if (item instanceof YamlNode.Scalar name) {
      return known(name) ? StackDesigns.create(name.text(), Modifiers.DEFAULT) : Optional.empty();
    }
    if (item instanceof YamlNode.Mapping mapping && mapping.entries().size() == 1) {
      YamlNode.Scalar name = mapping.entries().getFirst().key();
      YamlNode settings = mapping.entries().getFirst().value();
      return known(name)
          ? StackDesigns.create(name.text(), modifiers(name.text(), settings))
          : Optional.empty();
    }
    values.mismatch(item, "designs", EXPECTED, "");
    return Optional.empty();
  }

  private boolean known(YamlNode.Scalar name) {
    if (Designs.ids().contains(name.text())) {
      return true;
    }
    values.mismatch(
        name,
        "designs",
        "one of " + String.join(", ", Designs.ids()),
        labelHint(name.text())
            .or(
                () ->
                    Suggestion.nearest(name.text(), Designs.ids())
                        .map(near -> "did you mean '" + near + "'?"))
            .orElse(""));
    return false;
  }

  /** How to write a design that was given as reports label it. */
  private static Optional<String> labelHint(String text) {
    int open = text.indexOf('(');
    return Optional.of(text)
        .filter(label -> open > 0 && label.endsWith(")"))
        .filter(label -> Designs.ids().contains(label.substring(0, open)))
        .map(label -> label.substring(open + 1, label.length() - 1).replace("=", ": "))
        .map(
            set -> "write { " + text.substring(0, open) + ": { " + set.replace(",", ", ") + " } }");
  }

  private Modifiers modifiers(String id, YamlNode node) {
    Modifiers standard = Modifiers.DEFAULT;
    Fields fields = new Fields(values, node, id, Designs.acceptedModifiers(id));
    return new Modifiers(
        modifier(fields, id, "pages")
            .map(n -> (int) values.count(n, "pages", 1, 16))
            .orElse(standard.probePages()),
        modifier(fields, id, "fault-around")
            .map(n -> (int) values.count(n, "fault-around", 0, 256))
            .orElse(standard.faultAroundPages()),
        modifier(fields, id, "thread-start-probe")
            .map(n -> values.onOff(n, "thread-start-probe"))
            .orElse(standard.threadStartProbe()),
        modifier(fields, id, "kernel-stacks")
            .map(n -> source(values, n, "kernel-stacks"))
            .orElse(standard.kernelStacks()),
        fields
            .optional("lock-pages")
            .map(n -> (int) values.count(n, "lock-pages", 0, 16))
            .orElse(standard.lockPages()),
        fields
            .optional("reserve")
            .map(n -> (int) values.count(n, "reserve", 1, Modifiers.MAXIMUM_RESERVE_PAGES))
            .orElse(standard.reservePages()),
        fields
            .optional("idle-decrement")
            .map(n -> values.onOff(n, "idle-decrement"))
            .orElse(standard.idleDecrement()));
  }

  /** The value of a modifier; one that means nothing to the design is reported. */
  private Optional<YamlNode> modifier(Fields fields, String id, String name) {
    Optional<YamlNode> value = fields.optional(name);
    if (value.isEmpty() || Designs.modifiers(id).contains(name)) {
      return value;
    }
    values
        .problems()
        .add(
            value.get(),
            "%s: found modifier '%s', expected %s"
                .formatted(
                    id,
                    name,
                    Designs.modifiers(id).isEmpty()
                        ? "none"
                        : "only " + String.join(", ", Designs.modifiers(id))),
            Designs.modifierHint(id));
    return Optional.empty();
  }

  static StackSource source(Values values, YamlNode node, String what) {
    Map<String, StackSource> sources =
        Map.of("mmap", StackSource.MMAP, "malloc", StackSource.MALLOC);
    return values.choice(node, what, sources, List.of("mmap", "malloc")).orElse(StackSource.MMAP);
  }
}
