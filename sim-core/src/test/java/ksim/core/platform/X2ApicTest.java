package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.GuestException;
import ksim.core.fault.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intel SDM volume 3, sections 11.4.3, 11.4.4 and 11.12. */
class X2ApicTest {
  private static final long XAPIC = 0xfee0_0800L;
  private static final long WIDE = 0xfee0_0c00L;
  private static final long DISABLED = 0xfee0_0000L;
  private static final long INVALID = 0xfee0_0400L;
  private static final int NONE = InterruptController.NONE;
  private static final int COMMAND = 0x830;

  private final Apics apics = new Apics(20);
  private final LocalApic apic = apics.get(17);

  X2ApicTest() {
    apics.widen(17);
    apics.signals.clear();
  }

  private static void protection(Runnable access) {
    assertThatThrownBy(access::run)
        .isInstanceOfSatisfying(
            GuestException.class,
            fault -> assertThat(fault.vector()).isEqualTo(Vector.GENERAL_PROTECTION));
  }

  @Test
  void modesChangeAsFigure1127Says() {
    LocalApic other = apics.get(1);
    assertThat(other.base()).isEqualTo(XAPIC);
    assertThat(apics.get(0).base()).as("the first CPU's").isEqualTo(XAPIC | 0x100);
    protection(() -> other.setBase(INVALID));
    other.setBase(WIDE);
    other.setBase(WIDE);
    protection(() -> other.setBase(XAPIC));
    protection(() -> other.setBase(INVALID));
    other.setBase(DISABLED);
    protection(() -> other.setBase(WIDE));
    protection(() -> other.setBase(INVALID));
    other.setBase(XAPIC);
    other.setBase(DISABLED);
    assertThat(other.base()).isEqualTo(DISABLED);
  }

  @Test
  void theWindowIsThereInXapicModeOnly() {
    LocalApic other = apics.get(1);
    other.setBase(0x1234_5800L);
    other.setBase(DISABLED);
    other.setBase(XAPIC);
    other.setBase(WIDE);
    assertThat(apics.signals)
        .isEqualTo(
            List.of(
                "window 1 OptionalLong[" + 0x1234_5000L + "]",
                "window 1 OptionalLong.empty",
                "window 1 OptionalLong[" + LocalApic.BASE + "]",
                "window 1 OptionalLong.empty"));
  }

  @Test
  void disablingForgetsEverything() {
    LocalApic other = apics.get(1);
    other.accept(0x55);
    apics.write(1, 0x20, 0x7700_0000);
    assertThat(apics.read(1, 0x20)).isEqualTo(0x7700_0000);
    other.setBase(DISABLED);
    assertThat(other.pending()).isEqualTo(NONE);
    other.setTaskPriority(9);
    assertThat(other.taskPriority()).as("CR8 is still there").isEqualTo(9);
    apics.write(0, Apics.COMMAND_LOW, 0x8_4051);
    apics.settle();
    assertThat(other.pending()).as("no message reaches it").isEqualTo(NONE);
    other.setBase(XAPIC);
    assertThat(apics.read(1, 0x20)).isEqualTo(0x0100_0000);
    assertThat(apics.read(1, Apics.SPURIOUS)).isEqualTo(0xff);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x800, 0x802, 0x80b, 0x80f, 0x810, 0x82f, 0x830, 0x838, 0x83f, 0x8ff})
  void inXapicModeThereAreNoSuchRegisters(int number) {
    protection(() -> apics.get(1).readRegister(number));
    protection(() -> apics.get(1).writeRegister(number, 0));
  }

  /** Table 11-6: r and w as the manual has them; all else is reserved. */
  @Test
  void everyNumberCanBeAccessedAsTheManualSays() {
    String readable = "802 803 808 80a 80d 80f 828 830 832 833 834 835 836 837 838 839 83e";
    String writable = "808 80b 80f 828 830 832 833 834 835 836 837 838 83e 83f";
    for (int number = 0x800; number < 0x900; number++) {
      int n = number;
      String name = Integer.toHexString(number);
      if (readable.contains(name) || (number >= 0x810 && number < 0x828)) {
        long value = apic.readRegister(n);
        assertThat(value >>> 32).as(name).isZero();
      } else {
        protection(() -> apic.readRegister(n));
      }
      if (writable.contains(name)) {
        apic.writeRegister(n, n == 0x83f ? 0x30 : n == 0x80f ? 0x1ff : 0);
      } else {
        protection(() -> apic.writeRegister(n, 0));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "808, 100",
    "80b, 1",
    "80f, 400",
    "80f, 2000",
    "828, 1",
    "832, 80000",
    "832, 100",
    "835, 800",
    "837, 100",
    "838, 100000000",
    "83e, 4",
    "83e, 10",
    "83f, 100",
    "830, 2000",
    "830, 10000",
    "830, 100000",
    "808, 8000000000000000"
  })
  void reservedBitsRaiseProtection(String number, String value) {
    int register = Integer.parseInt(number, 16);
    protection(() -> apic.writeRegister(register, Long.parseUnsignedLong(value, 16)));
  }

  @Test
  void deliveryStatusIsReadOnlyNotReserved() {
    apic.writeRegister(0x832, 0x1_1040);
    assertThat(apic.readRegister(0x832)).isEqualTo(0x1_0040);
    apic.writeRegister(COMMAND, 0x1000L | 0x4_4055);
    assertThat(apic.readRegister(COMMAND)).isEqualTo(0x4_4055);
  }

  @Test
  void identifiersOf32Bits() {
    assertThat(apic.readRegister(0x802)).isEqualTo(17);
    assertThat(apic.readRegister(0x80d)).as("cluster 1, second of it").isEqualTo(0x1_0002);
  }

  @Test
  void commandsOf64BitsReachTheirDestinations() {
    apic.writeRegister(COMMAND, 5L << 32 | 0x4051);
    assertThat(apic.readRegister(COMMAND)).isEqualTo(5L << 32 | 0x4051);
    apics.settle();
    assertThat(apics.get(5).pending()).isEqualTo(0x51);
    apic.writeRegister(COMMAND, 0xffffffffL << 32 | 0x4061);
    apics.settle();
    assertThat(apics.pending()).containsOnly(0x61);
    apic.writeRegister(COMMAND, 0x1_0002L << 32 | 0x4871);
    apics.settle();
    assertThat(apic.pending()).as("its own logical identifier").isEqualTo(0x71);
    assertThat(apics.pending().stream().filter(vector -> vector == 0x71)).hasSize(1);
    apic.writeRegister(COMMAND, 0x2L << 32 | 0x4881); // cluster 0: also xAPICs with that bit
    apics.settle();
    assertThat(apics.get(1).pending()).isEqualTo(0x81);
    assertThat(apic.pending()).isEqualTo(0x71);
    apic.writeRegister(COMMAND, 0x105L << 32 | 0x4091);
    apics.settle();
    assertThat(apics.pending()).as("there is none of that identifier").doesNotContain(0x91);
  }

  @Test
  void selfCommandNeedsNoBus() {
    apic.writeRegister(0x83f, 0x44);
    assertThat(apic.pending()).isEqualTo(0x44);
    apic.writeRegister(0x83f, 0x0f);
    apic.writeRegister(0x828, 0);
    assertThat(apic.readRegister(0x828)).as("send illegal vector").isEqualTo(0x20);
  }

  @Test
  void anXapicReachesItByItsIdentifierAndBroadcast() {
    apics.write(0, Apics.COMMAND_HIGH, 17L << 24);
    apics.write(0, Apics.COMMAND_LOW, 0x4051);
    apics.settle();
    assertThat(apic.pending()).isEqualTo(0x51);
    apics.write(0, Apics.COMMAND_HIGH, 0xffL << 24);
    apics.write(0, Apics.COMMAND_LOW, 0x4061);
    apics.settle();
    assertThat(apics.pending()).containsOnly(0x61);
  }

  @Test
  void initKeepsTheMode() {
    apic.writeRegister(0x808, 0x40);
    apics.write(0, Apics.COMMAND_HIGH, 17L << 24);
    apics.write(0, Apics.COMMAND_LOW, 0x4500);
    apics.settle();
    assertThat(apics.signals).containsExactly("init 17");
    assertThat(apic.base()).isEqualTo(WIDE);
    assertThat(apic.readRegister(0x808)).isZero();
    assertThat(apic.readRegister(0x80f)).isEqualTo(0xff);
    assertThat(apic.readRegister(0x80d)).isEqualTo(0x1_0002);
  }

  @Test
  void endOfInterruptByRegister() {
    apic.writeRegister(0x83f, 0x44);
    apic.acknowledge();
    assertThat(apic.readRegister(0x812)).as("in service").isEqualTo(0x10);
    apic.writeRegister(0x80b, 0);
    assertThat(apic.readRegister(0x812)).isZero();
  }
}
