package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.addressAt;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBP;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R12D;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/** The first instructions of each CPU. */
final class Boot {
  private static final long EFER = 0xc000_0080L;
  private static final long NO_EXECUTE_ENABLE = 1 << 11;
  private static final int TSS_SELECTOR = 0x18;

  private Boot() {}

  static void emit(KernelCode k) {
    start(k);
    memoryInit(k);
  }

  /**
   * {@code start}: long mode, interrupts off, RDI the CPU's number, RDX the size of RAM in bytes.
   * Becomes the idle thread of the CPU. The boot CPU creates the init thread first.
   */
  private static void start(KernelCode k) {
    Assembler a = k.assembler();
    Label idle = a.fresh("idle");
    k.beginBare("start");
    a.imul(RBX, RDI, CpuLayout.SIZE);
    a.add(RBX, k.at("cpus"));
    a.mov(R12, qword(RBX, CpuLayout.IDLE));
    a.mov(RSP, qword(R12, ThreadLayout.STACK_HIGH));
    a.mov(EBP, 0);
    a.mov(R13, RDX);

    // Own descriptor tables. The loader's selectors and descriptors of code and data are the same
    // as ours, so the segment registers can stay as they are.
    a.lgdt(address(RBX, CpuLayout.GDT_POINTER));
    a.lidt(addressAt(k.at("idt_pointer")));
    a.mov(EAX, TSS_SELECTOR);
    a.ltr(AX);
    ContextSwitch.loadFsBase(a, R12, R12D);
    a.mov(ECX, EFER);
    a.rdmsr();
    a.or(EAX, NO_EXECUTE_ENABLE | SystemCalls.ENABLE);
    a.wrmsr();
    SystemCalls.setUp(k);
    LocalApic.enable(k, RAX);
    a.mov(qword(RBX, CpuLayout.ONLINE), 1);

    a.cmp(qword(RBX, CpuLayout.NUMBER), 0);
    a.jcc(Condition.NE, idle);
    a.mov(RDI, R13);
    k.call("memory_init");
    k.loadAddress(EDI, "init_descriptor");
    k.call("thread_create");
    a.mov(RDI, RAX);
    k.call("thread_start");
    a.bind(idle);
    k.call("idle_loop");
    a.ud2();
    k.endBare();
  }

  /**
   * {@code memory_init(RDI bytes of RAM)}: behind the kernel comes the page cache, behind that free
   * memory, but for the page of the local APIC.
   */
  private static void memoryInit(KernelCode k) {
    Assembler a = k.assembler();
    Label low = a.fresh("low");
    k.begin("memory_init", FrameSizes.SMALL, RBX, R12);
    a.mov(RBX, RDI); // behind the last free byte
    a.mov(RAX, MemoryMap.LINEAR_MAP);
    a.add(RAX, k.global("kernel_end"));
    a.mov(k.global("page_cache_next"), RAX);
    a.mov(R12, MemoryMap.LOCAL_APIC);
    a.cmp(RBX, R12);
    a.jcc(Condition.BE, low);
    a.mov(RSI, RBX);
    a.lea(RDI, address(R12, MemoryMap.PAGE));
    freeRange(k);
    a.mov(RBX, R12);
    a.bind(low);
    a.mov(RSI, RBX);
    a.mov(RDI, k.global("page_cache_pages"));
    a.shl(RDI, 12);
    a.add(RDI, k.global("kernel_end"));
    freeRange(k);
    k.observable("memory_ready");
    k.end();
  }

  /** Frees the physical addresses from RDI up to RSI. */
  private static void freeRange(KernelCode k) {
    Assembler a = k.assembler();
    a.sub(RSI, RDI);
    a.shr(RSI, 12);
    a.mov(RAX, MemoryMap.LINEAR_MAP);
    a.add(RDI, RAX);
    k.call("page_ranges_insert");
  }
}
