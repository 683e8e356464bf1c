package ksim.sched.kernel;

import java.util.List;

/** The parts of the kernel, in the order of the image. */
final class KernelParts {
  private KernelParts() {}

  /** Reserves the data whose size does not depend on the threads. */
  static void reserveData(KernelCode k) {
    KernelParameters p = k.parameters();
    DataSegment data = k.data();
    CpuTable.reserve(k);
    Exceptions.reserve(k);
    ThreadTable.reserveKernelThreads(k);
    data.reserve("panic_records", (long) p.cpus() * PanicLayout.SIZE, 64);
    data.reserve("mutexes", (long) p.mutexes() * WaitQueueLayout.OBJECT_SIZE, 64);
    data.reserve("events", (long) p.events() * WaitQueueLayout.OBJECT_SIZE, 64);
    data.reserve("pipes", (long) p.pipes() * PipeLayout.SIZE, 64);
    for (String lock :
        List.of(
            "vma_lock",
            "page_ranges_lock",
            "flush_lock",
            "memory_waiters",
            "reclaim_event",
            "exit_event",
            "threads_lock")) {
      data.reserve(lock, WaitQueueLayout.OBJECT_SIZE, 64);
    }
    data.reserve("heap_depot", 16L * HeapAllocator.CLASSES, 64);
    data.reserve("free_ranges", 16, 16);
    data.reserve("rings", (long) p.rings() * RingLayout.SIZE, 64);
    data.variable("tracing", p.tracing() ? 1 : 0);
    data.variable("free_pages", 0);
    data.variable("free_generation", 0);
    data.variable("page_cache_next", 0);
    data.variable("page_cache_pages", p.pageCachePages());
    data.variable("vma_count", 0);
    data.variable("next_thread_id", 1);
    data.variable("next_cpu", 0);
    data.variable("all_threads", 0);
    data.variable("next_token", 1);
    data.variable("vma_gaps", 0);
    data.variable("local_apic", MemoryMap.LINEAR_MAP + MemoryMap.LOCAL_APIC);
  }

  /** Reserves the rest of the data and appends all code. */
  static void emitAll(
      KernelCode k, List<ThreadDescriptor> threads, List<ThreadDescriptor> spawned) {
    ThreadTable.reserve(k, threads, spawned);
    long end = k.data().variable("kernel_end", 0);
    k.data().set(end, MemoryMap.physical(k.data().end()));
    Boot.emit(k);
    Exceptions.emit(k);
    Interrupts.emit(k);
    PageFaultHandler.emit(k);
    Panic.emit(k);
    Idle.emit(k);
    Scheduler.emit(k);
    ContextSwitch.emit(k);
    Wake.emit(k);
    Mutex.emit(k);
    RwLock.emit(k);
    Events.emit(k);
    Condvar.emit(k);
    PageRanges.emit(k);
    PageAllocator.emit(k);
    Reclaimer.emit(k);
    HeapAllocator.emit(k);
    PageTables.emit(k);
    StackReserve.emit(k);
    TlbFlush.emit(k);
    VmaList.emit(k);
    Threads.emit(k);
    ThreadMain.emit(k);
    Init.emit(k, threads, spawned);
    Tracepoints.emit(k);
    Pipes.emit(k);
    Rings.emit(k);
    SystemCalls.emit(k);
    if (k.design().segmentedStacks()) {
      SplitStack.emit(k);
    }
    Thunks.emit(k);
    Timer.emit(k);
    Sleep.emit(k);
    Spawn.emit(k);
    SchedulerRequests.emit(k);
  }
}
