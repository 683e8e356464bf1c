package ksim.sched.kernel;

import ksim.sched.stack.ProbeCounter;

/** The structures of all CPUs and of their idle threads, laid out before boot. */
final class CpuTable {
  private static final int IDLE_STACK = 8192;
  private static final long CODE_DESCRIPTOR = 0x0020_9b00_0000_0000L;
  private static final long DATA_DESCRIPTOR = 0x00cf_9300_0000_ffffL;

  /** Present, available 64-bit TSS. */
  private static final long TSS_TYPE = 0x89;

  private static final int TSS_BYTES = 104;
  private static final int TSS_IO_MAP_BASE = 0x66;

  private CpuTable() {}

  static void reserve(KernelCode k) {
    DataSegment data = k.data();
    int count = k.parameters().cpus();
    long cpus = data.reserve("cpus", (long) count * CpuLayout.SIZE, MemoryMap.PAGE);
    long threads = data.reserve("idle_threads", (long) count * ThreadLayout.SIZE, 64);
    int stackBytes =
        IDLE_STACK + ThreadLayout.EXCEPTION_STACK_SIZE + ThreadLayout.INTERRUPT_STACK_SIZE;
    long stacks = data.reserve("idle_stacks", (long) count * stackBytes, MemoryMap.PAGE);
    for (int number = 0; number < count; number++) {
      long cpu = cpus + (long) number * CpuLayout.SIZE;
      long thread = threads + (long) number * ThreadLayout.SIZE;
      long stack = stacks + (long) number * stackBytes;
      idleThread(data, thread, cpu, stack);
      cpu(data, cpu, number, thread, stack);
    }
  }

  private static void idleThread(DataSegment data, long thread, long cpu, long stack) {
    data.set(thread + ThreadLayout.SELF, thread);
    data.set(thread + ThreadLayout.PREEMPT_COUNTER, 1);
    data.set(thread + ThreadLayout.CPU, cpu);
    data.set(thread + ThreadLayout.INDEX, ThreadLayout.INDEX_IDLE);
    data.set(thread + ThreadLayout.STATE, ThreadLayout.STATE_RUNNING);
    data.set(thread + ThreadLayout.STACK_BASE, stack);
    data.set(thread + ThreadLayout.STACK_LOW, stack);
    data.set(thread + ThreadLayout.STACK_HIGH, stack + IDLE_STACK);
    data.set(thread + ThreadLayout.READ_COUNTER, ProbeCounter.POPULATED_START);
    data.set(thread + ThreadLayout.EXCEPTION_STACK, exceptionStack(stack));
    data.set(thread + ThreadLayout.INTERRUPT_STACK, interruptStack(stack));
  }

  private static long exceptionStack(long stack) {
    return stack + IDLE_STACK + ThreadLayout.EXCEPTION_STACK_SIZE;
  }

  private static long interruptStack(long stack) {
    return exceptionStack(stack) + ThreadLayout.INTERRUPT_STACK_SIZE;
  }

  private static void cpu(DataSegment data, long cpu, int number, long thread, long stack) {
    data.set(cpu + CpuLayout.NUMBER, number);
    data.set(cpu + CpuLayout.CURRENT, thread);
    data.set(cpu + CpuLayout.IDLE, thread);
    long tss = cpu + CpuLayout.TSS;
    data.set(cpu + CpuLayout.TSS_IST1, exceptionStack(stack));
    data.set(cpu + CpuLayout.TSS_IST2, interruptStack(stack));
    data.set(tss + TSS_IO_MAP_BASE - 6, (long) TSS_BYTES << 48); // 16 bits at the top of these 64
    long gdt = cpu + CpuLayout.GDT;
    data.set(gdt + 8, CODE_DESCRIPTOR);
    data.set(gdt + 16, DATA_DESCRIPTOR);
    data.set(
        gdt + 24,
        (TSS_BYTES - 1) | (tss & 0xff_ffff) << 16 | TSS_TYPE << 40 | (tss >>> 24 & 0xff) << 56);
    data.set(gdt + 32, tss >>> 32);
    long limit = 5 * 8 - 1;
    data.set(cpu + CpuLayout.GDT_POINTER, limit | gdt << 16);
    data.set(cpu + CpuLayout.GDT_POINTER + 8, gdt >>> 48);
  }
}
