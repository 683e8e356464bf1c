package ksim.core.timing.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
