package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

class KeyboardControllerTest {
  private static final int OUTPUT_FULL = 1;
  private static final int TIME_OUT = 0x40;

  private final DeviceTime time = new DeviceTime();
  private final DeviceTime.Line line = time.new Line();
  private final List<String> power = new ArrayList<>();
  private final KeyboardController controller =
      new KeyboardController(line, () -> power.add("reset"));
  private final BytePortDevice data = controller.dataPort();
  private final BytePortDevice command = controller.commandPort();

  private int status() {
    return command.readByte(0);
  }

  private int answer(int value) {
    command.writeByte(0, value);
    assertThat(status() & OUTPUT_FULL).isEqualTo(OUTPUT_FULL);
    int result = data.readByte(0);
    assertThat(status() & OUTPUT_FULL).isZero();
    return result;
  }

  @Test
  void passesItsSelfTest() {
    assertThat(answer(0xaa)).isEqualTo(0x55);
    assertThat(answer(0xab)).as("keyboard interface").isZero();
    assertThat(answer(0xa9)).as("there is no auxiliary device").isEqualTo(1);
  }

  @Test
  void commandByteIsKept() {
    command.writeByte(0, 0x60);
    assertThat(status() & 8).as("a command was last").isEqualTo(8);
    data.writeByte(0, 0x45);
    assertThat(status() & 8).isZero();
    assertThat(answer(0x20)).isEqualTo(0x45);
    command.writeByte(0, 0xad);
    assertThat(answer(0x20)).isEqualTo(0x55);
    command.writeByte(0, 0xae);
    command.writeByte(0, 0xa7);
    assertThat(answer(0x20)).isEqualTo(0x65);
    assertThat(line.rises).isNotEmpty();
  }

  @Test
  void keyboardThatIsNotThereTimesOut() {
    command.writeByte(0, 0x60);
    data.writeByte(0, 0x01);
    data.writeByte(0, 0xff);
    assertThat(status() & (TIME_OUT | OUTPUT_FULL)).isEqualTo(TIME_OUT | OUTPUT_FULL);
    assertThat(line.asserted).isTrue();
    assertThat(data.readByte(0)).isEqualTo(0xfe);
    assertThat(line.asserted).isFalse();
    assertThat(status() & (TIME_OUT | OUTPUT_FULL)).isZero();
    command.writeByte(0, 0xd4);
    data.writeByte(0, 0xf2);
    assertThat(data.readByte(0)).isEqualTo(0xfe);
    command.writeByte(0, 0xd2);
    data.writeByte(0, 0x1c);
    assertThat(status() & TIME_OUT).isZero();
    assertThat(data.readByte(0)).isEqualTo(0x1c);
  }

  @Test
  void pulsingOutputBitZeroResets() {
    command.writeByte(0, 0xff);
    assertThat(power).isEmpty();
    command.writeByte(0, 0xfe);
    assertThat(power).containsExactly("reset");
    command.writeByte(0, 0xd1);
    data.writeByte(0, 0xce);
    assertThat(power).hasSize(2);
  }

  @Test
  void a20StaysOpen() {
    assertThat(answer(0xd0) & 3).isEqualTo(3);
    command.writeByte(0, 0xdf);
    command.writeByte(0, 0xd1);
    data.writeByte(0, 0xdf);
    assertThat(answer(0xd0)).isEqualTo(0xdf);
    assertThatThrownBy(() -> command.writeByte(0, 0xdd))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("A20");
    SystemControlPortA port = new SystemControlPortA(() -> power.add("reset 92"));
    assertThat(port.readByte(0)).isEqualTo(2);
    assertThatThrownBy(() -> port.writeByte(0, 0)).isInstanceOf(UnimplementedException.class);
  }

  @Test
  void port92ResetsOnARisingBit() {
    SystemControlPortA port = new SystemControlPortA(() -> power.add("reset 92"));
    port.writeByte(0, 2);
    assertThat(power).isEmpty();
    port.writeByte(0, 3);
    port.writeByte(0, 3);
    assertThat(power).containsExactly("reset 92");
  }

  @Test
  void shutdownWordSwitchesOff() throws IOException {
    ShutdownPort port = new ShutdownPort(() -> power.add("off"));
    for (char letter : "ShutShutd".toCharArray()) {
      port.writeByte(0, letter);
    }
    port = SavedState.copy(port, new EventQueue(), new ShutdownPort(() -> power.add("off")));
    for (char letter : "ow".toCharArray()) {
      port.writeByte(0, letter);
    }
    assertThat(power).isEmpty();
    port.writeByte(0, 'n');
    assertThat(power).containsExactly("off");
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    command.writeByte(0, 0x60);
    KeyboardController copy =
        SavedState.copy(controller, new EventQueue(), new KeyboardController(line, () -> {}));
    copy.dataPort().writeByte(0, 0x77);
    copy.commandPort().writeByte(0, 0x20);
    assertThat(copy.dataPort().readByte(0)).isEqualTo(0x77);
  }
}
