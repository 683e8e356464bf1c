package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

class MultibootProtocolTest {
  private static final int MAGIC = 0x1bad_b002;
  private static final long MEMORY = 16 << 20;
  private static final PhysicalMap MAP =
      new PhysicalMap(
          List.of(
              new PhysicalMap.Range(0, 0x9_fc00, PhysicalMap.Kind.RAM),
              new PhysicalMap.Range(0x9_fc00, 0x6_0400, PhysicalMap.Kind.RESERVED),
              new PhysicalMap.Range(0x10_0000, MEMORY - 0x10_0000, PhysicalMap.Kind.RAM)));

  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, MEMORY, "skylake", TimingLevel.NONE, 1000), value -> {});

  private static byte[] header(int flags, int... addresses) {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putInt(flags).putInt(-(MAGIC + flags));
    for (int address : addresses) {
      header.putInt(address);
    }
    return header.array();
  }

  private static BinaryFile elf(long address, byte[] contents) {
    return new ElfBuilder(address, contents).entry(address + 12).build("kernel");
  }

  /** A file that is no ELF: 16 bytes of something, the header, and 32 bytes. */
  private static BinaryFile flat(int... addresses) {
    byte[] bytes = new byte[16 + 64 + 32];
    System.arraycopy(header(0x1_0000, addresses), 0, bytes, 16, 64);
    bytes[0] = 0x11;
    bytes[bytes.length - 1] = 0x77;
    return new BinaryFile("flat", bytes);
  }

  private long load(BinaryFile image, String arguments, BootRequest.Module... modules)
      throws BadImage {
    return load(new BootRequest(image, arguments, Optional.empty(), List.of(modules), MAP, 0));
  }

  private long load(BootRequest request) throws BadImage {
    new MultibootProtocol().load(request, machine);
    return machine.cpus().getFirst().gpr[Cpu.RBX];
  }

  private long field(long address) {
    return machine.memory().read(address, 4);
  }

  private String text(long address) {
    PhysicalMemory memory = machine.memory();
    StringBuilder text = new StringBuilder();
    for (long at = address; memory.read(at, 1) != 0; at++) {
      text.append((char) memory.read(at, 1));
    }
    return text.toString();
  }

  private static BootRequest.Module module(String name, String contents, String arguments) {
    return new BootRequest.Module(
        new BinaryFile(name, contents.getBytes(StandardCharsets.US_ASCII)), arguments);
  }

  @Test
  void entersAnElfInProtectedModeWithTheMagicNumber() throws BadImage {
    load(elf(0x40_0000, header(3)), "");
    Cpu cpu = machine.cpus().getFirst();
    assertThat(cpu.rip).isEqualTo(0x40_000c);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x2bad_b002L);
    assertThat(cpu.control.cr0 & 0x8000_0001L).isEqualTo(1);
    assertThat(field(0x40_0000)).isEqualTo(MAGIC);
  }

  @Test
  void theImagesNameIsTheFirstWordOfTheCommandLine() throws BadImage {
    assertThat(text(field(load(elf(0x40_0000, header(0)), "one two") + 16)))
        .isEqualTo("kernel one two");
  }

  @Test
  void withoutArgumentsTheCommandLineIsTheName() throws BadImage {
    assertThat(text(field(load(elf(0x40_0000, header(0)), "") + 16))).isEqualTo("kernel");
  }

  @Test
  void tellsOfMemoryInKibibytesAndByAMap() throws BadImage {
    long information = load(elf(0x40_0000, header(2)), "");
    assertThat(field(information) & 0x41).isEqualTo(0x41);
    assertThat(field(information + 4)).isEqualTo(639);
    assertThat(field(information + 8)).isEqualTo(15 * 1024);
    assertThat(field(information + 44)).isEqualTo(3 * 24);
    long second = field(information + 48) + 24;
    assertThat(field(second)).isEqualTo(20);
    assertThat(machine.memory().read(second + 4, 8)).isEqualTo(0x9_fc00);
    assertThat(machine.memory().read(second + 12, 8)).isEqualTo(0x6_0400);
    assertThat(field(second + 20)).isEqualTo(2);
  }

  @Test
  void saysWhoLoadedIt() throws BadImage {
    long information = load(elf(0x40_0000, header(0)), "");
    assertThat(field(information) & 1 << 9).isNotZero();
    assertThat(text(field(information + 64))).isEqualTo("ksim");
  }

  @Test
  void modulesLieBehindTheKernelAtPageBoundaries() throws BadImage {
    long information =
        load(elf(0x40_0000, header(1)), "", module("env", "A=1", ""), module("b", "two", "x y"));
    assertThat(field(information) & 8).isNotZero();
    assertThat(field(information + 20)).isEqualTo(2);
    long table = field(information + 24);
    assertThat(field(table)).isEqualTo(0x40_1000);
    assertThat(field(table + 4)).isEqualTo(0x40_1003);
    assertThat(text(field(table + 8))).isEqualTo("env");
    assertThat(text(field(table))).isEqualTo("A=1");
    assertThat(field(table + 16)).isEqualTo(0x40_2000);
    assertThat(text(field(table + 24))).isEqualTo("b x y");
  }

  @Test
  void anInitialRamDiskIsTheFirstModule() throws BadImage {
    BinaryFile disk = new BinaryFile("disk", new byte[] {'D', 0});
    long information =
        load(
            new BootRequest(
                elf(0x40_0000, header(0)),
                "",
                Optional.of(disk),
                List.of(module("b", "two", "")),
                MAP,
                0));
    long table = field(information + 24);
    assertThat(text(field(table + 8))).isEqualTo("disk");
    assertThat(text(field(table + 24))).isEqualTo("b");
  }

  @Test
  void theInformationKeepsOutOfTheWayOfAKernelInConventionalMemory() throws BadImage {
    assertThat(load(elf(0x9_f000, header(0)), "")).isGreaterThanOrEqualTo(0x10_0000);
    assertThat(load(elf(0x8000, header(0)), "")).isBetween(0x9000L, 0x9_fc00L);
  }

  @Test
  void theAddressFieldsOfTheHeaderSayWhereAFlatImageGoes() throws BadImage {
    load(flat(0x20_0010, 0x20_0000, 0, 0x20_1000, 0x20_0020), "");
    assertThat(machine.cpus().getFirst().rip).isEqualTo(0x20_0020);
    assertThat(machine.memory().read(0x20_0000, 1)).isEqualTo(0x11);
    assertThat(field(0x20_0010)).isEqualTo(MAGIC);
    assertThat(machine.memory().read(0x20_006f, 1)).isEqualTo(0x77);
  }

  @Test
  void aFlatImageMayBeLoadedInPart() throws BadImage {
    load(flat(0x20_0010, 0x20_0008, 0x20_006f, 0, 0x20_0020), "");
    assertThat(machine.memory().read(0x20_0000, 8)).isZero();
    assertThat(field(0x20_0010)).isEqualTo(MAGIC);
    assertThat(machine.memory().read(0x20_006f, 1)).isZero();
  }

  @Test
  void theAddressFieldsCountForAnElfToo() throws BadImage {
    byte[] contents = header(0x1_0000, 0x60_00b0, 0x60_00b0, 0, 0, 0x60_00b4);
    load(elf(0x40_0000, contents), "");
    assertThat(machine.cpus().getFirst().rip).isEqualTo(0x60_00b4);
    assertThat(field(0x60_00b0)).isEqualTo(MAGIC);
  }

  @Test
  void anEntryIsWhereItsSegmentIs() throws BadImage {
    BinaryFile image = elf(0x40_0000, header(0));
    // p_paddr of the first program header.
    ByteBuffer.wrap(image.bytes()).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 24, 0x50_0000);
    load(image, "");
    assertThat(machine.cpus().getFirst().rip).isEqualTo(0x50_000c);
  }

  private void rejected(BinaryFile image, long offset, String problem) {
    assertThatThrownBy(() -> load(image, ""))
        .isInstanceOfSatisfying(
            BadImage.class,
            bad -> {
              assertThat(bad.offset()).isEqualTo(offset);
              assertThat(bad.problem()).contains(problem);
            });
  }

  @Test
  void refusesWhatItCannotProvide() {
    rejected(elf(0x40_0000, header(7)), 0xb4, "flags is 0x00000007, expected none of bits 2 to 15");
  }

  @Test
  void namesTheChecksumThatWouldBeRight() {
    byte[] contents = header(3);
    contents[8]++;
    rejected(elf(0x40_0000, contents), 0xb8, "checksum is 0xe4524ffc, expected 0xe4524ffb");
  }

  @Test
  void aFileWithoutHeaderIsNotRecognised() {
    BinaryFile image = elf(0x40_0000, new byte[64]);
    assertThat(new MultibootProtocol().recognises(image)).isFalse();
    rejected(image, BadImage.WHOLE_FILE, "no multiboot header");
  }

  @Test
  void checksTheAddressFields() {
    rejected(flat(0x20_0010, 0x20_0011, 0, 0, 0x20_0020), 32, "load_addr is 0x200011");
    rejected(flat(0x20_0010, 0x1f_ffff, 0, 0, 0x20_0020), 32, "load_addr is 0x1fffff");
    rejected(flat(0x20_0010, 0x20_0000, 0x20_0071, 0, 0x20_0020), 36, "load_end_addr");
    rejected(flat(0x20_0010, 0x20_0000, 0, 0x20_006f, 0x20_0020), 40, "bss_end_addr");
    rejected(flat(0x20_0010, 0x20_0000, 0, 0, 0x20_0070), 44, "entry_addr is 0x200070");
    rejected(flat(0x1000_0010, 0x1000_0000, 0, 0, 0x1000_0020), 32, "load_addr is 0x10000000");
  }

  @Test
  void aHeaderThatEndsBeforeItsAddressFieldsIsRefused() {
    byte[] bytes = new byte[24];
    System.arraycopy(header(0x1_0000), 0, bytes, 0, 24);
    rejected(new BinaryFile("short", bytes), 24, "bss_end_addr");
  }

  @Test
  void aFlatImageNeedsAddressFields() {
    rejected(new BinaryFile("flat", header(0)), 4, "flags is without bit 16");
  }

  @Test
  void aModuleThatDoesNotFitIsRefused() {
    assertThatThrownBy(
            () ->
                load(
                    elf(0x40_0000, header(0)),
                    "",
                    new BootRequest.Module(new BinaryFile("big", new byte[13 << 20]), "")))
        .isInstanceOf(BadImage.class)
        .hasMessageContaining("below the end of RAM at 0x1000000");
  }
}
