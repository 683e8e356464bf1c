package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

class PciConfigurationPortsTest {
  private static final int ADDRESS = 0;
  private static final int DATA = 4;
  private static final long ENABLE = 0x8000_0000L;

  private final List<String> power = new ArrayList<>();
  private final ResetControl reset = new ResetControl(() -> power.add("reset"));
  private final PciConfigurationPorts ports = create();

  private PciConfigurationPorts create() {
    return new PciConfigurationPorts(Map.of(0, new PciHostBridge()), reset);
  }

  private long read(int register, int bytes) {
    ports.write(ADDRESS, 4, ENABLE | (register & ~3));
    return ports.read(DATA + (register & 3), bytes) & ((1L << (8 * bytes)) - 1);
  }

  private void write(int register, int bytes, long value) {
    ports.write(ADDRESS, 4, ENABLE | (register & ~3));
    ports.write(DATA + (register & 3), bytes, value);
  }

  @Test
  void hostBridgeIsAn440Fx() {
    assertThat(read(0, 4)).isEqualTo(0x1237_8086L);
    assertThat(read(2, 2)).isEqualTo(0x1237);
    assertThat(read(0x0a, 2)).as("class").isEqualTo(0x0600);
    assertThat(read(0x0b, 1)).isEqualTo(0x06);
    assertThat(read(0x0e, 1)).as("header type").isZero();
    assertThat(read(0x06, 2)).as("status").isEqualTo(0x0200);
  }

  @Test
  void onlyDeclaredBitsCanBeWritten() {
    write(4, 2, 0xffff);
    assertThat(read(4, 2)).isEqualTo(0x0146);
    write(5, 1, 0);
    assertThat(read(4, 2)).isEqualTo(0x0046);
    write(0x0d, 1, 0xff);
    assertThat(read(0x0d, 1)).isEqualTo(0xf8);
    write(0x10, 4, -1);
    assertThat(read(0x10, 4)).as("no base address").isZero();
    write(0, 4, 0);
    assertThat(read(0, 4)).isEqualTo(0x1237_8086L);
  }

  @Test
  void changesOfTheChipSetAreLoud() {
    assertThatThrownBy(() -> write(0x59, 1, 0x33))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("0x58");
  }

  @Test
  void nothingElseAnswers() {
    for (long address : new long[] {ENABLE | 0x800, ENABLE | 0x100, ENABLE | 0x1_0000, 0}) {
      ports.write(ADDRESS, 4, address);
      assertThat(ports.read(DATA, 4)).isEqualTo(0xffff_ffffL);
      ports.write(DATA, 4, 0);
    }
  }

  @Test
  void addressRegisterTakes32BitAccessesAlone() {
    ports.write(ADDRESS, 4, 0xffff_ffffL);
    assertThat((int) ports.read(ADDRESS, 4)).isEqualTo(0x80ff_fffc);
    ports.write(ADDRESS, 2, 0);
    ports.write(ADDRESS + 3, 1, 0);
    assertThat((int) ports.read(ADDRESS, 4)).isEqualTo(0x80ff_fffc);
    assertThat(ports.read(ADDRESS, 2)).isEqualTo(-1L);
  }

  @Test
  void byteAtCf9Resets() {
    ports.write(1, 1, 0x02);
    assertThat(ports.read(1, 1)).isEqualTo(0x02);
    assertThat(power).isEmpty();
    ports.write(1, 1, 0x06);
    ports.write(1, 1, 0x06); // no edge
    assertThat(power).containsExactly("reset");
  }

  @Test
  void stateIsSavedAndRestored() throws IOException {
    ports.write(ADDRESS, 4, ENABLE | 0x04);
    PciConfigurationPorts copy = SavedState.copy(ports, new EventQueue(), create());
    assertThat(copy.read(DATA, 2) & 0xffff).isEqualTo(0x0006);
    PciHostBridge bridge = new PciHostBridge();
    bridge.write(4, 0x140, -1);
    bridge.write(0x0c, 0x4000, -1);
    PciHostBridge restored = SavedState.copy(bridge, new EventQueue(), new PciHostBridge());
    assertThat(restored.read(4)).isEqualTo(0x0200_0146);
    assertThat(restored.read(0x0c)).isEqualTo(0x4000);
    reset.write(1, 1, 2);
    ResetControl other = SavedState.copy(reset, new EventQueue(), new ResetControl(() -> {}));
    assertThat(other.read(1, 1)).isEqualTo(2);
  }
}
