package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ksim.core.cpu.InterruptController;
import ksim.core.fault.UnimplementedException;
import org.junit.jupiter.api.Test;

/** The pins LINT0 and LINT1, and errors (Intel SDM volume 3, sections 11.5.1 and 11.5.3). */
class LocalVectorTableTest {
  private static final int NONE = InterruptController.NONE;
  private static final int EXTERNAL = InterruptController.EXTERNAL;
  private static final int LEVEL = 1 << 15;
  private static final int REMOTE_REQUEST = 1 << 14;
  private static final int MASKED = 1 << 16;

  private final Apics apics = new Apics(2);
  private final LocalApic apic = apics.get(0);
  private final InterruptLine outside = apics.bus.connectExternal(() -> 0x21);

  private void write(int offset, long value) {
    apics.write(0, offset, value);
  }

  private boolean remoteRequest() {
    return (apics.read(0, Apics.LVT_LINT0) & REMOTE_REQUEST) != 0;
  }

  @Test
  void outsideInterruptsComeWhileTheLineIsAsserted() {
    outside.set(true);
    assertThat(apic.pending()).as("masked after reset").isEqualTo(NONE);
    write(Apics.LVT_LINT0, 0x700);
    assertThat(apics.pending()).containsExactly(EXTERNAL, NONE);
    assertThat(apic.acknowledge()).isEqualTo(0x21);
    assertThat(apic.pending()).as("the controller asserts still").isEqualTo(EXTERNAL);
    outside.set(false);
    assertThat(apic.pending()).isEqualTo(NONE);
  }

  @Test
  void outsideInterruptsAreNotRanked() {
    write(Apics.LVT_LINT0, 0x700);
    write(Apics.TASK_PRIORITY, 0xff);
    apic.accept(0xf0);
    outside.set(true);
    assertThat(apic.pending()).isEqualTo(EXTERNAL);
    assertThat(apic.acknowledge()).isEqualTo(0x21);
    assertThat(apics.read(0, 0x110)).as("they are not in service").isZero();
  }

  @Test
  void withoutLocalApicThePinsAreTheProcessors() {
    apic.setBase(LocalApic.BASE);
    outside.set(true);
    assertThat(apic.pending()).isEqualTo(EXTERNAL);
    apics.bus.nonMaskable().set(true);
    assertThat(apics.signals).contains("nmi 0").doesNotContain("nmi 1");
    apic.setBase(LocalApic.BASE | 0x800);
    assertThat(apic.pending()).isEqualTo(NONE);
  }

  @Test
  void fixedEdges() {
    write(Apics.LVT_LINT0, 0x45);
    outside.set(true);
    assertThat(apic.acknowledge()).isEqualTo(0x45);
    write(Apics.EOI, 0);
    assertThat(apic.pending()).isEqualTo(NONE);
    outside.set(false);
    outside.set(true);
    assertThat(apic.pending()).isEqualTo(0x45);
    assertThat(apics.bit(0, 0x180, 0x45)).isFalse();
  }

  @Test
  void fixedLevelsInterruptUntilTheyAreGone() {
    write(Apics.LVT_LINT0, LEVEL | MASKED | 0x45);
    outside.set(true);
    assertThat(remoteRequest()).isFalse();
    write(Apics.LVT_LINT0, LEVEL | 0x45);
    assertThat(remoteRequest()).isTrue();
    assertThat(apic.acknowledge()).isEqualTo(0x45);
    assertThat(apics.bit(0, 0x180, 0x45)).isTrue();
    write(Apics.EOI, 0);
    assertThat(apic.acknowledge()).isEqualTo(0x45);
    outside.set(false);
    write(Apics.EOI, 0);
    assertThat(apic.pending()).isEqualTo(NONE);
    assertThat(remoteRequest()).isFalse();
  }

  @Test
  void nonMaskableAndInit() {
    InterruptLine line = apics.bus.nonMaskable();
    write(Apics.LVT_LINT1, 0x400);
    line.set(true);
    line.set(true);
    line.set(false);
    write(Apics.LVT_LINT1, 0x500);
    line.set(true);
    assertThat(apics.signals).containsExactly("nmi 0", "init 0");
    assertThat(apics.read(0, Apics.LVT_LINT1)).as("after INIT").isEqualTo(MASKED);
  }

  @Test
  void softwareDisablingMasksAllEntriesForGood() {
    write(Apics.LVT_LINT0, 0x700);
    outside.set(true);
    write(Apics.SPURIOUS, 0xff);
    assertThat(apic.pending()).isEqualTo(NONE);
    write(Apics.LVT_LINT0, 0x700);
    assertThat(apics.read(0, Apics.LVT_LINT0)).isEqualTo(0x700 | MASKED);
    write(Apics.SPURIOUS, 0x1ff);
    assertThat(apics.read(0, Apics.LVT_LINT0))
        .as("enabling unmasks nothing")
        .isEqualTo(0x700 | MASKED);
    write(Apics.LVT_LINT0, 0x700);
    assertThat(apic.pending()).isEqualTo(EXTERNAL);
  }

  @Test
  void firmwareLeavesVirtualWireMode() {
    LocalApic first = new Apics(1).get(0);
    first.enterVirtualWireMode();
    assertThat(first.read(Apics.SPURIOUS, 4)).isEqualTo(0x1ff);
    assertThat(first.read(Apics.LVT_LINT0, 4)).isEqualTo(0x700);
    assertThat(first.read(Apics.LVT_LINT1, 4)).isEqualTo(0x400);
  }

  @Test
  void errorsInterruptOnce() {
    write(Apics.LVT_ERROR, 0x33);
    apics.read(0, 0x3f0);
    assertThat(apic.acknowledge()).isEqualTo(0x33);
    write(Apics.EOI, 0);
    apics.read(0, 0x40);
    assertThat(apic.pending()).as("the same error again").isEqualTo(NONE);
    write(0x280, 0);
    assertThat(apics.read(0, 0x280)).isEqualTo(0x80);
    apics.read(0, 0x40);
    assertThat(apic.pending()).isEqualTo(0x33);
  }

  @Test
  void illegalVectorsOfLocalInterruptsAreErrors() {
    write(Apics.LVT_LINT0, 0x0f);
    outside.set(true);
    write(0x280, 0);
    assertThat(apics.read(0, 0x280)).as("receive illegal vector").isEqualTo(0x40);
    assertThat(apic.pending()).isEqualTo(NONE);
  }

  @Test
  void systemManagementIsLoud() {
    write(Apics.LVT_LINT0, 0x200);
    assertThatThrownBy(() -> outside.set(true)).isInstanceOf(UnimplementedException.class);
  }
}
