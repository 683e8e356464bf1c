package ksim.core.timing.description;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A core as its description file gives it: parameters, and choices between named structures. */
public final class CoreDescription {
  private static final List<String> NAMES = List.of("skylake", "goldencove");

  /** A parameter can be made so many times larger: beyond that nobody has tried what happens. */
  private static final int MOST_CHANGE = 16;

  private static final String BASE = "base ";
  private static final int HEXADECIMAL = 16;

  private final String name;
  private final Map<String, Integer> parameters;
  private final Map<String, String> choices;

  CoreDescription(String name, Map<String, Integer> parameters, Map<String, String> choices) {
    this.name = name;
    this.parameters = parameters;
    this.choices = choices;
  }

  /** Names of the cores that there are descriptions of. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Loads a description, perhaps with other values of some of its parameters: {@code
   * skylake,memory-renaming=1}. What is more than 1 stays at least 1, and nothing becomes more than
   * 16 times as large.
   *
   * @param core one of {@link #names}, followed by any number of {@code ,PARAMETER=VALUE}
   * @throws IllegalArgumentException if there is no such core, or it has no such parameter
   */
  public static CoreDescription load(String core) {
    List<String> parts = List.of(core.split(",", -1));
    CoreDescription description = read(parts.getFirst());
    Map<String, Integer> parameters = new HashMap<>(description.parameters);
    for (String setting : parts.subList(1, parts.size())) {
      set(description, parameters, setting);
    }
    return parts.size() == 1
        ? description
        : new CoreDescription(core, parameters, description.choices);
  }

  private static void set(
      CoreDescription description, Map<String, Integer> parameters, String setting) {
    int equals = setting.indexOf('=');
    String parameter = equals < 0 ? setting : setting.substring(0, equals);
    if (!parameters.containsKey(parameter)) {
      throw new IllegalArgumentException(
          "core %s has no parameter '%s'; its parameters stand in %s.txt, its description"
              .formatted(description.name, parameter, description.name));
    }
    int described = parameters.get(parameter);
    int least = described > 1 ? 1 : 0;
    int most = Math.max(described, 1) * MOST_CHANGE;
    try {
      int value = Integer.parseInt(setting.substring(equals + 1));
      if (value >= least && value <= most) {
        parameters.put(parameter, value);
        return;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new IllegalArgumentException(
        "parameter '%s' of a core: expected %s=NUMBER, from %d to %,d"
            .formatted(setting, parameter, least, most));
  }

  private static CoreDescription read(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no core '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
    }
    return CoreDescriptionParser.parse(name, text(name));
  }

  /** The text of a description; where its first line names a base, behind that one's. */
  private static String text(String name) {
    String file = name + ".txt";
    try (InputStream stream = CoreDescription.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("core description " + file + " is missing");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return text.startsWith(BASE)
          ? text(text.substring(BASE.length(), text.indexOf('\n')).strip()) + text
          : text;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read core description " + file, e);
    }
  }

  /** Name of the core, with the parameters that have been changed. */
  public String name() {
    return name;
  }

  /** Name of the core as its file has it, whatever parameters were changed. */
  public String family() {
    int settings = name.indexOf(',');
    return settings < 0 ? name : name.substring(0, settings);
  }

  /** Names of its parameters, whose values can be changed. */
  public Set<String> parameters() {
    return new TreeSet<>(parameters.keySet());
  }

  /** Names of its parameters and choices. */
  public Set<String> settings() {
    Set<String> settings = new TreeSet<>(parameters.keySet());
    settings.addAll(choices.keySet());
    return settings;
  }

  /**
   * A parameter of the description.
   *
   * @throws IllegalStateException if the description lacks it
   */
  public int parameter(String parameter) {
    Integer value = parameters.get(parameter);
    if (value == null) {
      throw new IllegalStateException("core " + name + " has no parameter " + parameter);
    }
    return value;
  }

  /**
   * A choice of the description: which of several named structures the core has.
   *
   * @throws IllegalStateException if the description lacks it
   */
  public String choice(String choice) {
    String value = choices.get(choice);
    if (value == null) {
      throw new IllegalStateException("core " + name + " has no choice " + choice);
    }
    return value;
  }

  /**
   * A set of ports, port n as bit n; a choice of the description, written as {@code p0156}.
   *
   * @throws IllegalStateException if the description lacks it
   */
  public int ports(String choice) {
    int ports = 0;
    for (char digit : choice(choice).substring(1).toCharArray()) {
      ports |= 1 << Character.digit(digit, HEXADECIMAL);
    }
    return ports;
  }
}
