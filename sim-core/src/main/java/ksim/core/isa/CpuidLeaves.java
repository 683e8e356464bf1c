package ksim.core.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.InterruptController;
import ksim.core.cpu.Segments;
import ksim.core.processor.Cache;
import ksim.core.processor.CpuModel;
import ksim.mmu.paging.Pte;

/**
 * What CPUID returns (Intel SDM volume 2, CPUID): the model's features and caches, and what depends
 * on the state of the CPU that asks.
 */
final class CpuidLeaves {
  /** Result registers of one leaf. */
  record Registers(int eax, int ebx, int ecx, int edx) {
    static final Registers ZERO = new Registers(0, 0, 0, 0);
  }

  private static final int HYPERVISOR = 0x40000000;
  private static final int EXTENDED = 0x80000000;
  private static final int MAX_EXTENDED = 0x80000008;
  private static final String HYPERVISOR_VENDOR = "KSIMKSIMKSIM";
  private static final int BRAND_BYTES = 48;

  private static final int KVM_FEATURES = 0x40000001;
  private static final String KVM_VENDOR = "KVMKVMKVM\0\0\0";

  /** The clock is there under its first register numbers, too. */
  private static final int KVM_CLOCK_OLD = 1;

  /** The clocks of all CPUs agree. */
  private static final int KVM_CLOCK_STABLE = 1 << 24;

  private static final int APIC = 1 << 9;
  private static final int HYPER_THREADING = 1 << 28;
  private static final int OSXSAVE = 1 << 27;
  private static final int OSPKE = 1 << 4;
  private static final int SYSCALL = 1 << 11;
  private static final int EXECUTE_DISABLE = 1 << 20;
  private static final int MONITOR = 1 << 3;

  private final Cpu cpu;
  private final CpuModel model;

  private CpuidLeaves(Cpu cpu) {
    this.cpu = cpu;
    this.model = cpu.model;
  }

  /**
   * One leaf, as it is for a CPU now.
   *
   * @param leaf EAX
   * @param subleaf ECX
   */
  static Registers read(Cpu cpu, int leaf, int subleaf) {
    return new CpuidLeaves(cpu).leaf(leaf, subleaf);
  }

  private Registers leaf(int leaf, int subleaf) {
    int maximum = MiscEnable.maxBasicLeaf(cpu);
    if (Integer.compareUnsigned(leaf, EXTENDED) >= 0) {
      // Beyond the highest leaf a processor answers with the data of the highest basic one.
      return Integer.compareUnsigned(leaf, MAX_EXTENDED) <= 0
          ? extended(leaf)
          : leaf(maximum, subleaf);
    }
    if (leaf == HYPERVISOR && model.has("hypervisor")) {
      return model.has("kvmclock")
          ? named(KVM_FEATURES, KVM_VENDOR, false)
          : named(HYPERVISOR, HYPERVISOR_VENDOR, false);
    }
    if (leaf == KVM_FEATURES && model.has("kvmclock")) {
      return new Registers(features(leaf, 0).eax() | KVM_CLOCK_OLD | KVM_CLOCK_STABLE, 0, 0, 0);
    }
    return Integer.compareUnsigned(leaf, maximum) <= 0
        ? basic(leaf, subleaf)
        : leaf(maximum, subleaf);
  }

  private Registers basic(int leaf, int subleaf) {
    return switch (leaf) {
      case 0 -> named(MiscEnable.maxBasicLeaf(cpu), model.vendor(), true);
      case 1 -> version();
      // Leaf 4 describes the caches, leaf 18H the TLBs; the prefetcher fetches 64 bytes.
      case 2 -> new Registers(0x00feff01, 0xf0, 0, 0);
      case 4 -> cache(subleaf);
      // MONITOR watches a line of the cache.
      case 5 ->
          MiscEnable.offersMonitor(cpu)
              ? new Registers(Cache.LINE_BYTES, Cache.LINE_BYTES, 0, 0)
              : Registers.ZERO;
      case 7 -> structuredFeatures(subleaf);
      case 0xb, 0x1f -> topology(subleaf);
      case 0xd -> ExtendedStateLeaves.read(cpu, subleaf);
      // The core crystal, which the local APIC's timer counts, runs at 1 GHz; the time-stamp
      // counter is three times as fast.
      case 0x15 -> new Registers(1, 3, 1_000_000_000, 0);
      // Base, maximum and bus frequency in MHz.
      case 0x16 -> new Registers(3000, 3000, 100, 0);
      default -> features(leaf, 0);
    };
  }

  private Registers extended(int leaf) {
    return switch (leaf) {
      case EXTENDED -> new Registers(MAX_EXTENDED, 0, 0, 0);
      case 0x80000001 -> {
        Registers bits = features(leaf, 0);
        // SYSCALL is shown in 64-bit mode only.
        boolean long64 = cpu.segments.register[Segments.CS].isLong();
        int hidden =
            (long64 ? 0 : SYSCALL) | (MiscEnable.offersExecuteDisable(cpu) ? 0 : EXECUTE_DISABLE);
        yield new Registers(0, 0, bits.ecx(), bits.edx() & ~hidden);
      }
      case 0x80000002, 0x80000003, 0x80000004 -> brand(leaf - 0x80000002);
      case 0x80000006 -> secondLevelCache();
      case MAX_EXTENDED -> addressSizes();
      default -> features(leaf, 0);
    };
  }

  private Registers features(int leaf, int subleaf) {
    return new Registers(
        model.cpuid(leaf, subleaf, "eax"),
        model.cpuid(leaf, subleaf, "ebx"),
        model.cpuid(leaf, subleaf, "ecx"),
        model.cpuid(leaf, subleaf, "edx"));
  }

  private Registers version() {
    Registers bits = features(1, 0);
    int cpus = cpu.identity.cpus();
    int identifiers = 1 << topologyShift();
    int flushLine = model.has("clfsh") ? Cache.LINE_BYTES / 8 : 0;
    boolean hasApic = (cpu.interruptController.base() & InterruptController.ENABLE) != 0;
    boolean osxsave = (cpu.control.cr4 & Cr4.OSXSAVE) != 0;
    return new Registers(
        model.signature().eax(),
        cpu.id << 24 | (identifiers & 0xff) << 16 | flushLine << 8,
        (bits.ecx() | (osxsave ? OSXSAVE : 0)) & ~(MiscEnable.offersMonitor(cpu) ? 0 : MONITOR),
        (bits.edx() | (cpus > 1 ? HYPER_THREADING : 0)) & ~(hasApic ? 0 : APIC));
  }

  private Registers structuredFeatures(int subleaf) {
    Registers bits = features(7, subleaf);
    boolean ospke = subleaf == 0 && (cpu.control.cr4 & Cr4.PKE) != 0;
    return new Registers(bits.eax(), bits.ebx(), bits.ecx() | (ospke ? OSPKE : 0), bits.edx());
  }

  /** Every CPU is a core with one thread, all cores are in one package. */
  private Registers topology(int subleaf) {
    return switch (subleaf) {
      case 0 -> new Registers(0, 1, 1 << 8, cpu.id);
      case 1 -> new Registers(topologyShift(), cpu.identity.cpus(), 2 << 8 | 1, cpu.id);
      default -> new Registers(0, 0, subleaf & 0xff, cpu.id);
    };
  }

  /** Bits of an APIC identifier that tell the cores of the package apart. */
  private int topologyShift() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(cpu.identity.cpus() - 1);
  }

  private Registers cache(int subleaf) {
    List<Cache> caches = model.caches();
    if (Integer.compareUnsigned(subleaf, caches.size()) >= 0) {
      return Registers.ZERO;
    }
    Cache cache = caches.get(subleaf);
    boolean shared = cache.level() == 3;
    int sharing = shared ? (1 << topologyShift()) - 1 : 0;
    int selfInitializing = 1 << 8;
    return new Registers(
        ((1 << topologyShift()) - 1) << 26
            | sharing << 14
            | selfInitializing
            | cache.level() << 5
            | cache.kind().code(),
        (cache.ways() - 1) << 22 | (Cache.LINE_BYTES - 1),
        cache.sets() - 1,
        // The last level is inclusive, and finds its set by a hash of the address.
        shared ? 6 : 0);
  }

  private Registers secondLevelCache() {
    Cache cache = model.caches().stream().filter(c -> c.level() == 2).findFirst().orElseThrow();
    int associativity =
        switch (cache.ways()) {
          case 4 -> 4;
          case 8 -> 6;
          case 16 -> 8;
          default -> 7; // the manual: see leaf 4
        };
    return new Registers(0, 0, cache.kib() << 16 | associativity << 12 | Cache.LINE_BYTES, 0);
  }

  private Registers addressSizes() {
    int linear = model.has("la57") ? 57 : 48;
    return new Registers(linear << 8 | Pte.PHYSICAL_ADDRESS_BITS, 0, 0, 0);
  }

  private Registers brand(int part) {
    ByteBuffer text = ByteBuffer.allocate(BRAND_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    text.put(0, model.brand().getBytes(StandardCharsets.US_ASCII));
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
}
