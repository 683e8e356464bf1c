package ksim.cli.boot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import ksim.core.fault.Vector;

/** The statistics of a boot, for programs: {@code "schema": "ksim.boot/1"}. */
public final class StatisticsJson {
  private StatisticsJson() {}

  /**
   * The JSON text. All but the object {@code host} is the same in each run.
   *
   * @param image name of the kernel
   * @param ending how the boot ended, in words
   * @param exitCode the exit code that says so
   */
  public static String of(BootStatistics counts, String image, String ending, int exitCode) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("schema", "ksim.boot/1");
      json.writeStringField("image", image);
      json.writeStringField("ending", ending);
      json.writeNumberField("exitCode", exitCode);
      json.writeNumberField("instructions", counts.instructions());
      json.writeNumberField("cycles", counts.cycles());
      json.writeNumberField("seconds", counts.seconds());
      json.writeObjectFieldStart("host");
      json.writeNumberField("seconds", counts.hostSeconds());
      json.writeNumberField("millionInstructionsPerSecond", counts.millionsPerSecond());
      json.writeEndObject();
      json.writeArrayFieldStart("cpus");
      for (BootStatistics.CpuCounts cpu : counts.cpus()) {
        cpu(json, cpu);
      }
      json.writeEndArray();
      counts(json, "devices", counts.devices(), name -> name);
      counts(json, "unclaimedPorts", counts.unclaimedPorts(), "0x%x"::formatted);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void cpu(JsonGenerator json, BootStatistics.CpuCounts cpu) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", cpu.number());
    json.writeNumberField("instructions", cpu.instructions());
    json.writeNumberField("cycles", cpu.cycles());
    json.writeNumberField("halts", cpu.halts());
    counts(json, "exceptions", cpu.exceptions(), Vector::name);
    counts(json, "interrupts", cpu.interrupts(), "0x%x"::formatted);
    counts(json, "memory", cpu.memory(), StatisticsJson::camelCase);
    json.writeEndObject();
  }

  private static <K> void counts(
      JsonGenerator json, String field, Map<K, Long> counts, Function<K, String> name)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<K, Long> entry : counts.entrySet()) {
      json.writeNumberField(name.apply(entry.getKey()), entry.getValue());
    }
    json.writeEndObject();
  }

  /** {@code "page walk loads"} as {@code pageWalkLoads}. */
  private static String camelCase(String words) {
    StringBuilder name = new StringBuilder(words.length());
    for (int i = 0; i < words.length(); i++) {
      boolean first = i > 0 && words.charAt(i - 1) == ' ';
      char c = words.charAt(i);
      if (c != ' ') {
        name.append(first ? Character.toUpperCase(c) : c);
      }
    }
    return name.toString();
  }
}
