package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Intel 8259A data sheet, "Programming the 8259A"; Intel ICH9 data sheet for the trigger modes. */
class Intel8259Test {
  private static final int FIRST = 0x20;
  private static final int SECOND = 0xa0;
  private static final int READ_SERVICE = 0x0b;
  private static final int READ_REQUEST = 0x0a;

  private final List<Boolean> output = new ArrayList<>();
  private final IoPorts ports = new IoPorts();
  private final Intel8259Pair pair = new Intel8259Pair(this::drive);
  private boolean asserted;

  Intel8259Test() {
    pair.map(ports);
    start(FIRST, 0x20, 0x01);
    start(SECOND, 0x28, 0x01);
    output.clear();
  }

  private void drive(boolean level) {
    if (asserted != level) {
      asserted = level;
      output.add(level);
    }
  }

  private void start(int port, int base, int icw4) {
    write(port, 0x11);
    write(port + 1, base);
    write(port + 1, port == FIRST ? 4 : 2);
    write(port + 1, icw4);
    write(port + 1, 0);
  }

  private void write(int port, int value) {
    ports.write(port, 1, value);
  }

  private int read(int port) {
    return (int) ports.read(port, 1);
  }

  private int service(int port) {
    write(port, READ_SERVICE);
    return read(port);
  }

  private int request(int port) {
    write(port, READ_REQUEST);
    return read(port);
  }

  private void set(int irq, boolean level) {
    pair.input(irq).set(level);
  }

  private void pulse(int irq) {
    pair.input(irq).pulse();
  }

  @Test
  void anEdgeIsServedOnceAndBlocksLowerPrioritiesUntilItsEnd() {
    set(3, true);
    assertThat(asserted).isTrue();
    assertThat(request(FIRST)).isEqualTo(8);
    assertThat(pair.acknowledge()).isEqualTo(0x23);
    assertThat(asserted).isFalse();
    assertThat(request(FIRST)).isZero();
    assertThat(service(FIRST)).isEqualTo(8);
    pulse(4);
    assertThat(asserted).as("a lower priority waits").isFalse();
    pulse(1);
    assertThat(pair.acknowledge()).as("a higher one does not").isEqualTo(0x21);
    write(FIRST, 0x20);
    assertThat(service(FIRST)).as("the highest in service ends").isEqualTo(8);
    write(FIRST, 0x20);
    assertThat(pair.acknowledge()).isEqualTo(0x24);
    set(3, false);
    write(FIRST, 0x60 | 4);
    assertThat(service(FIRST)).isZero();
    assertThat(asserted).isFalse();
  }

  @Test
  void theMaskHoldsRequestsBackAndForgetsNothing() {
    write(FIRST + 1, 0xff);
    pulse(5);
    assertThat(asserted).isFalse();
    assertThat(read(FIRST + 1)).isEqualTo(0xff);
    write(FIRST + 1, 0xdf);
    assertThat(pair.acknowledge()).isEqualTo(0x25);
  }

  @Test
  void theSecondControllerIsServedThroughInput2OfTheFirst() {
    pulse(12);
    pulse(8);
    assertThat(pair.acknowledge()).isEqualTo(0x28);
    assertThat(service(FIRST)).isEqualTo(4);
    assertThat(service(SECOND)).isEqualTo(1);
    write(SECOND, 0x20);
    assertThat(asserted).as("the first still serves input 2").isFalse();
    write(FIRST, 0x20);
    assertThat(pair.acknowledge()).isEqualTo(0x2c);
  }

  @Test
  void specialFullyNestedModeLetsTheSecondInterruptItself() {
    start(FIRST, 0x20, 0x11);
    pulse(12);
    assertThat(pair.acknowledge()).isEqualTo(0x2c);
    pulse(9);
    assertThat(asserted).isTrue();
    assertThat(pair.acknowledge()).isEqualTo(0x29);
    assertThat(service(SECOND)).isEqualTo(0x12);
  }

  @Test
  void aRequestThatDisappearsBecomesASpuriousInterrupt() {
    write(0x4d0, 0x08); // line 3 level-triggered
    set(3, true);
    set(3, false);
    assertThat(asserted).isFalse();
    assertThat(pair.acknowledge()).isEqualTo(0x27);
    assertThat(service(FIRST)).as("it is not in service").isZero();

    pulse(4);
    write(FIRST + 1, 0x10);
    assertThat(pair.acknowledge()).as("masked meanwhile").isEqualTo(0x27);
  }

  @Test
  void theSecondControllersSpuriousInterruptIsInServiceAtTheFirst() {
    write(0x4d1, 0x10);
    set(12, true);
    assertThat(asserted).isTrue();
    set(12, false); // IRQ 2 of the first stays latched: an edge
    assertThat(pair.acknowledge()).isEqualTo(0x2f);
    assertThat(service(FIRST)).isEqualTo(4);
    assertThat(service(SECOND)).isZero();
  }

  @Test
  void levelTriggeredLinesRequestWhileTheyAreAsserted() {
    write(0x4d1, 0xff);
    assertThat(read(0x4d1)).as("clock and FPU are edges").isEqualTo(0xde);
    write(0x4d0, 0xff);
    assertThat(read(0x4d0)).as("timer, keyboard, cascade are edges").isEqualTo(0xf8);
    assertThat(ports.read(0x4d0, 2)).isEqualTo(0xdef8);
    set(5, true);
    assertThat(pair.acknowledge()).isEqualTo(0x25);
    assertThat(request(FIRST)).isEqualTo(0x20);
    write(FIRST, 0x20);
    assertThat(pair.acknowledge()).as("again").isEqualTo(0x25);
    set(5, false);
    write(FIRST, 0x20);
    assertThat(asserted).isFalse();
  }

  @Test
  void automaticEndOfInterrupt() {
    start(FIRST, 0x20, 0x03);
    pulse(6);
    assertThat(pair.acknowledge()).isEqualTo(0x26);
    assertThat(service(FIRST)).isZero();
    write(FIRST, 0x80); // rotate in automatic EOI mode
    pulse(0);
    assertThat(pair.acknowledge()).isEqualTo(0x20);
    pulse(0);
    pulse(1);
    assertThat(pair.acknowledge()).as("0 is the lowest now").isEqualTo(0x21);
    write(FIRST, 0x00);
    assertThat(pair.acknowledge()).isEqualTo(0x20);
    pulse(0);
    pulse(3);
    assertThat(pair.acknowledge()).as("1 is the lowest still").isEqualTo(0x23);
  }

  @Test
  void rotationsChangeWhoIsHighest() {
    pulse(4);
    pair.acknowledge();
    write(FIRST, 0xa0); // rotate on non-specific EOI
    pulse(4);
    pulse(5);
    pulse(3);
    assertThat(pair.acknowledge()).as("5 is the highest").isEqualTo(0x25);
    write(FIRST, 0xe0 | 5); // rotate on specific EOI
    assertThat(pair.acknowledge()).isEqualTo(0x23);
    write(FIRST, 0x20);
    write(FIRST, 0xc0 | 3); // 3 is the lowest, 4 the highest
    pulse(3);
    assertThat(pair.acknowledge()).isEqualTo(0x24);
    write(FIRST, 0x40); // no operation
    assertThat(service(FIRST)).isEqualTo(0x10);
  }

  @Test
  void specialMaskModeBlocksTheMaskedLevelOnly() {
    pulse(1);
    pair.acknowledge();
    pulse(6);
    assertThat(asserted).isFalse();
    write(FIRST + 1, 0x02);
    assertThat(asserted).isFalse();
    write(FIRST, 0x68);
    assertThat(pair.acknowledge()).isEqualTo(0x26);
    write(FIRST, 0x20);
    assertThat(service(FIRST)).as("a masked one is not ended unless named").isEqualTo(0x02);
    write(FIRST, 0x48);
    pulse(6);
    assertThat(asserted).isFalse();
  }

  @Test
  void pollingAcknowledges() {
    pulse(6);
    write(FIRST, 0x0c);
    assertThat(read(FIRST)).isEqualTo(0x86);
    assertThat(asserted).isFalse();
    assertThat(service(FIRST)).isEqualTo(0x40);
    write(FIRST, 0x0c);
    assertThat(read(FIRST)).isZero();
  }

  @Test
  void initializationForgetsMasksServiceAndEdges() {
    pulse(3);
    pair.acknowledge();
    pulse(4);
    write(FIRST + 1, 0x55);
    write(FIRST, 0x13); // single: ICW2 and ICW4 follow
    write(FIRST + 1, 0x47);
    write(FIRST + 1, 0x01);
    assertThat(read(FIRST + 1)).isZero();
    assertThat(service(FIRST)).isZero();
    assertThat(asserted).isFalse();
    pulse(7);
    assertThat(pair.acknowledge()).isEqualTo(0x47);
    write(FIRST, 0x10); // ICW4 does not follow
    write(FIRST + 1, 0x60);
    write(FIRST + 1, 4);
    write(FIRST + 1, 0xf0);
    assertThat(read(FIRST + 1)).isEqualTo(0xf0);
  }

  /**
   * Whatever happens, what an acknowledgement takes into service is the request that is the first
   * in the order of priorities, and comes before all that is in service.
   */
  @Test
  void theHighestRequestIsServed() {
    SplittableRandom random = new SplittableRandom(8259);
    int lowest = 7;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> pulse(irqButCascade(random));
        case 2 -> write(FIRST + 1, random.nextInt(256) | 4);
        case 3 -> write(FIRST, 0x60 | random.nextInt(8));
        case 4 -> {
          lowest = random.nextInt(8);
          write(FIRST, 0xc0 | lowest);
        }
        default -> acknowledgeAsExpected(lowest);
      }
    }
  }

  private static int irqButCascade(SplittableRandom random) {
    int irq = random.nextInt(7);
    return irq < 2 ? irq : irq + 1;
  }

  private void acknowledgeAsExpected(int lowest) {
    int requests = request(FIRST) & ~read(FIRST + 1);
    int serving = service(FIRST);
    int expected = -1;
    for (int i = 1; i <= 8; i++) {
      int irq = (lowest + i) % 8;
      if ((serving >> irq & 1) != 0) {
        break;
      }
      if ((requests >> irq & 1) != 0) {
        expected = irq;
        break;
      }
    }
    assertThat(asserted).isEqualTo(expected >= 0);
    assertThat(pair.acknowledge()).isEqualTo(expected >= 0 ? 0x20 + expected : 0x27);
    if (expected >= 0) {
      assertThat(service(FIRST)).isEqualTo(serving | 1 << expected);
    }
  }
}
