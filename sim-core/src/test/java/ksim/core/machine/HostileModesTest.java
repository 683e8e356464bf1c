package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.ProtectedModeStart;
import ksim.core.boot.RealModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random bytes, executed in every mode but 64-bit mode, with random descriptors: whatever they do,
 * the run ends in a {@link Stop}, never in an exception of Java.
 */
class HostileModesTest {
  private static final int GUESTS = Integer.getInteger("ksim.hostile.guests", 60);
  private static final long SEED = 16;
  private static final int MEMORY = 1 << 20;
  private static final int PHYSICAL = 2 << 20;
  private static final long CYCLES = 3_000;
  private static final int DESCRIPTORS = 64;
  private static final int ENTRY = 0x8000;

  /** How the guest starts. */
  enum Start {
    REAL,
    PROTECTED_32,
    PROTECTED_16,
    RING_3
  }

  @ParameterizedTest
  @EnumSource
  void endsInAStop(Start start) {
    SplittableRandom random = new SplittableRandom(SEED + start.name().length());
    for (int i = 0; i < GUESTS; i++) {
      Machine machine =
          new Machine(
              new MachineConfiguration(1, PHYSICAL, "skylake", TimingLevel.NONE, 10_000), c -> {});
      List<ImageSegment> image = List.of(new ImageSegment(0, bytes(random)));
      if (start == Start.REAL) {
        RealModeStart.start(machine, image, 0, ENTRY);
      } else {
        ProtectedModeStart.start(machine, image, ENTRY, 0, 0);
        prepare(machine, start);
      }
      Cpu cpu = machine.cpus().getFirst();
      for (int register = 0; register < 8; register++) {
        cpu.gpr[register] = random.nextInt(MEMORY);
      }
      assertThat(machine.run(CYCLES)).isNotNull();
    }
  }

  /** Random bytes; in the tables, which lie at 0, random descriptors and gates of likely kinds. */
  private static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[MEMORY];
    random.nextBytes(bytes);
    for (int i = 0; i < DESCRIPTORS; i++) {
      int at = 8 * i;
      bytes[at + 5] = (byte) (0x80 | random.nextInt(0x80));
      bytes[at + 7] = 0;
      if (random.nextBoolean()) {
        bytes[at + 2] = 8; // as a gate: to the flat code segment
        bytes[at + 3] = 0;
      }
    }
    put(bytes, 8, 0x00cf_9b00_0000_ffffL);
    put(bytes, 16, 0x00cf_9300_0000_ffffL);
    put(bytes, 24, 0x00cf_fb00_0000_ffffL);
    put(bytes, 32, 0x00cf_f300_0000_ffffL);
    return bytes;
  }

  private static void put(byte[] bytes, int at, long value) {
    for (int i = 0; i < 8; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private static void prepare(Machine machine, Start start) {
    Cpu cpu = machine.cpus().getFirst();
    Segments segments = cpu.segments;
    segments.gdtLimit = 8 * DESCRIPTORS - 1;
    segments.idtLimit = 8 * DESCRIPTORS - 1;
    segments.tr = new Segment(0x28, 0x4000, 0x2067, 0x8b);
    if (start == Start.PROTECTED_16) {
      cpu.loadCode(new Segment(8, 0, 0xffff, 0x009b));
    }
    if (start == Start.RING_3) {
      cpu.setCpl(3);
      cpu.loadCode(new Segment(0x1b, 0, 0xffff_ffffL, 0xc0fb));
      segments.load(Segments.SS, new Segment(0x23, 0, 0xffff_ffffL, 0xc0f3));
    }
  }
}
