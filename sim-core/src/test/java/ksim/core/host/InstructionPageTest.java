package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class InstructionPageTest {
  @Test
  void thePageIsUpToDate() throws IOException {
    assertThat(InstructionPage.written())
        .as("docs/instructions.md is stale: its second paragraph says how to write it anew")
        .isEqualTo(InstructionPage.make().text());
  }
}
