package ksim.core.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import ksim.mmu.paging.Pte;

/**
 * What CPUID returns (Intel SDM volume 2, CPUID). Only features that are implemented are offered:
 * in particular no x87, MMX, SSE and FXSAVE, although every real processor with long mode has them,
 * no x2APIC and no TSC deadline timer. Cache sizes are those of the Skylake core.
 */
final class CpuidLeaves {
  /** Result registers of one leaf. */
  record Registers(int eax, int ebx, int ecx, int edx) {
    static final Registers ZERO = new Registers(0, 0, 0, 0);
  }

  private static final int MAX_BASIC = 0x16;
  private static final int HYPERVISOR = 0x40000000;
  private static final int MAX_EXTENDED = 0x80000008;
  private static final int SIGNATURE = 0x000506e3;
  private static final String VENDOR = "GenuineIntel";
  private static final String HYPERVISOR_VENDOR = "KSIMKSIMKSIM";
  private static final String BRAND = "ksim x86-64 processor (Skylake) @ 3.00GHz";
  private static final int BRAND_BYTES = 48;

  private static final int CLFLUSH_LINE_BYTES = 64;

  /** DE PSE TSC MSR PAE CX8 APIC MTRR PGE CMOV PAT PSE36 CLFSH. */
  private static final int LEAF1_EDX = bits(2, 3, 4, 5, 6, 8, 9, 12, 13, 15, 16, 17, 19);

  /** CX16 PCID MOVBE POPCNT, and the bit that says: a hypervisor. */
  private static final int LEAF1_ECX = bits(13, 17, 22, 23, 31);

  /** FSGSBASE TSC_ADJUST BMI1 SMEP BMI2 INVPCID ADX SMAP CLFLUSHOPT. */
  private static final int LEAF7_EBX = bits(0, 1, 3, 7, 8, 10, 19, 20, 23);

  /** SYSCALL NX 1 GiB pages RDTSCP LM. */
  private static final int EXTENDED_EDX = bits(11, 20, 26, 27, 29);

  /** LAHF LZCNT PREFETCHW. */
  private static final int EXTENDED_ECX = bits(0, 5, 8);

  private static final int ALWAYS_RUNNING_APIC_TIMER = bits(2);
  private static final int INVARIANT_TSC = bits(8);

  private CpuidLeaves() {}

  /**
   * One leaf.
   *
   * @param leaf EAX
   * @param subleaf ECX
   * @param apicId initial APIC identifier of the CPU that asks
   */
  static Registers read(int leaf, int subleaf, int apicId) {
    return switch (leaf) {
      case 0 -> named(MAX_BASIC, VENDOR, true);
      case 1 ->
          new Registers(
              SIGNATURE,
              (apicId << 24) | (1 << 16) | ((CLFLUSH_LINE_BYTES / 8) << 8),
              LEAF1_ECX,
              LEAF1_EDX);
      case 4 -> cache(subleaf);
      case 6 -> new Registers(ALWAYS_RUNNING_APIC_TIMER, 0, 0, 0);
      case 7 -> subleaf == 0 ? new Registers(0, LEAF7_EBX, 0, 0) : Registers.ZERO;
      // The core crystal runs at 24 MHz, the time-stamp counter 125 times as fast.
      case 0x15 -> new Registers(2, 250, 24_000_000, 0);
      case MAX_BASIC -> frequencies();
      case HYPERVISOR -> named(HYPERVISOR, HYPERVISOR_VENDOR, false);
      case 0x80000000 -> new Registers(MAX_EXTENDED, 0, 0, 0);
      case 0x80000001 -> new Registers(0, 0, EXTENDED_ECX, EXTENDED_EDX);
      case 0x80000002, 0x80000003, 0x80000004 -> brand(leaf - 0x80000002);
      // 256 KiB, 4 ways, lines of 64 bytes.
      case 0x80000006 -> new Registers(0, 0, 256 << 16 | 4 << 12 | 64, 0);
      case 0x80000007 -> new Registers(0, 0, 0, INVARIANT_TSC);
      case MAX_EXTENDED -> new Registers(48 << 8 | Pte.PHYSICAL_ADDRESS_BITS, 0, 0, 0);
      // Beyond the highest leaf a processor answers with the data of the highest basic one.
      default -> exists(leaf) ? Registers.ZERO : frequencies();
    };
  }

  private static boolean exists(int leaf) {
    return Integer.compareUnsigned(leaf, MAX_BASIC) <= 0
        || (leaf < 0 && Integer.compareUnsigned(leaf, MAX_EXTENDED) <= 0);
  }

  /** Base, maximum and bus frequency in MHz. */
  private static Registers frequencies() {
    return new Registers(3000, 3000, 100, 0);
  }

  /** Level-1 data, level-1 instruction, level-2 and level-3 cache. */
  private static Registers cache(int subleaf) {
    return switch (subleaf) {
      case 0 -> cache(1, 1, 8, 64, 0);
      case 1 -> cache(2, 1, 8, 64, 0);
      case 2 -> cache(3, 2, 4, 1024, 0);
      case 3 -> cache(3, 3, 16, 8192, 6);
      default -> Registers.ZERO;
    };
  }

  private static Registers cache(int type, int level, int ways, int sets, int edx) {
    int selfInitializing = 1 << 8;
    int geometry = ((ways - 1) << 22) | (CLFLUSH_LINE_BYTES - 1);
    return new Registers(type | level << 5 | selfInitializing, geometry, sets - 1, edx);
  }

  private static Registers brand(int part) {
    ByteBuffer text = ByteBuffer.allocate(BRAND_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    text.put(0, BRAND.getBytes(StandardCharsets.US_ASCII));
    int at = part * 16;
    return new Registers(
        text.getInt(at), text.getInt(at + 4), text.getInt(at + 8), text.getInt(at + 12));
  }

  /** Twelve letters in EBX, EDX, ECX (processors) or EBX, ECX, EDX (hypervisors). */
  private static Registers named(int eax, String name, boolean processor) {
    ByteBuffer text =
        ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
    int second = text.getInt(4);
    int third = text.getInt(8);
    return processor
        ? new Registers(eax, text.getInt(0), third, second)
        : new Registers(eax, text.getInt(0), second, third);
  }

  private static int bits(int... numbers) {
    int value = 0;
    for (int number : numbers) {
      value |= 1 << number;
    }
    return value;
  }
}
