package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ksim.core.platform.InterruptLine;
import ksim.core.platform.Pit8254;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The registers of a PC's devices against those of QEMU's PC: transcripts of accesses, recorded
 * while its clock stood still ({@code src-test-data/devices}).
 */
class QemuDevicesTest {
  private static final Path TRANSCRIPTS = Path.of("../src-test-data/devices");
  private static final int PORTS = 0x10000;

  private record Access(boolean write, int bytes, long address, long value) {
    static Access of(String line) {
      String[] words = line.split(" ", -1);
      return new Access(
          words[0].charAt(0) == 'w',
          words[0].charAt(1) - '0',
          Long.parseLong(words[1], 16),
          Long.parseUnsignedLong(words[2], 16));
    }
  }

  /**
   * Bits in which both are alike: QEMU's serial port notes no changes of the modem's lines in
   * loopback, and its 8042 always says that a command was written last.
   */
  private static long comparable(long address) {
    return switch ((int) address) {
      case 0x3fe -> 0xf0;
      case 0x64 -> 0xf7;
      default -> -1;
    };
  }

  private static List<Access> transcript(String device) throws IOException {
    return Files.readAllLines(TRANSCRIPTS.resolve(device + ".txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Access::of)
        .toList();
  }

  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, 128L << 20, "skylake", TimingLevel.NONE, 1000),
          new PcBoard(value -> {}));

  private void write(Access access) {
    if (access.address() < PORTS) {
      machine.cpus().getFirst().ports.write((int) access.address(), access.bytes(), access.value());
    } else {
      machine.bus().write(access.address(), access.bytes(), access.value());
    }
  }

  private long read(Access access) {
    return access.address() < PORTS
        ? machine.cpus().getFirst().ports.read((int) access.address(), access.bytes())
        : machine.bus().read(access.address(), access.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"uart", "hpet", "clock", "pci", "keyboard"})
  void answersAsQemusDoes(String device) throws IOException {
    List<String> different = new ArrayList<>();
    int line = 1;
    for (Access access : transcript(device)) {
      line++;
      if (access.write()) {
        write(access);
      } else {
        long value = read(access);
        if (((value ^ access.value()) & comparable(access.address())) != 0) {
          different.add(
              "%s.txt:%d: %x reads %x, QEMU's %x"
                  .formatted(device, line, access.address(), value, access.value()));
        }
      }
    }
    assertThat(different).isEmpty();
  }

  /** QEMU loads a count at once; here it takes a pulse, which passes after each byte. */
  @Test
  void intervalTimerAnswersAsQemusDoes() throws IOException {
    List<String> different = new ArrayList<>();
    int line = 1;
    long[] now = new long[1];
    Oscillator clk = new Oscillator(() -> now[0], Machine.CORE_HERTZ, Pit8254.HERTZ);
    Pit8254 timer = new Pit8254(clk, new EventQueue(), InterruptLine.NOWHERE);
    for (Access access : transcript("timer")) {
      line++;
      int offset = (int) access.address() - Pit8254.BASE;
      if (!access.write()) {
        int value = timer.readByte(offset);
        if (value != access.value()) {
          different.add("%d: %x, QEMU's %x".formatted(line, value, access.value()));
        }
        continue;
      }
      if (offset == 3 && (access.value() & 0x30) != 0 && access.value() < 0xc0) {
        now[0] = 0; // Each counter is looked at by itself, just after its count was loaded.
        timer = new Pit8254(clk, new EventQueue(), InterruptLine.NOWHERE);
      }
      timer.writeByte(offset, (int) access.value());
      now[0] = offset == 3 ? now[0] : clk.cyclesAt(clk.ticks() + 1);
    }
    assertThat(different).isEmpty();
  }
}
