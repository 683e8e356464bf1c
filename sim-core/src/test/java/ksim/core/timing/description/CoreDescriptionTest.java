package ksim.core.timing.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreDescriptionTest {
  @Test
  void parametersCanBeChanged() {
    CoreDescription core = CoreDescription.load("skylake,issue-width=2,l3-ways=8");
    assertThat(core.parameter("issue-width")).isEqualTo(2);
    assertThat(core.parameter("l3-ways")).isEqualTo(8);
    assertThat(core.parameter("l1-ways")).isEqualTo(8);
    assertThat(core.name()).isEqualTo("skylake,issue-width=2,l3-ways=8");
    assertThat(CoreDescription.load("skylake").parameter("issue-width")).isEqualTo(4);
  }

  @Test
  void whatIsNoParameterIsRefused() {
    for (String core : new String[] {"skylake,", "skylake,isue-width=4", "skylake,=4"}) {
      assertThatThrownBy(() -> CoreDescription.load(core))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no parameter");
    }
  }

  @Test
  void whatIsNoNumberIsRefused() {
    for (String core :
        new String[] {"skylake,issue-width", "skylake,issue-width=", "skylake,issue-width=x"}) {
      assertThatThrownBy(() -> CoreDescription.load(core))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected issue-width=NUMBER");
    }
  }

  private static String text(String file) throws IOException {
    try (InputStream in = CoreDescription.class.getResourceAsStream(file)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A core that takes a parameter from its base by oversight would be a mixture. */
  @Test
  void aCoreWithABaseStatesEveryParameterItself() throws IOException {
    CoreDescription own = CoreDescriptionParser.parse("goldencove", text("goldencove.txt"));
    Set<String> missing = new TreeSet<>(CoreDescription.load("skylake").settings());
    missing.removeAll(own.settings());
    assertThat(missing).isEmpty();
    CoreDescription core = CoreDescription.load("goldencove");
    assertThat(core.parameter("issue-width")).isEqualTo(6);
  }

  /** Sources are explained at the top of a file; what is switched on or off may say that first. */
  @ParameterizedTest
  @ValueSource(strings = {"skylake.txt", "goldencove.txt"})
  void everySettingIsStatedOnceAndSaysItsSource(String file) throws IOException {
    Set<String> sources = new TreeSet<>(Set.of("0", "1", "of", "off", "switched", "Intel"));
    Set<String> settings = new TreeSet<>();
    for (String line : text(file).lines().toList()) {
      if (line.matches("#   [a-z0-9]+ +.*")) {
        sources.add(line.split(" +")[1]);
      } else if (line.matches("(parameter|choice) .*")) {
        assertThat(line).matches("(parameter|choice) +[a-z0-9-]+ +[A-Za-z0-9,-]+ +# .+");
        assertThat(settings.add(line.split(" +")[1])).as("stated once: " + line).isTrue();
        assertThat(sources).as(line).contains(line.replaceFirst(".*?# ([^:;, ]+).*", "$1"));
      }
    }
    assertThat(settings).hasSizeGreaterThan(100);
  }

  @Test
  void portsAreSets() {
    int ports = CoreDescription.load("goldencove").ports("ports-load");
    assertThat(ports).isEqualTo(1 << 2 | 1 << 3 | 1 << 11);
  }

  @Test
  void everyNamedCoreCanBeLoaded() {
    for (String name : CoreDescription.names()) {
      assertThat(CoreDescription.load(name).name()).isEqualTo(name);
    }
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    for (String value : new String[] {"0", "-1", "65", "4294967296"}) {
      assertThatThrownBy(() -> CoreDescription.load("skylake,issue-width=" + value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 1 to 64");
    }
    assertThat(CoreDescription.load("skylake,uop-cache=0").parameter("uop-cache")).isZero();
  }
}
