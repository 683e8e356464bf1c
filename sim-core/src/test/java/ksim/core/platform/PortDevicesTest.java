package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortDevicesTest {
  private final List<Integer> output = new ArrayList<>();
  private final Uart16550 uart = new Uart16550(output::add);
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
    ports.map(0x3f8, 8, uart);
    assertThatThrownBy(() -> ports.map(0x3ff, 1, uart)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ports.map(0x3f0, 9, uart)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ports.map(0xffff, 2, uart)).isInstanceOf(RuntimeException.class);
    ports.map(0x400, 1, uart);
  }

  @Test
  void uartTransmitsWhatTheGuestWritesAndIsReadyAgain() {
    ports.map(Uart16550.COM1, Uart16550.PORTS, uart);
    ports.write(0x3fb, 1, 0x83);
    ports.write(0x3f8, 1, 12); // divisor, not data
    ports.write(0x3fb, 1, 0x03);
    ports.write(0x3f8, 1, 'k');
    assertThat(output).containsExactly((int) 'k');
    assertThat(ports.read(0x3fd, 1)).isEqualTo(0x60);
    ports.write(0x3fb, 1, 0x83);
    assertThat(ports.read(0x3f8, 1)).isEqualTo(12);
  }

  @Test
  void uartReceivesInOrderAndLoopsBack() {
    uart.receive((byte) 0xf1);
    uart.receive((byte) 2);
    assertThat(uart.read(5, 1)).isEqualTo(0x61);
    assertThat(uart.read(0, 1)).isEqualTo(0xf1);
    assertThat(uart.read(0, 1)).isEqualTo(2);
    assertThat(uart.read(0, 1)).isZero();
    uart.write(4, 1, 0x1e);
    uart.write(0, 1, 0xae);
    assertThat(output).isEmpty();
    assertThat(uart.read(0, 1)).isEqualTo(0xae);
    assertThat(uart.read(6, 1)).as("Linux probes the modem lines so").isEqualTo(0xd0);
  }

  @Test
  void debugExitReportsTheValue() {
    List<Long> values = new ArrayList<>();
    ports.map(DebugExit.PORT, 1, new DebugExit(values::add));
    ports.write(DebugExit.PORT, 1, 0x110);
    assertThat(values).containsExactly(0x10L);
  }
}
