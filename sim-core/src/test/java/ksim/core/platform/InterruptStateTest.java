package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.GuestException;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupt hardware that is saved and restored goes on as if nothing had happened. */
class InterruptStateTest {
  private static final int[] OFFSETS = {
    0x20, 0x80, 0xa0, 0xb0, 0xd0, 0xe0, 0xf0, 0x280, 0x300, 0x310, 0x320, 0x350, 0x360, 0x370,
    0x380, 0x390, 0x3e0
  };

  /** All of it. */
  private static final class Hardware {
    private final Apics apics = new Apics(2);
    private final InterruptRouting routing = new InterruptRouting(apics.bus);
    private final IoPorts ports = new IoPorts();
    private final PhysicalBus memory = new PhysicalBus(new PhysicalMemory(1 << 20));
    private final List<InterruptLine> lines = new ArrayList<>();

    Hardware() {
      routing.mapLegacy(ports);
      routing.mapIoApic(memory);
      for (int irq = 0; irq < 16; irq++) {
        lines.add(irq == 2 ? routing.gsi(16) : routing.isa(irq));
      }
      lines.add(routing.nonMaskable());
    }

    byte[] save() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(apics.now);
      apics.events.save(out);
      apics.bus.save(out);
      for (LocalApic apic : apics.all) {
        apic.save(out);
      }
      routing.save(out);
      return bytes.toByteArray();
    }

    void restore(byte[] bytes) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      apics.now = in.readLong();
      apics.events.restore(in);
      apics.bus.restore(in);
      for (LocalApic apic : apics.all) {
        apic.restore(in);
      }
      routing.restore(in);
      assertThat(in.available()).isZero();
    }

    /** Does something, and tells what can be seen. */
    String step(SplittableRandom random) {
      int id = random.nextInt(2);
      LocalApic apic = apics.get(id);
      apics.signals.clear();
      String seen = "";
      switch (random.nextInt(12)) {
        case 0 -> lines.get(random.nextInt(lines.size())).set(random.nextBoolean());
        case 1 -> ports.write(random.nextBoolean() ? 0x20 : 0xa0, 1, random.nextInt(256));
        case 2 -> ports.write(random.nextBoolean() ? 0x21 : 0xa1, 1, random.nextInt(256));
        case 3 -> ports.write(0x4d0 + random.nextInt(2), 1, random.nextInt(256));
        case 4 -> writeEntry(random);
        case 5 -> apics.advanceTo(apics.now + random.nextInt(100));
        case 6 -> apic.setDeadline(apics.now + random.nextInt(300));
        case 7, 8 -> {
          if (apic.pending() != InterruptController.NONE) {
            seen = "took " + apic.acknowledge();
          }
        }
        case 9 -> seen = base(apic, random);
        default -> seen = register(apic, random);
      }
      return seen + apics.signals + apics.pending() + apics.events.nextCycles() + registers(apic);
    }

    private void writeEntry(SplittableRandom random) {
      memory.write(IoApic.BASE, 4, 0x10 + random.nextInt(48));
      int fixedOrExternal = random.nextBoolean() ? 0x1_f8ff : 0x1_ffff;
      int value = random.nextInt() & fixedOrExternal;
      memory.write(IoApic.BASE + 0x10, 4, (value & 0x600) == 0x200 ? value & ~0x700 : value);
    }

    private String base(LocalApic apic, SplittableRandom random) {
      if (random.nextInt(10) != 0) {
        return "";
      }
      try {
        apic.setBase(LocalApic.BASE | (long) random.nextInt(4) << 10);
        return "base";
      } catch (GuestException fault) {
        return "fault";
      }
    }

    private String register(LocalApic apic, SplittableRandom random) {
      int offset = OFFSETS[random.nextInt(OFFSETS.length)];
      long value = random.nextInt(1 << 20) & 0xf_f8ff;
      if (offset == 0xf0) {
        value |= 0x100;
      } else if (offset == 0x380) {
        value &= 0xff;
      }
      try {
        if (apic.window().isPresent()) {
          apic.write(offset, 4, value);
        } else {
          apic.writeRegister(0x800 + offset / 16, value);
        }
        return "written";
      } catch (GuestException fault) {
        return "fault";
      }
    }

    private String registers(LocalApic apic) {
      StringBuilder text = new StringBuilder();
      for (int offset : OFFSETS) {
        text.append(' ').append(apic.read(offset, 4));
      }
      return text.append(' ').append(ports.read(0x20, 1)).append(ports.read(0xa0, 1)).toString();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void goesOnAsIfNothingHadHappened(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Hardware original = new Hardware();
    for (int round = 0; round < 40; round++) {
      int prelude = random.nextInt(100);
      for (int i = 0; i < prelude; i++) {
        original.step(random);
      }
      Hardware restored = new Hardware();
      restored.restore(original.save());
      long next = random.nextLong();
      SplittableRandom one = new SplittableRandom(next);
      SplittableRandom other = new SplittableRandom(next);
      for (int i = 0; i < 100; i++) {
        assertThat(restored.step(other)).isEqualTo(original.step(one));
      }
      assertThat(restored.save()).isEqualTo(original.save());
    }
  }
}
