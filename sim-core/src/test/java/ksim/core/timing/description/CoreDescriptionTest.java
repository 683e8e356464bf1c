package ksim.core.timing.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

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

  /** A core that takes a parameter from its base by oversight would be a mixture. */
  @Test
  void aCoreWithABaseStatesEveryParameterItself() throws IOException {
    String text;
    try (InputStream in = CoreDescription.class.getResourceAsStream("goldencove.txt")) {
      assertThat(in).isNotNull();
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    CoreDescription own = CoreDescriptionParser.parse("goldencove", text);
    Set<String> missing = new TreeSet<>(CoreDescription.load("skylake").settings());
    missing.removeAll(own.settings());
    assertThat(missing).isEmpty();
    CoreDescription core = CoreDescription.load("goldencove");
    assertThat(core.parameter("issue-width")).isEqualTo(6);
    assertThat(core.classes()).isEqualTo(CoreDescription.load("skylake").classes());
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
