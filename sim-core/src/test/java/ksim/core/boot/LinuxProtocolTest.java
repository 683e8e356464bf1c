package ksim.core.boot;

import static ksim.core.boot.LinuxImages.KERNEL;
import static ksim.core.boot.LinuxImages.bzImage;
import static ksim.core.boot.LinuxImages.request;
import static ksim.core.boot.LinuxImages.vmlinux;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segments;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxProtocolTest {
  private static final LinuxProtocol PROTOCOL = new LinuxProtocol();

  /** Loads a word of the boot parameters, and leaves through the debug exit. */
  private static final byte[] CODE = {
    (byte) 0x8b,
    (byte) 0x86,
    (byte) 0x2c,
    0x02,
    0x00,
    0x00, // mov 0x22c(%rsi),%eax
    (byte) 0xe6,
    (byte) 0xf4 // out %al,$0xf4
  };

  private static Machine machine(int cpus) {
    return new Machine(
        new MachineConfiguration(cpus, LinuxImages.MEMORY_BYTES, "skylake", TimingLevel.NONE, 1000),
        value -> {});
  }

  private static Machine load(BootRequest request) throws BadImage {
    Machine machine = machine(2);
    PROTOCOL.load(request, machine);
    return machine;
  }

  @Test
  void recognisesBothFormats() {
    assertThat(PROTOCOL.recognises(LinuxImages.file(bzImage(CODE)))).isTrue();
    assertThat(PROTOCOL.recognises(LinuxImages.file(vmlinux(CODE)))).isTrue();
    byte[] other = vmlinux(CODE);
    other[64 + 2 * 56 + 12] = 'M';
    assertThat(PROTOCOL.recognises(LinuxImages.file(other))).isFalse();
    assertThat(PROTOCOL.recognises(LinuxImages.file(new byte[10]))).isFalse();
    assertThat(PROTOCOL.recognises(LinuxImages.file(new byte[1000]))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void entersTheKernelInThe64BitStateOfTheProtocol(boolean compressed) throws BadImage {
    byte[] image = compressed ? bzImage(CODE) : vmlinux(CODE);
    Machine machine = load(request(image, "", Optional.empty()));
    Cpu cpu = machine.cpus().getFirst();

    assertThat(cpu.rip).isEqualTo(compressed ? KERNEL + 0x200 : KERNEL);
    assertThat(cpu.gpr[Cpu.RSI]).isEqualTo(LinuxStart.BOOT_PARAMETERS);
    assertThat(cpu.segments.register[Segments.CS].selector()).isEqualTo(0x10);
    assertThat(cpu.segments.register[Segments.CS].isLong()).isTrue();
    for (int number : new int[] {Segments.DS, Segments.ES, Segments.SS}) {
      assertThat(cpu.segments.register[number].selector()).isEqualTo(0x18);
    }
    assertThat(cpu.flags.toRflags() & Flags.IF).isZero();
    assertThat(machine.cpus().getLast().interrupts.waitsForStartUp).isTrue();
    // It runs: the value is the lowest byte of initrd_addr_max.
    assertThat(machine.run(1000)).isEqualTo(new Stop.DebugExit(0, 0xff));
  }

  @Test
  void describesTheMachineInTheBootParameters() throws BadImage {
    BinaryFile initrd = new BinaryFile("initrd", new byte[] {1, 2, 3});
    PhysicalMemory memory =
        load(request(bzImage(CODE), "console=ttyS0 x", Optional.of(initrd))).memory();
    long page = LinuxStart.BOOT_PARAMETERS;

    assertThat(memory.read(page + 0x70, 8)).as("acpi_rsdp_addr").isEqualTo(0xe_0000);
    assertThat(memory.read(page + 0x1ef, 1)).as("sentinel").isZero();
    assertThat(memory.read(page + 0x206, 2)).as("hdr.version").isEqualTo(0x20f);
    assertThat(memory.read(page + 0x210, 1)).as("hdr.type_of_loader").isEqualTo(0xff);
    assertThat(memory.read(page + 0x1e8, 1)).as("e820_entries").isEqualTo(3);
    assertThat(memory.read(page + 0x2d0 + 20, 8)).isEqualTo(0x9fc00);
    assertThat(memory.read(page + 0x2d0 + 28, 8)).isEqualTo(0x60400);
    assertThat(memory.read(page + 0x2d0 + 36, 4)).as("E820 type: reserved").isEqualTo(2);
    long text = memory.read(page + 0x228, 4);
    byte[] line = new byte[16];
    memory.readBytes(text, line, 0, line.length);
    assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("console=ttyS0 x\0");
    long disk = memory.read(page + 0x218, 4);
    assertThat(disk).as("ramdisk_image").isEqualTo(LinuxImages.MEMORY_BYTES - 0x1000);
    assertThat(memory.read(page + 0x21c, 4)).as("ramdisk_size").isEqualTo(3);
    assertThat(memory.read(disk, 4)).isEqualTo(0x0003_0201);
  }

  @Test
  void aKernelThatCanBeMovedGoesAboveWhatIsReserved() throws BadImage {
    PhysicalMap.Range hole =
        new PhysicalMap.Range(KERNEL + 0x1000, 0x1000, PhysicalMap.Kind.RESERVED);
    BootRequest plain = request(bzImage(CODE), "", Optional.empty());
    BootRequest request =
        new BootRequest(
            plain.image(), "", Optional.empty(), List.of(), LinuxImages.MAP.with(hole), 0);

    assertThat(load(request).cpus().getFirst().rip).isEqualTo(KERNEL + 0x20_0200);

    plain.image().bytes()[0x234] = 0;
    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> load(request))
        .satisfies(bad -> assertThat(bad.offset()).isEqualTo(0x260));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    byte[] large = bzImage(CODE);
    LinuxImages.put(large, 0x260, 4, 0x200_0000);
    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> load(request(large, "", Optional.empty())))
        .satisfies(
            bad ->
                assertThat(bad.problem())
                    .isEqualTo(
                        "init_size is 0x2000000, expected at most 0x1000000, the RAM from"
                            + " pref_address 0x1000000 on"));

    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> load(request(bzImage(CODE), "x".repeat(256), Optional.empty())))
        .satisfies(bad -> assertThat(bad.problem()).startsWith("cmdline_size is 255, expected"));

    BinaryFile disk = new BinaryFile("initrd", new byte[16 << 20]);
    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> load(request(bzImage(CODE), "", Optional.of(disk))))
        .satisfies(bad -> assertThat(bad.file()).isEqualTo("initrd"));
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 1", "24, 8, 0x100000000", "88, 8, 0x10000", "88, 8, 0x40000000"})
  void aVmlinuxWithAWrongFieldIsRefused(int offset, int width, String value) {
    byte[] image = vmlinux(CODE);
    LinuxImages.put(image, offset, width, Long.decode(value));

    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> load(request(image, "", Optional.empty())))
        .satisfies(bad -> assertThat(bad.offset()).isEqualTo(offset));
  }

  /** Whatever a header says: it is a bad image, or it is loaded. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noHeaderBreaksTheLoader(boolean compressed) {
    SplittableRandom random = new SplittableRandom(compressed ? 1 : 2);
    int start = compressed ? 0x1f1 : 0;
    int length = compressed ? 0x77 : 200;
    int loaded = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] image = compressed ? bzImage(CODE) : vmlinux(CODE);
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        byte[] extremes = {0, 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff, (byte) random.nextInt()};
        image[start + random.nextInt(length)] = extremes[random.nextInt(extremes.length)];
      }
      try {
        PROTOCOL.load(request(image, "", Optional.empty()), machine(1));
        loaded++;
      } catch (BadImage expected) {
        assertThat(expected.problem()).isNotEmpty();
      }
    }
    assertThat(loaded).isBetween(50, 950);
  }
}
