package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written where, a guest gets an exception or the run ends with a message. */
class HostileInterruptTest {
  private final Apics apics = new Apics(3);
  private final InterruptRouting routing = new InterruptRouting(apics.bus);
  private final IoPorts ports = new IoPorts();
  private final PhysicalBus memory = new PhysicalBus(new PhysicalMemory(1 << 20));

  HostileInterruptTest() {
    routing.mapLegacy(ports);
    routing.mapIoApic(memory);
    routing.enterVirtualWireMode();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void nothingElseIsThrown(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int step = 0; step < 20_000; step++) {
      try {
        act(random);
      } catch (GuestException | UnimplementedException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 15_000);
  }

  private void act(SplittableRandom random) {
    LocalApic apic = apics.get(random.nextInt(3));
    int bytes = 1 << random.nextInt(4);
    int aligned = random.nextInt(0x100) * 16;
    int offset = random.nextInt(8) == 0 ? random.nextInt(0x1000 - 8) : aligned;
    long value = random.nextBoolean() ? random.nextInt(0x1_0000) : random.nextLong();
    switch (random.nextInt(14)) {
      case 0 -> apic.write(offset, bytes, value);
      case 1, 2 -> apic.write(aligned, 4, value);
      case 3 -> apic.read(offset, bytes);
      case 4 -> apic.writeRegister(0x800 + random.nextInt(0x100), value);
      case 5 -> apic.readRegister(0x800 + random.nextInt(0x100));
      case 6 -> apic.setBase(value & 0x3fff_ffff_fd00L);
      case 7 -> memory.write(IoApic.BASE + (offset & ~7), bytes, value);
      case 8 -> {
        memory.write(IoApic.BASE, 4, random.nextInt(0x41));
        memory.write(IoApic.BASE + 0x10, 4, value);
      }
      case 9 -> ports.write(random.nextBoolean() ? 0x20 : 0xa0, random.nextInt(1, 3), value);
      case 10 -> ports.write(random.nextBoolean() ? 0x21 : 0x4d0, 1, value);
      case 11 -> {
        int line = random.nextInt(16);
        routing.gsi(line + 8).set(random.nextBoolean());
        routing.isa(line == 2 ? 3 : line).set(random.nextBoolean());
      }
      case 12 -> {
        apic.setDeadline(value);
        apic.setTimeStampOffset(random.nextLong());
        apics.advanceTo(apics.now + random.nextInt(1000));
      }
      default -> {
        if (apic.pending() != InterruptController.NONE) {
          assertThat(apic.acknowledge()).isBetween(0, 255);
        }
      }
    }
  }
}
