package ksim.core.initramfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.ElfFile;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the program where its system calls are answered by the test. */
class HelloProgramTest {
  private static final long SYSTEM_CALL = 0x20_0000;
  private static final byte[] RETURN = {(byte) 0xff, (byte) 0xe1}; // jmp *%rcx
  private static final int SYSCALL_ENABLE = 1;

  private final byte[] file = HelloProgram.executable();
  private final StringBuilder calls = new StringBuilder();
  private boolean acpi;
  private long runsOn;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void printsVisitsEachCpuAndLeaves(boolean withAcpi) throws BadImage {
    acpi = withAcpi;
    Machine machine = machine();
    machine.onAddress(SYSTEM_CALL, cpu -> answer(cpu, machine));

    Stop stop = machine.run(1_000_000);

    assertThat(stop).isInstanceOf(Stop.Requested.class);
    assertThat(calls)
        .hasToString(
            """
            ksim: user space reached
            ksim: Unix 7
            ksim: on CPU 0
            ksim: on CPU 100
            ksim: 2 CPUs
            [sync][mount /sys]\
            """
                + (withAcpi
                    ? "ksim: switching off\n[reboot 4321fedc]"
                    : "ksim: no ACPI, resetting\n[reboot 1234567]"));
  }

  private Machine machine() throws BadImage {
    Machine machine =
        new Machine(
            new MachineConfiguration(1, 32 << 20, "skylake", TimingLevel.NONE, 1000), value -> {});
    ElfFile elf = ElfFile.read(new BinaryFile("init", file));
    ElfFile.Segment segment = elf.loadable().getFirst();
    byte[] contents = Arrays.copyOf(file, (int) segment.fileBytes());
    LongModeStart.start(
        machine,
        List.of(
            new ImageSegment(SYSTEM_CALL, RETURN), new ImageSegment(segment.physical(), contents)),
        elf.entry());
    Cpu cpu = machine.cpus().getFirst();
    cpu.msrs.efer |= SYSCALL_ENABLE;
    cpu.msrs.star = (long) LongModeStart.CODE_SELECTOR << 32;
    cpu.msrs.lstar = SYSTEM_CALL;
    cpu.gpr[Cpu.RSP] = 0x100_0000;
    return machine;
  }

  /** A kernel with the CPUs 0 and 100. */
  private void answer(Cpu cpu, Machine machine) {
    long first = cpu.gpr[Cpu.RDI];
    long second = cpu.gpr[Cpu.RSI];
    long third = cpu.gpr[Cpu.RDX];
    switch ((int) cpu.gpr[Cpu.RAX]) {
      case 1 -> {
        byte[] text = new byte[(int) third];
        machine.memory().readBytes(second, text, 0, text.length);
        calls.append(new String(text, StandardCharsets.US_ASCII));
      }
      case 21 -> {
        assertThat(text(machine, first)).isEqualTo("/sys/firmware/acpi");
        cpu.gpr[Cpu.RAX] = acpi ? 0 : -2;
      }
      case 63 -> {
        machine.memory().write(first, 4, 0x7869_6e55); // "Unix"
        machine.memory().write(first + 130, 1, '7');
      }
      case 162 -> calls.append("[sync]");
      case 165 -> {
        assertThat(text(machine, third)).isEqualTo("sysfs");
        calls.append("[mount %s]".formatted(text(machine, second)));
      }
      case 169 -> {
        assertThat(new long[] {first, second}).containsExactly(0xfee1_deadL, 0x2812_1969);
        calls.append("[reboot %x]".formatted(third));
        machine.requestStop(cpu, cpu.rip, "reboot");
      }
      case 203 -> {
        long low = machine.memory().read(third, 8);
        long high = machine.memory().read(third + 8, 8);
        runsOn = low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
        assertThat(Long.bitCount(low) + Long.bitCount(high)).isOne();
      }
      case 204 -> {
        machine.memory().write(third, 8, 1);
        machine.memory().write(third + 8, 8, 1L << 36);
      }
      case 309 -> machine.memory().write(first, 4, runsOn);
      default -> throw new AssertionError("system call " + cpu.gpr[Cpu.RAX]);
    }
  }

  private static String text(Machine machine, long at) {
    StringBuilder text = new StringBuilder();
    for (long next = at; machine.memory().read(next, 1) != 0; next++) {
      text.append((char) machine.memory().read(next, 1));
    }
    return text.toString();
  }
}
