package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import ksim.core.cpu.InterruptController;
import org.junit.jupiter.api.Test;

/** Intel 82093AA data sheet, section 3. */
class IoApicTest {
  private static final int NONE = InterruptController.NONE;
  private static final int LEVEL = 1 << 15;
  private static final int MASKED = 1 << 16;
  private static final int LOGICAL = 1 << 11;
  private static final int REMOTE_REQUEST = 1 << 14;
  private static final int TMR = 0x180;

  private final Apics apics = new Apics(4);
  private final IoApic ioApic = new IoApic(apics.bus);

  private int read(int register) {
    ioApic.write(0, 4, register);
    return (int) ioApic.read(0x10, 4);
  }

  private void write(int register, int value) {
    ioApic.write(0, 4, register);
    ioApic.write(0x10, 4, value);
  }

  private void entry(int pin, int low, int destination) {
    write(0x11 + 2 * pin, destination << 24);
    write(0x10 + 2 * pin, low);
  }

  private int low(int pin) {
    return read(0x10 + 2 * pin);
  }

  private void set(int pin, boolean asserted) {
    ioApic.pin(pin).set(asserted);
    apics.settle();
  }

  private void end(int id) {
    apics.write(id, Apics.EOI, 0);
    apics.settle();
  }

  @Test
  void registers() {
    assertThat(read(1)).isEqualTo(0x0017_0020);
    write(1, 0);
    assertThat(read(1)).isEqualTo(0x0017_0020);
    write(0, 0xffff_ffff);
    assertThat(read(0)).isEqualTo(0x0f00_0000);
    assertThat(read(2)).as("arbitration follows").isEqualTo(0x0f00_0000);
    assertThat(low(23)).as("reset").isEqualTo(MASKED);
    write(0x3e, 0xffff_ffff & ~MASKED & ~LEVEL & ~0x700);
    write(0x3f, 0xffff_ffff);
    assertThat(low(23)).as("reserved and read-only bits").isEqualTo(0x28ff);
    assertThat(read(0x3f)).isEqualTo(0xff00_0000);
    assertThat(read(0x40)).isZero();
    assertThat(ioApic.read(0, 4)).isEqualTo(0x40);
    assertThat(ioApic.read(0x20, 4)).isZero();
  }

  @Test
  void anEdgeInterruptsOnce() {
    entry(5, 0x35, 2);
    set(5, true);
    assertThat(apics.pending()).containsExactly(NONE, NONE, 0x35, NONE);
    apics.get(2).acknowledge();
    assertThat(apics.bit(2, TMR, 0x35)).isFalse();
    end(2);
    assertThat(apics.get(2).pending()).isEqualTo(NONE);
    set(5, false);
    set(5, true);
    assertThat(apics.get(2).pending()).isEqualTo(0x35);
  }

  @Test
  void anEdgeAtAMaskedPinIsLost() {
    entry(5, 0x35 | MASKED, 0);
    set(5, true);
    entry(5, 0x35, 0);
    apics.settle();
    assertThat(apics.get(0).pending()).isEqualTo(NONE);
  }

  @Test
  void aLevelInterruptsUntilItIsGone() {
    entry(9, 0x59 | LEVEL, 1);
    set(9, true);
    assertThat(low(9) & REMOTE_REQUEST).isNotZero();
    assertThat(apics.get(1).acknowledge()).isEqualTo(0x59);
    assertThat(apics.bit(1, TMR, 0x59)).isTrue();
    set(9, false);
    set(9, true);
    assertThat(apics.get(1).pending()).as("not again before its end").isEqualTo(NONE);
    end(1);
    assertThat(apics.get(1).acknowledge()).as("still asserted").isEqualTo(0x59);
    set(9, false);
    end(1);
    assertThat(low(9) & REMOTE_REQUEST).isZero();
    assertThat(apics.get(1).pending()).isEqualTo(NONE);
  }

  @Test
  void aMaskedLevelInterruptsWhenUnmasked() {
    entry(9, 0x59 | LEVEL | MASKED, 0);
    set(9, true);
    assertThat(apics.get(0).pending()).isEqualTo(NONE);
    entry(9, 0x59 | LEVEL, 0);
    apics.settle();
    assertThat(apics.get(0).pending()).isEqualTo(0x59);
  }

  @Test
  void theEndIsBroadcastOrWrittenToTheRegister() {
    entry(9, 0x59 | LEVEL, 0);
    apics.write(0, Apics.SPURIOUS, 0x11ff); // suppress EOI broadcasts
    set(9, true);
    apics.get(0).acknowledge();
    end(0);
    assertThat(low(9) & REMOTE_REQUEST).isNotZero();
    ioApic.write(0x40, 4, 0x58);
    assertThat(low(9) & REMOTE_REQUEST).as("another vector").isNotZero();
    set(9, false);
    ioApic.write(0x40, 4, 0x59);
    assertThat(low(9) & REMOTE_REQUEST).isZero();
  }

  @Test
  void becomingEdgeTriggeredClearsTheRemoteRequest() {
    entry(9, 0x59 | LEVEL, 0);
    set(9, true);
    write(0x10 + 18, 0x59 | MASKED);
    assertThat(low(9)).isEqualTo(0x59 | MASKED);
    write(0x10 + 18, 0x59);
    apics.settle();
    apics.get(0).acknowledge();
    assertThat(apics.get(0).pending()).as("a level is no edge").isEqualTo(NONE);
  }

  @Test
  void destinations() {
    entry(1, 0x41 | LOGICAL, 0xa);
    set(1, true);
    assertThat(apics.pending()).containsExactly(NONE, 0x41, NONE, 0x41);
    entry(2, 0x52, 0xff);
    set(2, true);
    assertThat(apics.pending()).containsOnly(0x52);
    apics.write(0, Apics.TASK_PRIORITY, 0x70);
    entry(3, 0x63 | LOGICAL | 0x100, 0x3);
    set(3, true);
    assertThat(apics.pending())
        .as("the least busy of 0 and 1")
        .containsExactly(NONE, 0x63, 0x52, 0x52);
    apics.widen(3);
    entry(4, 0x74 | LOGICAL, 0x8);
    set(4, true);
    assertThat(apics.get(3).pending()).as("a logical x2APIC identifier").isEqualTo(0x74);
  }

  @Test
  void messagesWithoutVector() {
    entry(1, 0x400, 1); // NMI
    set(1, true);
    entry(2, 0x500, 2); // INIT
    set(2, true);
    entry(3, 0x700 | LEVEL, 3); // ExtINT: an edge whatever is written
    set(3, true);
    assertThat(apics.signals).containsExactly("nmi 1", "init 2");
    assertThat(apics.get(3).pending()).isEqualTo(InterruptController.EXTERNAL);
    assertThat(low(3) & REMOTE_REQUEST).isZero();
  }

  /**
   * A level-triggered line that its handler releases at random is served as often as it was found
   * asserted: no interrupt is lost, and none comes while the line is released.
   */
  @Test
  void levelsAreNeverLost() {
    SplittableRandom random = new SplittableRandom(82093);
    boolean[] line = new boolean[4];
    for (int pin = 0; pin < 4; pin++) {
      entry(pin, (0x40 + 0x10 * pin) | LEVEL, pin);
    }
    for (int step = 0; step < 20_000; step++) {
      int pin = random.nextInt(4);
      LocalApic apic = apics.get(pin);
      switch (random.nextInt(4)) {
        case 0 -> {
          line[pin] = !line[pin];
          set(pin, line[pin]);
        }
        case 1 -> entry(pin, low(pin) ^ MASKED, pin);
        default -> {
          if (apic.pending() != NONE) {
            apic.acknowledge();
            end(pin);
          }
        }
      }
      apics.settle();
      boolean masked = (low(pin) & MASKED) != 0;
      boolean remote = (low(pin) & REMOTE_REQUEST) != 0;
      assertThat(remote).as("requested is pending").isEqualTo(apic.pending() != NONE);
      if (line[pin] && !masked) {
        assertThat(remote).isTrue();
      }
    }
  }
}
