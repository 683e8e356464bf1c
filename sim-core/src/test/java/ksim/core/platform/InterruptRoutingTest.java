package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ksim.core.cpu.InterruptController;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** The wiring of a PC (Intel MultiProcessor Specification, chapter 3; ACPI, section 5.2.12). */
class InterruptRoutingTest {
  private static final int NONE = InterruptController.NONE;

  private final Apics apics = new Apics(2);
  private final InterruptRouting routing = new InterruptRouting(apics.bus);
  private final IoPorts ports = new IoPorts();
  private final PhysicalBus memory = new PhysicalBus(new PhysicalMemory(1 << 20));

  InterruptRoutingTest() {
    routing.mapLegacy(ports);
    routing.mapIoApic(memory);
  }

  private void entry(int pin, int low) {
    memory.write(IoApic.BASE, 4, 0x10 + 2 * pin);
    memory.write(IoApic.BASE + 0x10, 4, low);
  }

  @Test
  void aLineLeadsToBothControllers() {
    routing.enterVirtualWireMode();
    ports.write(0x21, 1, 0xef);
    entry(4, 0x54);
    InterruptLine line = routing.isa(4);
    line.set(true);
    apics.settle();
    assertThat(apics.get(0).acknowledge())
        .as("through the 8259, as firmware sets it")
        .isEqualTo(12);
    assertThat(apics.get(0).acknowledge()).isEqualTo(0x54);
    assertThat(apics.get(1).pending()).isEqualTo(NONE);
  }

  @Test
  void theTimerComesAtPin2AndTheFirstControllerAtPin0() {
    entry(2, 0x52);
    routing.isa(0).pulse();
    apics.settle();
    assertThat(apics.get(0).acknowledge()).isEqualTo(0x52);
    entry(0, 0x700);
    ports.write(0x21, 1, 0xfe);
    apics.settle();
    assertThat(apics.get(0).pending()).isEqualTo(InterruptController.EXTERNAL);
    assertThat(apics.get(0).acknowledge()).isEqualTo(8);
    ports.write(0x20, 1, 0x20);
    routing.isa(0).pulse();
    apics.settle();
    assertThat(apics.get(0).acknowledge()).as("and again").isEqualTo(8);
  }

  @Test
  void aSharedLineIsAssertedWhileAnyoneAsserts() {
    entry(17, 0x8061);
    InterruptLine one = routing.gsi(17);
    InterruptLine other = routing.gsi(17);
    one.set(true);
    other.set(true);
    one.set(false);
    one.set(false);
    apics.settle();
    apics.get(0).acknowledge();
    apics.write(0, Apics.EOI, 0);
    apics.settle();
    assertThat(apics.get(0).acknowledge()).as("still asserted").isEqualTo(0x61);
    other.set(false);
    apics.write(0, Apics.EOI, 0);
    apics.settle();
    assertThat(apics.get(0).pending()).isEqualTo(NONE);
  }

  @Test
  void nonMaskableInterruptsComeAtTheFirstCpu() {
    routing.enterVirtualWireMode();
    routing.nonMaskable().pulse();
    assertThat(apics.signals).containsExactly("nmi 0");
  }

  @Test
  void withoutThe8259sNothingComesThroughThem() {
    Apics others = new Apics(1);
    InterruptRouting modern = new InterruptRouting(others.bus);
    modern.enterVirtualWireMode();
    modern.isa(4).set(true);
    assertThat(others.pending()).containsExactly(NONE);
  }

  @Test
  void thereIsNoLine2() {
    assertThatThrownBy(() -> routing.isa(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> routing.isa(16)).isInstanceOf(IllegalArgumentException.class);
  }
}
