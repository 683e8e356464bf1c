package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortDevicesTest {
  private final PortDevice device = new PostCodePort();
  private final IoPorts ports = new IoPorts();

  @Test
  void unclaimedPortsReadOnesAndAreCounted() {
    assertThat(ports.read(0x80, 1)).isEqualTo(0xff);
    assertThat(ports.read(0x80, 2)).isEqualTo(0xffff);
    assertThat(ports.read(0xcfc, 4)).isEqualTo(0xffff_ffffL);
    ports.write(0x80, 1, 7);
    assertThat(ports.unclaimedAccesses()).containsEntry(0x80, 3L).containsEntry(0xcfc, 1L);
  }

  @Test
  void overlappingRangesAreRejected() {
    ports.map(0x3f8, 8, device);
    assertThatThrownBy(() -> ports.map(0x3ff, 1, device)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ports.map(0x3f0, 9, device)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ports.map(0xffff, 2, device)).isInstanceOf(RuntimeException.class);
    ports.map(0x400, 1, device);
  }

  @Test
  void wideAccessReachesNeighboursByteByByte() {
    ports.map(0x60, 1, new PostCodePort());
    ports.map(0x62, 1, new PostCodePort());
    ports.write(0x5f, 4, 0x4433_2211);
    assertThat(ports.read(0x60, 1)).isEqualTo(0x22);
    assertThat(ports.read(0x60, 4)).isEqualTo(0xff44_ff22L);
    assertThat(ports.unclaimedAccesses()).containsEntry(0x5f, 1L).containsEntry(0x61, 2L);
  }

  @Test
  void debugExitReportsTheValue() {
    List<Long> values = new ArrayList<>();
    ports.map(DebugExit.PORT, 1, new DebugExit(values::add));
    ports.write(DebugExit.PORT, 1, 0x110);
    assertThat(values).containsExactly(0x10L);
  }
}
