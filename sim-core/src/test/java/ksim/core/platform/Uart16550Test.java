package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Uart16550Test {
  private static final int DATA = 0;
  private static final int IER = 1;
  private static final int IIR = 2;
  private static final int FCR = 2;
  private static final int LCR = 3;
  private static final int MCR = 4;
  private static final int LSR = 5;
  private static final int MSR = 6;

  private static final int OUT2 = 8;
  private static final int LOOPBACK = 0x10;

  private final List<Integer> output = new ArrayList<>();
  private final DeviceTime time = new DeviceTime();
  private final DeviceTime.Line line = time.new Line();
  private final SerialInput input = new SerialInput();
  private final Uart16550 uart = create(input);

  private Uart16550 create(SerialInput from) {
    return new Uart16550(time.crystal(Uart16550.HERTZ), time.events, line, from, output::add);
  }

  private void set115200Baud() {
    uart.writeByte(LCR, 0x83);
    uart.writeByte(DATA, 1);
    uart.writeByte(IER, 0);
    uart.writeByte(LCR, 3);
  }

  /** Core cycles of so many characters of 10 bits at 115,200 baud, 86.8 microseconds each. */
  private static long characters(int count) {
    return (count * 10L * DeviceTime.CORE_HERTZ + 115_199) / 115_200;
  }

  private void type(String text) {
    text.chars().forEach(c -> input.receive((byte) c));
  }

  @Test
  void transmitsWhatTheGuestWritesAndIsReadyAgain() {
    uart.writeByte(LCR, 0x83);
    uart.writeByte(DATA, 12);
    uart.writeByte(IER, 0x34);
    assertThat(uart.readByte(IER)).isEqualTo(0x34);
    uart.writeByte(LCR, 3);
    uart.writeByte(DATA, 'k');
    assertThat(output).containsExactly((int) 'k');
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    assertThat(uart.readByte(IER)).isZero();
    uart.writeByte(LCR, 0x83);
    assertThat(uart.readByte(DATA)).isEqualTo(12);
  }

  @Test
  void onlyDeclaredBitsCanBeWritten() {
    for (int offset : new int[] {IER, MCR, 7, LCR}) {
      uart.writeByte(offset, 0xff);
    }
    assertThat(uart.readByte(MCR)).isEqualTo(0x1f);
    assertThat(uart.readByte(7)).isEqualTo(0xff);
    assertThat(uart.readByte(LCR)).isEqualTo(0xff);
    uart.writeByte(LCR, 3);
    assertThat(uart.readByte(IER)).isEqualTo(0x0f);
    uart.writeByte(LSR, 0xff);
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
  }

  @Test
  void transmitterInterruptComesWhenEnabledAndAfterEachByteUntilIdentified() {
    uart.writeByte(MCR, OUT2);
    uart.writeByte(IER, 2);
    assertThat(line.asserted).isTrue();
    assertThat(uart.readByte(IIR)).isEqualTo(2);
    assertThat(line.asserted).as("reading the cause clears it").isFalse();
    assertThat(uart.readByte(IIR)).isEqualTo(1);
    uart.writeByte(DATA, 'x');
    assertThat(line.asserted).isTrue();
    uart.writeByte(IER, 0);
    assertThat(line.asserted).isFalse();
    uart.writeByte(IER, 2);
    assertThat(uart.readByte(IIR)).as("enabling it again raises it again").isEqualTo(2);
  }

  @Test
  void out2GatesTheInterruptLine() {
    uart.writeByte(IER, 2);
    assertThat(line.asserted).isFalse();
    uart.writeByte(MCR, OUT2);
    assertThat(line.asserted).isTrue();
    uart.writeByte(MCR, OUT2 | LOOPBACK);
    assertThat(line.asserted).as("the pin is inactive in loopback").isFalse();
  }

  @Test
  void charactersArriveAtTheProgrammedSpeed() {
    set115200Baud();
    uart.writeByte(IER, 1);
    type("abc");
    time.advanceTo(characters(1) - 1);
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    time.advanceTo(characters(1));
    assertThat(uart.readByte(DATA)).isEqualTo('a');
    time.advanceTo(characters(2) - 1);
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    time.advanceTo(characters(2));
    assertThat(uart.readByte(DATA)).isEqualTo('b');
    time.advanceTo(characters(10));
    assertThat(uart.readByte(DATA)).isEqualTo('c');
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
  }

  @Test
  void charactersWaitUntilTheGuestListens() {
    type("abc");
    set115200Baud();
    time.advanceTo(DeviceTime.CORE_HERTZ);
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    uart.writeByte(IER, 0xf); // a driver that tries out the chip
    uart.writeByte(IER, 0);
    uart.writeByte(FCR, 7);
    time.advance(characters(9));
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    uart.writeByte(IER, 1);
    uart.writeByte(FCR, 1);
    time.advance(characters(1));
    assertThat(uart.readByte(DATA)).as("the interrupt is enabled").isEqualTo('a');
    uart.writeByte(IER, 0);
    time.advance(characters(9));
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
  }

  @Test
  void guestThatPollsGetsItsCharacters() {
    set115200Baud();
    type("ab");
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      if ((uart.readByte(LSR) & 1) != 0) {
        read.append((char) uart.readByte(DATA));
      }
      time.advance(characters(1) / 20);
    }
    assertThat(read).hasToString("ab");
  }

  @Test
  void guestThatTransmitsDoesNotListen() {
    type("k");
    for (int i = 0; i < 10; i++) {
      assertThat(uart.readByte(LSR)).isEqualTo(0x60);
      uart.writeByte(DATA, 'x');
      time.advance(characters(1000));
    }
  }

  @Test
  void nothingIsLostHoweverLateTheGuestReads() {
    set115200Baud();
    uart.writeByte(FCR, 1);
    uart.writeByte(IER, 1);
    type("0123456789abcdefghijklmnopqrstuv");
    time.advanceTo(characters(100));
    StringBuilder read = new StringBuilder();
    while ((uart.readByte(LSR) & 1) != 0) {
      read.append((char) uart.readByte(DATA));
    }
    assertThat(read).as("what the FIFO holds").hasToString("0123456789abcdef");
    time.advanceTo(characters(200));
    while ((uart.readByte(LSR) & 1) != 0) {
      read.append((char) uart.readByte(DATA));
    }
    assertThat(read).hasToString("0123456789abcdefghijklmnopqrstuv");
  }

  @Test
  void fifoInterruptsAtItsTriggerLevelAndAfterFourIdleCharacters() {
    set115200Baud();
    uart.writeByte(MCR, OUT2);
    uart.writeByte(FCR, 0x41); // four characters
    uart.writeByte(IER, 1);
    type("abcde");
    time.advanceTo(characters(4) - 1);
    assertThat(line.asserted).isFalse();
    time.advanceTo(characters(4));
    assertThat(uart.readByte(IIR)).as("received data").isEqualTo(0xc4);
    uart.readByte(DATA);
    uart.readByte(DATA);
    assertThat(line.asserted).as("below the level").isFalse();
    time.advanceTo(characters(5));
    time.advanceTo(characters(9) - 10);
    assertThat(uart.readByte(IIR)).isEqualTo(0xc1);
    time.advanceTo(characters(9));
    assertThat(uart.readByte(IIR)).as("character time-out").isEqualTo(0xcc);
    assertThat(line.asserted).isTrue();
    uart.readByte(DATA);
    assertThat(uart.readByte(IIR)).isEqualTo(0xc1);
  }

  @Test
  void causesHaveTheirPriorities() {
    uart.writeByte(MCR, LOOPBACK);
    uart.readByte(MSR);
    uart.writeByte(IER, 0xf);
    uart.writeByte(MCR, LOOPBACK | 1);
    uart.writeByte(DATA, 1);
    uart.writeByte(DATA, 2); // overruns the single register
    assertThat(uart.readByte(IIR)).isEqualTo(6);
    assertThat(uart.readByte(LSR)).isEqualTo(0x63);
    assertThat(uart.readByte(IIR)).isEqualTo(4);
    assertThat(uart.readByte(DATA)).as("the later one overwrote").isEqualTo(2);
    assertThat(uart.readByte(IIR)).isEqualTo(2);
    assertThat(uart.readByte(IIR)).isEqualTo(0);
    assertThat(uart.readByte(MSR)).isEqualTo(0x22);
    assertThat(uart.readByte(IIR)).isEqualTo(1);
  }

  @Test
  void fullFifoKeepsWhatItHasAndReportsTheOverrun() {
    uart.writeByte(FCR, 1);
    uart.writeByte(MCR, LOOPBACK);
    for (int i = 0; i < 17; i++) {
      uart.writeByte(DATA, i);
    }
    assertThat(uart.readByte(LSR)).isEqualTo(0x63);
    assertThat(uart.readByte(LSR)).isEqualTo(0x61);
    for (int i = 0; i < 16; i++) {
      assertThat(uart.readByte(DATA)).isEqualTo(i);
    }
    assertThat(uart.readByte(LSR)).isEqualTo(0x60);
    uart.writeByte(DATA, 9);
    uart.writeByte(FCR, 3);
    assertThat(uart.readByte(LSR)).as("cleared").isEqualTo(0x60);
    assertThat(output).isEmpty();
  }

  @Test
  void loopbackConnectsTheModemLines() {
    assertThat(uart.readByte(MSR)).isEqualTo(0xb0);
    uart.writeByte(MCR, 0x1a);
    assertThat(uart.readByte(MSR) & 0xf0).as("Linux probes the lines so").isEqualTo(0x90);
    assertThat(uart.readByte(MSR) & 0x0f).isZero();
    uart.writeByte(MCR, 0x1e);
    assertThat(uart.readByte(MSR)).as("ring rises: no change is noted").isEqualTo(0xd0);
    uart.writeByte(MCR, 0x1a);
    assertThat(uart.readByte(MSR)).as("its end is").isEqualTo(0x94);
  }

  @Test
  void shortCharactersLoseTheirUpperBits() {
    uart.writeByte(LCR, 0);
    uart.writeByte(DATA, 0xff);
    assertThat(output).containsExactly(0x1f);
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    set115200Baud();
    uart.writeByte(MCR, OUT2);
    uart.writeByte(FCR, 0x81);
    uart.writeByte(IER, 1);
    type("0123456789");
    time.advanceTo(characters(3) + 7);
    SerialInput other = new SerialInput();
    DeviceTime.Line before = time.new Line();
    Uart16550 copy =
        SavedState.copy(
            uart,
            time.events,
            new Uart16550(time.crystal(Uart16550.HERTZ), time.events, before, other, output::add));
    time.advanceTo(characters(8));
    assertThat(before.rises).containsExactly(characters(8));
    assertThat(copy.readByte(IIR)).isEqualTo(0xc4);
    assertThat(copy.readByte(DATA)).isEqualTo('0');
  }
}
