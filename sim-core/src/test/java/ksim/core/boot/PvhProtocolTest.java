package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import ksim.core.boot.PhysicalMap.Kind;
import ksim.core.boot.PhysicalMap.Range;
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

/** The state and the structures of Xen's docs/misc/pvh.pandoc and hvm/start_info.h. */
class PvhProtocolTest {
  private static final long BASE = 0x20_0000;
  private static final long MEMORY_BYTES = 16 << 20;
  private static final byte[] CODE = {(byte) 0xfa, (byte) 0xf4, 1, 2, 3, 4, 5, 6};

  private static final PhysicalMap MAP =
      new PhysicalMap(
          List.of(
              new Range(0, 0x9fc00, Kind.RAM),
              new Range(0x9fc00, 0x60400, Kind.RESERVED),
              new Range(0x10_0000, MEMORY_BYTES - 0x10_0000 - 0x2000, Kind.RAM),
              new Range(MEMORY_BYTES - 0x2000, 0x2000, Kind.ACPI)));

  private final Machine machine =
      new Machine(
          new MachineConfiguration(2, MEMORY_BYTES, "skylake", TimingLevel.NONE, 1000),
          value -> {});
  private final PhysicalMemory memory = machine.memory();

  private static BinaryFile image(int noteBytes, long entry) {
    byte[] description =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(entry).array();
    return new ElfBuilder(BASE, CODE)
        .entry(0)
        .note("Xen", 18, Arrays.copyOf(description, noteBytes))
        .build("kernel.elf");
  }

  private static BinaryFile file(String name, int bytes, int fill) {
    byte[] contents = new byte[bytes];
    Arrays.fill(contents, (byte) fill);
    return new BinaryFile(name, contents);
  }

  private static BootRequest request(
      BinaryFile image, Optional<BinaryFile> initrd, List<BootRequest.Module> modules) {
    return new BootRequest(image, "--verbose /hello", initrd, modules, MAP, 0xe_0010L);
  }

  private String text(long address) {
    StringBuilder text = new StringBuilder();
    for (long at = address; memory.read(at, 1) != 0; at++) {
      text.append((char) memory.read(at, 1));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({"4", "8"})
  void startsInFlatProtectedMode(int noteBytes) throws BadImage {
    BinaryFile image = image(noteBytes, BASE + 1);
    assertThat(new PvhProtocol().recognises(image)).isTrue();
    new PvhProtocol().load(request(image, Optional.empty(), List.of()), machine);
    Cpu cpu = machine.cpus().getFirst();
    assertThat(cpu.rip).isEqualTo(BASE + 1);
    assertThat(cpu.control.cr0).isEqualTo(0x11);
    assertThat(cpu.control.cr4).isZero();
    assertThat(cpu.flags.isSet(Flags.IF)).isFalse();
    assertThat(cpu.segments.register[Segments.CS].limit()).isEqualTo(0xffff_ffffL);
    assertThat(cpu.code().isLong()).isFalse();
    assertThat(memory.read(BASE, 8)).isEqualTo(0x0605_0403_0201_f4faL);
    assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(new Stop.Halted());
  }

  @Test
  void tellsTheCommandLineTheMapAndTheTables() throws BadImage {
    new PvhProtocol().load(request(image(8, BASE), Optional.empty(), List.of()), machine);
    long info = machine.cpus().getFirst().gpr[Cpu.RBX];
    assertThat(info).isGreaterThanOrEqualTo(0x7c00);
    assertThat(memory.read(info, 8)).isEqualTo(0x1_336e_c578L);
    assertThat(memory.read(info + 8, 8)).isZero();
    assertThat(memory.read(info + 16, 8)).isZero();
    assertThat(text(memory.read(info + 24, 8))).isEqualTo("--verbose /hello");
    assertThat(memory.read(info + 32, 8)).isEqualTo(0xe_0010L);
    assertThat(memory.read(info + 48, 8)).isEqualTo(4);
    long map = memory.read(info + 40, 8);
    for (Range range : MAP.ranges()) {
      assertThat(memory.read(map, 8)).isEqualTo(range.base());
      assertThat(memory.read(map + 8, 8)).isEqualTo(range.bytes());
      assertThat(memory.read(map + 16, 8)).isEqualTo(range.kind().code);
      map += 24;
    }
  }

  @Test
  void theInitialRamDiskIsTheFirstModule() throws BadImage {
    List<BootRequest.Module> modules =
        List.of(
            new BootRequest.Module(file("a", 5000, 0xaa), "one two"),
            new BootRequest.Module(file("b", 0, 0), ""));
    new PvhProtocol()
        .load(request(image(4, BASE), Optional.of(file("disk", 4097, 0xdd)), modules), machine);
    long info = machine.cpus().getFirst().gpr[Cpu.RBX];
    assertThat(memory.read(info + 12, 4)).isEqualTo(3);
    long list = memory.read(info + 16, 8);
    long disk = memory.read(list, 8);
    assertThat(disk % 4096).isZero();
    assertThat(disk + 4097).isLessThanOrEqualTo(MEMORY_BYTES - 0x2000);
    assertThat(memory.read(list + 8, 8)).isEqualTo(4097);
    assertThat(memory.read(disk + 4096, 2)).isEqualTo(0xdd);
    assertThat(text(memory.read(list + 16, 8))).isEmpty();
    long a = memory.read(list + 32, 8);
    assertThat(a + 5000).isLessThanOrEqualTo(disk);
    assertThat(memory.read(a, 1)).isEqualTo(0xaa);
    assertThat(text(memory.read(list + 32 + 16, 8))).isEqualTo("one two");
    assertThat(memory.read(list + 64 + 8, 8)).isZero();
  }

  @Test
  void whatIsToldLiesBesideTheImage() throws BadImage {
    BinaryFile low =
        new ElfBuilder(0x7000, new byte[0x3000])
            .note("Xen", 18, new byte[] {0, 0x70, 0, 0})
            .build("low.elf");
    new PvhProtocol().load(request(low, Optional.empty(), List.of()), machine);
    assertThat(machine.cpus().getFirst().gpr[Cpu.RBX]).isGreaterThanOrEqualTo(0xa040);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0x200000, 2 bytes long, 4 or 8 bytes",
    "4, 0x1fffff, 0x1fffff, a physical address in a PT_LOAD segment",
    "8, 0x100200000, 0x100200000, a physical address in a PT_LOAD segment",
  })
  void namesWhatIsWrongWithTheNote(int bytes, String entry, String found, String expected) {
    BinaryFile image = image(bytes, Long.decode(entry));
    assertThatThrownBy(
            () -> new PvhProtocol().load(request(image, Optional.empty(), List.of()), machine))
        .isInstanceOfSatisfying(
            BadImage.class,
            e -> {
              assertThat(e.problem())
                  .isEqualTo(
                      "XEN_ELFNOTE_PHYS32_ENTRY is %s, expected %s".formatted(found, expected));
              assertThat(image.bytes()[(int) e.offset()])
                  .isEqualTo((byte) (long) Long.decode(entry));
            });
  }

  @Test
  void anImageWithoutTheNoteIsNamed() {
    BinaryFile plain = new ElfBuilder(BASE, CODE).build("plain.elf");
    assertThat(new PvhProtocol().recognises(plain)).isFalse();
    assertThat(new PvhProtocol().recognises(file("text", 100, 'x'))).isFalse();
    assertThatThrownBy(
            () -> new PvhProtocol().load(request(plain, Optional.empty(), List.of()), machine))
        .isInstanceOf(BadImage.class)
        .hasMessageContaining("no ELF note of owner Xen and type 18");
  }

  @Test
  void aModuleThatDoesNotFitIsNamed() {
    Optional<BinaryFile> disk = Optional.of(file("disk.img", (int) MEMORY_BYTES, 0));
    assertThatThrownBy(
            () -> new PvhProtocol().load(request(image(4, BASE), disk, List.of()), machine))
        .isInstanceOfSatisfying(
            BadImage.class,
            e -> {
              assertThat(e.file()).isEqualTo("disk.img");
              assertThat(e.problem()).contains("of 16777216 bytes does not fit");
            });
  }

  @Test
  void theCommandLineMayBeUtf8() throws BadImage {
    BootRequest request =
        new BootRequest(image(4, BASE), "grüß=1", Optional.empty(), List.of(), MAP, 0);
    new PvhProtocol().load(request, machine);
    long info = machine.cpus().getFirst().gpr[Cpu.RBX];
    byte[] bytes = new byte[8];
    memory.readBytes(memory.read(info + 24, 8), bytes, 0, 8);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("grüß=1");
  }
}
