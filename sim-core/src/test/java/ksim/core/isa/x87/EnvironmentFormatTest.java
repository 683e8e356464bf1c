package ksim.core.isa.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.core.fault.Vector;
import ksim.core.softfloat.Extended;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The layouts of Intel SDM volume 1, figures 8-9 to 8-12; the host shows only two of them. */
class EnvironmentFormatTest {
  private final Cpu cpu = new SimulatedX87().cpu;
  private final X87Registers x87 = cpu.x87;

  private void fill() {
    x87.control = 0x27f;
    x87.status = 0x4101;
    x87.top = 6;
    x87.empty = 0b0011_1111;
    x87.significand[6] = 1L << 63;
    x87.signExponent[6] = 0x3fff;
    x87.significand[7] = 0;
    x87.signExponent[7] = 0;
    x87.instructionPointer = 0x1_2345;
    x87.instructionSelector = 0x1000;
    x87.opcode = 0x7a5;
    x87.dataPointer = 0x6_789a;
    x87.dataSelector = 0x2000;
  }

  @ParameterizedTest
  @CsvSource({
    "PROTECTED32, 7f02ffff 0171ffff ff4fffff 45230100 0010a507 9a780600 0020ffff",
    "REAL32, 7f02ffff 0171ffff ff4fffff 4523ffff a5270000 9a78ffff 00800000",
    "PROTECTED16, 7f02 0171 ff4f 4523 0010 9a78 0020",
    "REAL16, 7f02 0171 ff4f 4523 a527 9a78 0080"
  })
  void layout(EnvironmentFormat format, String bytes) {
    fill();
    ByteBuffer image = ImageMemory.empty(format.bytes());
    format.store(x87, image);
    byte[] stored = new byte[image.capacity()];
    image.get(0, stored);
    assertThat(HexFormat.of().formatHex(stored)).isEqualTo(bytes.replace(" ", ""));
  }

  @ParameterizedTest
  @EnumSource
  void loadingAndStoringIsTheSame(EnvironmentFormat format) {
    fill();
    ByteBuffer image = ImageMemory.empty(format.bytes());
    format.store(x87, image);
    x87.initialize();
    format.load(x87, image);
    ByteBuffer again = ImageMemory.empty(format.bytes());
    format.store(x87, again);
    assertThat(again).isEqualTo(image);
    assertThat(x87.top).isEqualTo(6);
    assertThat(x87.empty).isEqualTo(0b0011_1111);
  }

  @Test
  void pendingExceptionNeedsNumericErrorReporting() {
    x87.status = StatusWord.ES | StatusWord.IE;
    Assertions.assertThatThrownBy(() -> new Waiting.Wait().exec(cpu))
        .isInstanceOfSatisfying(
            GuestException.class,
            e -> assertThat(e.vector()).isEqualTo(Vector.FLOATING_POINT_ERROR));
    cpu.control.cr0 = 0;
    Assertions.assertThatThrownBy(() -> new Waiting.Wait().exec(cpu))
        .isInstanceOf(UnimplementedException.class);
  }

  @Test
  void tagsFollowFromTheRegisters() {
    fill();
    X87Stack.set(x87, 2, Extended.INDEFINITE);
    // R0 the indefinite, R1 to R5 empty, R6 one, R7 zero
    assertThat(TagWord.of(x87)).isEqualTo(0b01_00_11_11_11_11_11_10);
  }
}
