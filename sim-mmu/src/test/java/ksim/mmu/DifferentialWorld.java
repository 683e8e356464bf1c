package ksim.mmu;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.MmioDevice;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PagingFeatures;
import ksim.mmu.tlb.TlbGeometry;

/** Two CPUs on one memory, with or without fast TLBs; everything that happens leaves a mark. */
final class DifferentialWorld {
  static final long MEMORY_BYTES = 8L << 20;
  static final long DEVICE = 0x70_0000;
  static final TlbGeometry TINY = new TlbGeometry(8, 2, 2, 1);

  /** How an action ended: its value, or the fault. */
  record Result(String kind, long value, long detail) {}

  /** Something to do with one CPU of a world. */
  interface Action {
    long on(DifferentialWorld world, Mmu mmu);
  }

  final PhysicalMemory memory = new PhysicalMemory(MEMORY_BYTES);
  final PhysicalBus bus = new PhysicalBus(memory);
  final CodePages codePages = new CodePages();
  final TestTables tables = new TestTables(memory, 0x8000);
  final long[] roots = {tables.newTable(), tables.newTable()};
  final List<Mmu> cpus;
  final List<AccessLog> logs = List.of(AccessLog.ofData(), AccessLog.ofData());
  final List<String> marks = new ArrayList<>();

  DifferentialWorld(boolean fast) {
    cpus = List.of(newMmu(fast), newMmu(fast));
    bus.map(DEVICE, 4096, new RecordingDevice());
    codePages.listen(
        (physical, bytes) ->
            marks.add(
                "stored %x %d %x".formatted(physical, bytes, contentsOfRam(physical, bytes))));
  }

  private Mmu newMmu(boolean fast) {
    return new Mmu(bus, codePages, TINY, PagingFeatures.ALL, fast);
  }

  Result run(int cpu, Action action) {
    try {
      return new Result("done", action.on(this, cpus.get(cpu)), 0);
    } catch (PageFault fault) {
      return new Result("#PF", fault.address(), fault.errorCode());
    } catch (NonCanonicalAddress fault) {
      return new Result("non-canonical", fault.address(), 0);
    }
  }

  /** Everything that may be compared cheaply. */
  List<Object> summary() {
    List<Object> all = new ArrayList<>(marks);
    for (Mmu mmu : cpus) {
      all.add(mmu.inspection().tlbMisses());
      all.add(mmu.inspection().pageWalks());
      all.add(mmu.inspection().walkLoads());
      all.add(mmu.flushCount());
    }
    for (AccessLog log : logs) {
      for (int i = 0; i < log.size(); i++) {
        all.add("%x %d %s".formatted(log.physical(i), log.bytes(i), log.isWrite(i)));
      }
      log.clear();
    }
    all.add(memory.allocatedFrames());
    marks.clear();
    return all;
  }

  private long contentsOfRam(long physical, int bytes) {
    return bus.isRam(physical) ? memory.read(physical, bytes) : 0;
  }

  private final class RecordingDevice implements MmioDevice {
    @Override
    public long read(long offset, int bytes) {
      marks.add("device read %x %d".formatted(offset, bytes));
      return offset * 0x0101_0101_0101_0101L;
    }

    @Override
    public void write(long offset, int bytes, long value) {
      marks.add("device write %x %d %x".formatted(offset, bytes, value));
    }
  }
}
