package ksim.sched.scenario;

import ksim.sched.view.GuestList;
import ksim.core.observe.AddressHook;
import java.util.function.ToLongFunction;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.sched.kernel.CpuLayout;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.MemoryMap;
import ksim.sched.kernel.WaitQueueLayout;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.PageTableView;

/**
 * Keeps the books of page frames: counts them as they leave and enter the allocator's lists and as
 * they get and lose an owner, each at the very instruction that makes it so. What the kernel's own
 * lists hold at the end must be the rest.
 */
final class MemoryLedger {
  private static final long PAGE = MemoryMap.PAGE;

  private final KernelImage image;
  private final GuestMemory memory;
  private final PageTableView tables;
  private long total;
  private long anonymous;
  private long pageTables;
  private long heap;
  private long entryStacks;
  private long mallocStacks;

  /** Out of the lists without an owner: less than nothing while a page is in two places at once. */
  private long transit;

  MemoryLedger(Machine machine, KernelImage image, GuestMemory memory) {
    this.image = image;
    this.memory = memory;
    this.tables = new PageTableView(machine.memory());
    machine.onAddress(image.address("memory_ready"), this::memoryReady);
    leave(machine, "page_ranges_taken", cpu -> cpu.gpr[Cpu.RDI]);
    leave(machine, "page_ranges_taken_up_to", cpu -> cpu.gpr[Cpu.RDI]);
    leave(machine, "page_cache_taken", cpu -> cpu.gpr[12]);
    leave(machine, "pool_page_taken", cpu -> 1);
    leave(machine, "pool_page_taken_for_reserve", cpu -> 1);
    leave(machine, "reserve_page_taken", cpu -> 1);
    enter(machine, "page_ranges_inserted", cpu -> cpu.gpr[Cpu.RSI]);
    enter(machine, "pool_page_put", cpu -> 1);
    enter(machine, "pool_page_put_at_boot", cpu -> 1);
    enter(machine, "pool_pages_put", this::pagesPut);
    enter(machine, "reserve_page_returned", cpu -> 1);
    enter(machine, "reserve_topped_up", cpu -> 1);
    enter(machine, "reserve_refilled", cpu -> 1);
    enter(machine, "reserve_filled", cpu -> 1);
    observe(machine, "page_mapped", cpu -> pageMapped());
    observe(machine, "reserve_page_mapped", cpu -> pageMapped());
    observe(machine, "page_unmapped", cpu -> own(-1, () -> anonymous--));
    observe(machine, "page_table_mapped", cpu -> own(1, () -> pageTables++));
    observe(machine, "heap_page_taken", cpu -> own(1, () -> heap++));
    observe(machine, "heap_pages_taken", cpu -> heapPages(cpu.gpr[12]));
    observe(machine, "heap_pages_released", cpu -> heapPages(-cpu.gpr[Cpu.RSI]));
  }

  private void observe(Machine machine, String symbol, AddressHook action) {
    if (image.symbols().containsKey(symbol)) {
      machine.onAddress(image.address(symbol), action);
    }
  }

  private void leave(Machine machine, String symbol, ToLongFunction<Cpu> pages) {
    observe(machine, symbol, cpu -> transit += pages.applyAsLong(cpu));
  }

  private void enter(Machine machine, String symbol, ToLongFunction<Cpu> pages) {
    observe(machine, symbol, cpu -> transit -= pages.applyAsLong(cpu));
  }

  /** All that was free at boot: nothing has been handed out yet. */
  private void memoryReady(Cpu cpu) {
    total = global(cpu, "free_pages") + global(cpu, "page_cache_pages");
    transit = 0;
  }

  /** RCX holds the pool's new count, RAX the CPU's structure. */
  private long pagesPut(Cpu cpu) {
    return cpu.gpr[Cpu.RCX] - read(cpu, cpu.gpr[Cpu.RAX] + CpuLayout.POOL_COUNT);
  }

  private void pageMapped() {
    own(1, () -> anonymous++);
  }

  private void own(long pages, Runnable account) {
    account.run();
    transit -= pages;
  }

  private void heapPages(long pages) {
    own(pages, () -> heap += pages);
  }

  /** A thread has got its stacks for exceptions and interrupts, or they are given back. */
  void entryStackPages(long pages) {
    own(pages, () -> entryStacks += pages);
  }

  /** A thread has got a stack from the allocator, or it is given back. */
  void mallocStackPages(long pages) {
    own(pages, () -> mallocStacks += pages);
  }

  /**
   * Where all frames are.
   *
   * @param mappedStackBytes resident bytes of stacks that are mapped
   */
  MemoryUse result(Cpu cpu, long mappedStackBytes) {
    return new MemoryUse(
        total * PAGE,
        freePages(cpu) * PAGE,
        global(cpu, "page_cache_pages") * PAGE,
        mappedStackBytes + mallocStacks * PAGE,
        entryStacks * PAGE,
        anonymous * PAGE - mappedStackBytes,
        pageTables * PAGE,
        heap * PAGE,
        transit * PAGE);
  }

  private long freePages(Cpu cpu) {
    long pages = global(cpu, "free_pages");
    long cpus = image.address("cpus");
    for (int number = 0; number < image.cpus(); number++) {
      long at = cpus + (long) number * CpuLayout.SIZE;
      pages += read(cpu, at + CpuLayout.POOL_COUNT) + read(cpu, at + CpuLayout.RESERVE_COUNT);
    }
    return pages;
  }

  /** Holds the books against the guest's memory; a sentence for each thing that does not agree. */
  void check(Cpu cpu, MemoryUse use, Violations violations) {
    if (!use.closes()) {
      violations.add(
          "memory",
          "memory accounting does not close: %d bytes in all, %d accounted for"
              .formatted(use.totalBytes(), use.accountedBytes()));
    }
    long lock = image.address("page_ranges_lock");
    if (read(cpu, lock + WaitQueueLayout.MUTEX_COUNT) == 0) {
      long listed = listedPages(cpu);
      if (listed != global(cpu, "free_pages")) {
        violations.add(
            "free list",
            "the list of free ranges holds %d pages, the kernel counts %d"
                .formatted(listed, global(cpu, "free_pages")));
      }
    }
    PageTableView.Count found = tables.count(cpu, MemoryMap.ANONYMOUS);
    if (transit == 0 && (found.pages() != anonymous || found.tables() != pageTables)) {
      violations.add(
          "page tables",
          "the page tables map %d pages by %d tables, %d pages and %d tables were mapped"
              .formatted(found.pages(), found.tables(), anonymous, pageTables));
    }
  }

  private long listedPages(Cpu cpu) {
    return GuestList.addresses(memory, cpu, global(cpu, "free_ranges"), 0).stream()
        .mapToLong(range -> read(cpu, range + 8))
        .sum();
  }

  private long global(Cpu cpu, String symbol) {
    return read(cpu, image.address(symbol));
  }

  private long read(Cpu cpu, long linear) {
    return memory.readOrZero(cpu, linear, 8);
  }
}
