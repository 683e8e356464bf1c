package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;

/** REP MOVS and REP STOS take many elements at once: they do what one after the other would do. */
class StringRunsTest {
  private static final int BYTES = 0x2000;
  private static final long START = Snapshot.BASE + 0x1000;

  private final SimulatedCpu simulated = new SimulatedCpu();
  private final Cpu cpu = simulated.cpu;
  private final SplittableRandom random = new SplittableRandom(9);

  private void run(String hex) {
    SimulatedCpu.Bound bound = SimulatedCpu.Bound.of(HexFormat.of().parseHex(hex));
    do {
      cpu.rip = bound.next();
      bound.op().exec(cpu);
    } while (cpu.rip == Snapshot.CODE);
  }

  private static String instruction(boolean move, int bytes) {
    String prefixes =
        switch (bytes) {
          case 2 -> "66f3";
          case 8 -> "f348";
          default -> "f3";
        };
    return prefixes + (move ? bytes == 1 ? "a4" : "a5" : bytes == 1 ? "aa" : "ab");
  }

  @Test
  void equalOneElementAfterTheOther() {
    simulated.mapPages();
    cpu.gpr[Cpu.RAX] = 0x5857_5655_5453_5251L;
    for (int round = 0; round < 3_000; round++) {
      boolean move = random.nextInt(3) != 0;
      int bytes = 1 << random.nextInt(4);
      int count = random.nextInt(200);
      int step = random.nextInt(8) == 0 ? -bytes : bytes;
      int source = 1700 + random.nextInt(4500);
      boolean near = random.nextBoolean(); // which overlaps
      int target = near ? source - 40 + random.nextInt(80) : 1700 + random.nextInt(4500);
      byte[] memory = new byte[BYTES];
      random.nextBytes(memory);
      simulated.memory.writeBytes(START, memory, 0, BYTES);
      cpu.gpr[Cpu.RSI] = START + source;
      cpu.gpr[Cpu.RDI] = START + target;
      cpu.gpr[Cpu.RCX] = count;
      cpu.flags.fromRflags(step < 0 ? 1 << 10 : 0, Flags.ALL);
      run(instruction(move, bytes));

      expectElements(memory, move, source, target, bytes, count, step);
      byte[] found = new byte[BYTES];
      simulated.memory.readBytes(START, found, 0, BYTES);
      assertThat(found)
          .as("%d elements of %d from %d to %d, step %d", count, bytes, source, target, step)
          .isEqualTo(memory);
      assertThat(cpu.gpr[Cpu.RCX]).isZero();
      assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(START + target + (long) count * step);
      assertThat(cpu.gpr[Cpu.RSI]).isEqualTo(START + source + (move ? (long) count * step : 0));
    }
  }

  /** Element by element on an array. */
  private static void expectElements(
      byte[] memory, boolean move, int source, int target, int bytes, int count, int step) {
    byte[] element = new byte[bytes];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < bytes; i++) {
        element[i] = move ? memory[source + n * step + i] : (byte) (0x51 + i);
      }
      System.arraycopy(element, 0, memory, target + n * step, bytes);
    }
  }

  @Test
  void aFaultLeavesAllElementsBeforeItDone() {
    simulated.mapPages();
    long border = START + 0x1000;
    for (int bytes = 1; bytes <= 8; bytes *= 2) {
      for (boolean move : new boolean[] {false, true}) {
        simulated.setPage(border, SimulatedCpu.WRITABLE);
        cpu.gpr[Cpu.RDI] = border - 60;
        cpu.gpr[Cpu.RSI] = START;
        cpu.gpr[Cpu.RCX] = 3;
        run(instruction(move, bytes)); // the page is known now
        simulated.setPage(border, SimulatedCpu.READ_ONLY);
        int before = 60 / bytes;
        cpu.gpr[Cpu.RDI] = border - 60;
        cpu.gpr[Cpu.RSI] = START;
        cpu.gpr[Cpu.RCX] = 63;
        String hex = instruction(move, bytes);
        assertThatThrownBy(() -> run(hex)).isInstanceOf(PageFault.class);
        assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(63 - before);
        assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(border - 60 + (long) before * bytes);
        assertThat(cpu.gpr[Cpu.RSI]).isEqualTo(START + (move ? (long) before * bytes : 0));
      }
    }
  }
}
