package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.PortBus;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.platform.ApicBus;
import ksim.core.platform.LocalApic;
import ksim.core.processor.CpuIdentity;
import ksim.core.processor.CpuModels;
import ksim.core.time.EventQueue;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;

/**
 * A CPU in long mode with tables written by hand from the manual's figures: the first 2 MiB are
 * mapped one to one in 4 KiB pages, user accessible from 0x100000 on.
 */
public final class SystemFixture {
  public static final int KERNEL_CODE = 0x08;
  public static final int KERNEL_DATA = 0x10;
  public static final int USER_DATA = 0x20;
  public static final int USER_CODE = 0x28;
  public static final int TASK = 0x30;
  public static final int CODE_NOT_PRESENT = 0x40;
  public static final int CODE_CONFORMING = 0x48;
  public static final int CODE_32 = 0x50;
  public static final int DATA_NOT_PRESENT = 0x58;
  public static final int DATA_READ_ONLY = 0x60;

  public static final long TABLES = 0x1000;
  public static final long GDT = 0x10000;
  public static final long IDT = 0x11000;
  public static final long TSS = 0x12000;
  public static final long HANDLERS = 0x20000;
  public static final long KERNEL_STACK = 0x30ff8;
  public static final long RSP0 = 0x42000;
  public static final long IST = 0x50000;
  public static final long USER_STACK = 0x120ff8;
  public static final long CODE = 0x100000;

  private static final int LAST_PAGE_TABLE_ENTRY = 512;

  public final PhysicalMemory memory = new PhysicalMemory(4 << 20);
  public final Cpu cpu;

  /** A CPU of the standard model. */
  public SystemFixture() {
    this(CpuModels.DEFAULT);
  }

  /** A CPU of a model, as {@code --cpu} takes it. */
  public SystemFixture(String model) {
    PhysicalBus bus = new PhysicalBus(memory);
    Mmu mmu = new Mmu(bus, new CodePages(), TlbGeometry.skylake());
    cpu = new Cpu(new CpuIdentity(0, 1, CpuModels.of(model), 7), mmu, new Ports(), apic());
    writePageTables();
    writeDescriptors();
    cpu.control.cr0 = 0x80050033L;
    cpu.control.cr3 = TABLES;
    cpu.control.cr4 = 0x20;
    cpu.msrs.efer = 0xd01;
    mmu.loadCr3(TABLES);
    mmu.setControl(cpu.control.cr0, cpu.control.cr4, cpu.msrs.efer);
    cpu.segments.gdtBase = GDT;
    cpu.segments.gdtLimit = 0x67;
    cpu.segments.idtBase = IDT;
    cpu.segments.idtLimit = 0xfff;
    cpu.segments.tr = new Segment(TASK, TSS, 0x67, 0x008b);
    put64(TSS + 4, RSP0);
    memory.write(TSS + 102, 2, 0x68);
    for (int i = 1; i <= 7; i++) {
      put64(TSS + 36 + 8L * (i - 1), IST + 0x1000L * i);
    }
    for (int vector = 0; vector < 256; vector++) {
      gate(vector, KERNEL_CODE, handler(vector), 0, 0x8e);
    }
    cpu.rip = CODE;
    inKernel();
  }

  private static LocalApic apic() {
    EventQueue events = new EventQueue();
    return new LocalApic(0, () -> 0, events, 3, new ApicBus(() -> 0, events, 0));
  }

  /** Address of the handler of a vector. */
  public static long handler(int vector) {
    return HANDLERS + 16L * vector;
  }

  /** Ring 0 on the kernel stack. */
  public void inKernel() {
    cpu.segments.register[Segments.CS] = Descriptors.read(cpu, KERNEL_CODE, 0);
    cpu.segments.register[Segments.SS] = Descriptors.read(cpu, KERNEL_DATA, 0);
    cpu.setCpl(0);
    cpu.gpr[Cpu.RSP] = KERNEL_STACK;
  }

  /** Ring 3 on the user stack. */
  public void inUser() {
    cpu.segments.register[Segments.CS] =
        Descriptors.read(cpu, USER_CODE, 0).withSelector(USER_CODE | 3);
    cpu.segments.register[Segments.SS] =
        Descriptors.read(cpu, USER_DATA, 0).withSelector(USER_DATA | 3);
    cpu.setCpl(3);
    cpu.gpr[Cpu.RSP] = USER_STACK;
  }

  /** Sets RFLAGS. */
  public void flags(long rflags) {
    cpu.flags.fromRflags(rflags, Flags.ALL);
  }

  /**
   * Writes a gate (SDM volume 3, figure 6-8).
   *
   * @param access byte 5: P, DPL, type
   */
  public void gate(int vector, int selector, long offset, int stackIndex, int access) {
    long low =
        (offset & 0xffff)
            | (long) selector << 16
            | (long) stackIndex << 32
            | (long) access << 40
            | (offset >>> 16 & 0xffff) << 48;
    put64(IDT + 16L * vector, low);
    put64(IDT + 16L * vector + 8, offset >>> 32);
  }

  /** Takes the page at a linear address away. */
  public void unmap(long linear) {
    put64(TABLES + 0x3000 + (linear >>> 12) * 8, 0);
    cpu.mmu.flushAll();
  }

  /** Eight bytes of memory, by physical address. */
  public long get64(long address) {
    return memory.read(address, 8);
  }

  /** Writes eight bytes of memory, by physical address. */
  public void put64(long address, long value) {
    memory.write(address, 8, value);
  }

  /** Selector of a segment register. */
  public int selector(int number) {
    return cpu.segments.selector(number);
  }

  private void writePageTables() {
    put64(TABLES, TABLES + 0x1000 | 7);
    put64(TABLES + 0x1000, TABLES + 0x2000 | 7);
    put64(TABLES + 0x2000, TABLES + 0x3000 | 7);
    for (int i = 0; i < LAST_PAGE_TABLE_ENTRY; i++) {
      put64(TABLES + 0x3000 + 8L * i, (long) i << 12 | (i >= 0x100 ? 7 : 3));
    }
  }

  /** Access byte 0x9b: present, code, readable, accessed; flags nibble 2: long, 4: 32 bits. */
  private void writeDescriptors() {
    descriptor(KERNEL_CODE, 0x9b, 0xa);
    descriptor(KERNEL_DATA, 0x93, 0xc);
    descriptor(USER_DATA, 0xf3, 0xc);
    descriptor(USER_CODE, 0xfb, 0xa);
    put64(GDT + TASK, 0x0000_8900_0000_0067L | TSS << 16);
    descriptor(CODE_NOT_PRESENT, 0x1b, 0xa);
    descriptor(CODE_CONFORMING, 0x9f, 0xa);
    descriptor(CODE_32, 0x9b, 0xc);
    descriptor(DATA_NOT_PRESENT, 0x13, 0xc);
    descriptor(DATA_READ_ONLY, 0x91, 0xc);
  }

  /** Writes a flat descriptor. */
  public void descriptor(int selector, int access, int flags) {
    put64(GDT + selector, 0x000f_0000_0000_ffffL | (long) access << 40 | (long) flags << 52);
  }

  private static final class Ports implements PortBus {
    @Override
    public long read(int port, int bytes) {
      return port;
    }

    @Override
    public void write(int port, int bytes, long value) {}
  }
}
