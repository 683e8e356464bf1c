package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The 8259s as a kernel finds them. */
class FirmwareInterruptStateTest {
  private final List<Boolean> output = new ArrayList<>();
  private final Intel8259Pair pair = new Intel8259Pair(output::add);

  FirmwareInterruptStateTest() {
    pair.initialize();
    output.clear();
  }

  @Test
  void theLinesOfDevicesThatAPcHasAreMasked() {
    for (int irq : new int[] {0, 1, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15}) {
      pair.input(irq).pulse();
    }
    assertThat(output).doesNotContain(true);
  }

  @Test
  void theLinesOfPciDevicesAreOpen() {
    pair.input(11).pulse();
    assertThat(output).endsWith(true);
    assertThat(pair.acknowledge()).isEqualTo(0x73);
    assertThat(output).endsWith(false);
  }
}
