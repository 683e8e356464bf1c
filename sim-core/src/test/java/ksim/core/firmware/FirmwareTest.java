package ksim.core.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.boot.PhysicalMap;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables, read again by a reader that knows only the specifications' offsets. */
class FirmwareTest {
  private static final long MIB = 1L << 20;

  private Machine machine;
  private FirmwareLayout layout;

  @BeforeEach
  void buildUsualPc() {
    build(2, 64 * MIB, Set.of());
  }

  private void build(int cpus, long bytes, Set<PcDevice> without) {
    PcOptions options = new PcOptions(without, value -> {});
    machine =
        new Machine(
            new MachineConfiguration(cpus, bytes, "skylake", TimingLevel.NONE, 1000),
            new PcBoard(options));
    layout = Firmware.install(machine, options);
  }

  private long at(long address, int bytes) {
    return machine.memory().read(address, bytes);
  }

  private String text(long address, int bytes) {
    byte[] letters = new byte[bytes];
    machine.memory().readBytes(address, letters, 0, bytes);
    return new String(letters, StandardCharsets.US_ASCII);
  }

  private int sum(long address, long bytes) {
    int sum = 0;
    for (long i = 0; i < bytes; i++) {
      sum += (int) at(address + i, 1);
    }
    return sum & 0xff;
  }

  /** Tables by signature, found as kernels find them: RSDP by its signature, then by pointers. */
  private SortedMap<String, Long> tables() {
    long rsdp = 0xe_0000;
    while (!text(rsdp, 8).equals("RSD PTR ")) {
      rsdp += 16;
      assertThat(rsdp).isLessThan(0x10_0000);
    }
    assertThat(rsdp).isEqualTo(layout.rsdp());
    assertThat(sum(rsdp, 20)).isZero();
    assertThat(sum(rsdp, 36)).isZero();
    assertThat(at(rsdp + 15, 1)).isEqualTo(2);
    SortedMap<String, Long> found = new TreeMap<>();
    long xsdt = at(rsdp + 24, 8);
    long rsdt = at(rsdp + 16, 4);
    check(found, xsdt);
    check(found, rsdt);
    List<Long> wide = pointers(xsdt, 8);
    assertThat(pointers(rsdt, 4)).isEqualTo(wide);
    wide.forEach(table -> check(found, table));
    long fadt = found.getOrDefault("FACP", 0L);
    check(found, at(fadt + 140, 8));
    assertThat(at(fadt + 40, 4)).isEqualTo(at(fadt + 140, 8));
    return found;
  }

  private long table(String signature) {
    assertThat(tables()).containsKey(signature);
    return tables().getOrDefault(signature, 0L);
  }

  private void check(SortedMap<String, Long> found, long table) {
    String signature = text(table, 4);
    assertThat(sum(table, at(table + 4, 4))).as(signature).isZero();
    assertThat(table).isBetween(0xe_0000L, 0xf_ffffL);
    assertThat(found.put(signature, table)).isNull();
  }

  private List<Long> pointers(long table, int width) {
    List<Long> result = new ArrayList<>();
    for (long i = 36; i < at(table + 4, 4); i += width) {
      result.add(at(table + i, width));
    }
    return result;
  }

  @Test
  void rootPointerLeadsToAllTables() {
    assertThat(tables()).containsOnlyKeys("APIC", "DSDT", "FACP", "HPET", "RSDT", "XSDT");
  }

  @Test
  void fixedTableNamesTheRegistersOfTheBoard() {
    long fadt = table("FACP");
    assertThat(at(fadt + 4, 4)).isEqualTo(244);
    assertThat(at(fadt + 46, 2)).as("SCI").isEqualTo(9);
    assertThat(at(fadt + 48, 4)).as("command port").isEqualTo(0xb2);
    assertThat(at(fadt + 56, 4)).as("PM1a events").isEqualTo(0x600);
    assertThat(at(fadt + 64, 4)).as("PM1a control").isEqualTo(0x604);
    assertThat(at(fadt + 76, 4)).as("timer").isEqualTo(0x608);
    assertThat(at(fadt + 108, 1)).as("century").isEqualTo(0x32);
    assertThat(at(fadt + 112, 4)).as("flags").isEqualTo(0x475);
    assertThat(at(fadt + 116, 4)).as("reset register: port, 8 bits").isEqualTo(0x801);
    assertThat(at(fadt + 120, 8)).isEqualTo(0xcf9);
    assertThat(at(fadt + 128, 1)).isEqualTo(6);
    for (int[] pair : new int[][] {{56, 148}, {64, 172}, {76, 208}, {80, 220}}) {
      assertThat(at(fadt + pair[1] + 4, 8)).isEqualTo(at(fadt + pair[0], 4));
    }
    long facs = at(fadt + 132, 8);
    assertThat(facs % 64).isZero();
    assertThat(text(facs, 4)).isEqualTo("FACS");
    assertThat(at(facs + 4, 4)).isEqualTo(64);
  }

  @Test
  void softOffIsInTheDefinitionBlock() {
    long dsdt = table("DSDT");
    String body = text(dsdt + 36, (int) at(dsdt + 4, 4) - 36);
    assertThat(body).startsWith("\b\\_S5_\u0012\u0006\u0004\0\0\0\0\u0010");
    assertThat(body).contains("C000", "C001", "ACPI0007", "PCI0", "COM1", "RTC_", "HPET");
    assertThat(body).doesNotContain("C002");
  }

  @Test
  void interruptTableListsProcessorsAndOverrides() {
    build(3, 64 * MIB, Set.of());
    List<String> entries = new ArrayList<>();
    long madt = table("APIC");
    assertThat(at(madt + 36, 4)).isEqualTo(0xfee0_0000L);
    assertThat(at(madt + 40, 4)).isEqualTo(1);
    for (long i = madt + 44; i < madt + at(madt + 4, 4); i += at(i + 1, 1)) {
      entries.add(
          switch ((int) at(i, 1)) {
            case 0 -> "cpu %d apic %d flags %d".formatted(at(i + 2, 1), at(i + 3, 1), at(i + 4, 4));
            case 1 -> "ioapic %d at %x from %d".formatted(at(i + 2, 1), at(i + 4, 4), at(i + 8, 4));
            case 2 -> "irq %d pin %d flags %x".formatted(at(i + 3, 1), at(i + 4, 4), at(i + 8, 2));
            case 4 -> "nmi %x flags %d lint%d".formatted(at(i + 2, 1), at(i + 3, 2), at(i + 5, 1));
            default -> "?";
          });
    }
    assertThat(entries)
        .containsExactly(
            "cpu 0 apic 0 flags 1",
            "cpu 1 apic 1 flags 1",
            "cpu 2 apic 2 flags 1",
            "ioapic 0 at fec00000 from 0",
            "irq 0 pin 2 flags 0",
            "irq 9 pin 9 flags d",
            "nmi ff flags 0 lint1");
  }

  @Test
  void eventTimerTableRepeatsItsCapabilities() {
    long hpet = table("HPET");
    assertThat(at(hpet + 36, 4)).isEqualTo(0x8086_a201L);
    assertThat(at(hpet + 44, 8)).isEqualTo(0xfed0_0000L);
    assertThat(at(hpet + 4, 4)).isEqualTo(56);
  }

  /** Types of the entries of the configuration table, which is found from the EBDA. */
  private List<Long> multiprocessorEntries() {
    long ebda = at(0x40e, 2) << 4;
    assertThat(ebda).isEqualTo(0x9_fc00);
    assertThat(at(0x413, 2)).isEqualTo(639);
    long pointer = ebda;
    while (!text(pointer, 4).equals("_MP_")) {
      pointer += 16;
      assertThat(pointer).isLessThan(0xa_0000);
    }
    assertThat(sum(pointer, 16)).isZero();
    long table = at(pointer + 4, 4);
    assertThat(text(table, 4)).isEqualTo("PCMP");
    assertThat(sum(table, at(table + 4, 2))).isZero();
    assertThat(at(table + 36, 4)).isEqualTo(0xfee0_0000L);
    List<Long> types = new ArrayList<>();
    long next = table + 44;
    for (long i = 0; i < at(table + 34, 2); i++) {
      types.add(at(next, 1));
      next += at(next, 1) == 0 ? 20 : 8;
    }
    assertThat(next).isEqualTo(table + at(table + 4, 2));
    return types;
  }

  @Test
  void multiprocessorTableCountsWhatItHas() {
    build(4, 64 * MIB, Set.of(PcDevice.ACPI));
    assertThat(layout.rsdp()).isZero();
    List<Long> types = multiprocessorEntries();
    assertThat(types)
        .startsWith(0L, 0L, 0L, 0L, 1L, 2L)
        .endsWith(3L, 4L, 4L)
        .hasSize(4 + 2 + 15 + 2);
  }

  @Test
  void whatIsLeftOutIsNotMentioned() {
    build(1, 64 * MIB, Set.of(PcDevice.HPET, PcDevice.IOAPIC, PcDevice.PCI, PcDevice.SERIAL));
    assertThat(tables()).doesNotContainKey("HPET");
    long dsdt = table("DSDT");
    assertThat(text(dsdt, (int) at(dsdt + 4, 4))).doesNotContain("HPET", "PCI0", "COM1");
    assertThat(multiprocessorEntries()).doesNotContain(2L, 3L);
    build(1, 64 * MIB, EnumSet.allOf(PcDevice.class));
    assertThat(layout.rsdp()).isZero();
    for (long address = 0x9_fc00; address < 0xa_0000; address += 16) {
      assertThat(text(address, 4)).isNotEqualTo("_MP_");
    }
  }

  @Test
  void sixtyFourProcessorsFit() {
    build(64, 64 * MIB, Set.of());
    assertThat(tables()).hasSize(6);
    assertThat(multiprocessorEntries().stream().filter(type -> type == 0)).hasSize(64);
  }

  @Test
  void mapKeepsTheHoleBelow4GiB() {
    build(1, 8192 * MIB, Set.of());
    assertThat(layout.map().ranges())
        .containsExactly(
            new PhysicalMap.Range(0, 0x9_fc00, PhysicalMap.Kind.RAM),
            new PhysicalMap.Range(0x9_fc00, 0x6_0400, PhysicalMap.Kind.RESERVED),
            new PhysicalMap.Range(0x10_0000, 0xbff0_0000L, PhysicalMap.Kind.RAM),
            new PhysicalMap.Range(0x1_0000_0000L, 0x1_4000_0000L, PhysicalMap.Kind.RAM));
    machine.bus().write(0x2_3fff_fff8L, 8, 5);
    assertThat(machine.bus().read(0x2_3fff_fff8L, 8)).isEqualTo(5);
    assertThat(machine.bus().read(0x2_4000_0000L, 8)).isEqualTo(-1);
    assertThat(machine.bus().read(0xc000_0000L, 8)).isEqualTo(-1);
  }

  @Test
  void lowPagesAndTheStackBelowTheBootSectorAreTheKernels() {
    for (long address = 0x500; address < 0x9_fc00; address += 8) {
      assertThat(at(address, 8)).as("0x%x", address).isZero();
    }
  }
}
