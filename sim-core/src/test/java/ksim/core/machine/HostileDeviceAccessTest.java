package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.PortBus;
import ksim.core.encoding.Label;
import ksim.core.fault.UnimplementedException;
import ksim.core.platform.Hpet;
import ksim.core.platform.IoApic;
import ksim.core.platform.LocalApic;
import ksim.core.platform.TestDevice;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalBus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accesses of any width, to any port or register, in any order: a device answers with a value of
 * the width that was asked for, or says what it does not do. Time goes on.
 */
class HostileDeviceAccessTest {
  private static final int ACCESSES = 20_000;
  private static final int[] PORT_AREAS = {
    0x20, 0x40, 0x60, 0x70, 0x80, 0x90, 0xa0, 0xb0, 0xe0, 0xf0, 0x3f8, 0x4d0, 0x510, 0x600, 0x604,
    0xcf8, 0x2000, 0x2010, 0x8900, 0xafe0, 0xfff0
  };
  private static final List<Long> WINDOWS =
      List.of(LocalApic.BASE, IoApic.BASE, Hpet.BASE, TestDevice.MEMORY);
  private static final long[] VALUES = {0, 1, -1, 0x80, 0xff, 0x8000_0000L, 0xffff_ffffL, 1L << 63};

  private static Machine machine() {
    Machine machine =
        new Machine(
            Guest.configuration(2, TimingLevel.NONE, 1000),
            new PcBoard(new PcOptions(value -> {})));
    LongModeStart.start(
        machine,
        List.of(
            new ImageSegment(
                LongModeStart.IMAGE_PHYSICAL,
                Guest.assemble(
                        a -> {
                          Label self = a.here("self");
                          a.jmp(self);
                        })
                    .bytes())),
        LongModeStart.IMAGE_LINEAR);
    return machine;
  }

  private static long value(SplittableRandom random) {
    return random.nextBoolean() ? random.nextLong() : VALUES[random.nextInt(VALUES.length)];
  }

  private static void accessPort(PortBus ports, SplittableRandom random) {
    int port = PORT_AREAS[random.nextInt(PORT_AREAS.length)] + random.nextInt(16);
    int bytes = 1 << random.nextInt(3);
    if (random.nextBoolean()) {
      ports.write(port, bytes, value(random));
    } else {
      assertThat(ports.read(port, bytes) >>> (8 * bytes)).as("port 0x%x", port).isZero();
    }
  }

  private static void accessMemory(PhysicalBus bus, SplittableRandom random) {
    long window = WINDOWS.get(random.nextInt(WINDOWS.size()));
    int bytes = 1 << random.nextInt(4);
    boolean register = random.nextBoolean();
    long at = window + (register ? random.nextInt(64) * 16L : random.nextInt(0x400) - 4);
    if (random.nextBoolean()) {
      bus.write(at, bytes, value(random));
    } else {
      long value = bus.read(at, bytes);
      assertThat(bytes == 8 ? 0 : value >>> (8 * bytes)).as("address 0x%x", at).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyAccessIsAnsweredOrRefusedByName(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Machine machine = machine();
    for (int i = 0; i < ACCESSES; i++) {
      try {
        if (random.nextBoolean()) {
          accessPort(machine.cpus().getFirst().ports, random);
        } else {
          accessMemory(machine.bus(), random);
        }
      } catch (UnimplementedException e) {
        assertThat(e.feature()).isNotEmpty();
      }
      if (i % 50 == 0) {
        long until = machine.elapsedCycles() + random.nextInt(100_000);
        machine.run(until);
      }
    }
    assertThat(machine.elapsedCycles()).isPositive();
  }
}
