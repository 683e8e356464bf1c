package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class InstructionPageTest {
  @Test
  void everyAdvertisedEncodingIsImplemented() throws IOException {
    assertThat(InstructionPage.make().missing())
        .as("a CPU model advertises these, and they have no operation")
        .isEmpty();
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    assertThat(InstructionPage.written())
        .as("docs/instructions.md is stale: its second paragraph says how to write it anew")
        .isEqualTo(InstructionPage.make().text());
  }
}
