package ksim.cli.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import ksim.cli.gdb.GdbRegister.Setter;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segments;
import ksim.core.cpu.VectorRegisters;
import ksim.core.cpu.X87Registers;
import ksim.core.machine.Debugger;

/**
 * The registers of a CPU by gdb's numbers: those of the standard features of i386:x86-64 (GDB
 * manual, appendix G.5.5) in their order, then system registers.
 */
final class GdbRegisters {
  static final String CORE = "org.gnu.gdb.i386.core";
  static final String SSE = "org.gnu.gdb.i386.sse";
  static final String AVX = "org.gnu.gdb.i386.avx";
  static final String SEGMENTS = "org.gnu.gdb.i386.segments";
  static final String SYSTEM = "org.ksim.i386.system";

  private static final List<String> GENERAL =
      List.of("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp");
  private static final int[] HARDWARE_ORDER = {
    Cpu.RAX, Cpu.RBX, Cpu.RCX, Cpu.RDX, Cpu.RSI, Cpu.RDI, Cpu.RBP, Cpu.RSP
  };
  private static final List<String> SELECTORS = List.of("cs", "ss", "ds", "es", "fs", "gs");
  private static final int[] SELECTOR_NUMBERS = {
    Segments.CS, Segments.SS, Segments.DS, Segments.ES, Segments.FS, Segments.GS
  };

  /** The flags that a debugger may change: not those that decide how code is executed. */
  private static final long WRITABLE_FLAGS = Flags.ALL & ~Flags.VM;

  private static final int TOP_SHIFT = 11;
  private static final int EMPTY_TAG = 3;

  private final Debugger debugger;
  private final List<GdbRegister> all = new ArrayList<>();

  /**
   * @param debugger told before what a CPU executes is changed
   */
  GdbRegisters(Debugger debugger) {
    this.debugger = debugger;
    core();
    x87();
    vectors();
    system();
  }

  /** All of them, the number of each being its index. */
  List<GdbRegister> all() {
    return all;
  }

  private void add(
      String feature, String name, int bytes, String type, ToLongFunction<Cpu> get, Setter set) {
    all.add(GdbRegister.of(feature, name, bytes, type, get, set));
  }

  private void core() {
    for (int i = 0; i < 16; i++) {
      int number = i < GENERAL.size() ? HARDWARE_ORDER[i] : i;
      String name = i < GENERAL.size() ? GENERAL.get(i) : "r" + i;
      String type = number == Cpu.RSP || number == Cpu.RBP ? "data_ptr" : "int64";
      add(
          CORE,
          name,
          8,
          type,
          cpu -> cpu.gpr[number],
          (cpu, value, high) -> {
            cpu.gpr[number] = value;
            return true;
          });
    }
    add(CORE, "rip", 8, "code_ptr", cpu -> cpu.rip, this::setRip);
    add(CORE, "eflags", 4, "i386_eflags", cpu -> cpu.flags.toRflags(), this::setFlags);
    for (int i = 0; i < SELECTORS.size(); i++) {
      int number = SELECTOR_NUMBERS[i];
      add(CORE, SELECTORS.get(i), 4, "int32", cpu -> cpu.segments.selector(number), Setter.NONE);
    }
  }

  private boolean setRip(Cpu cpu, long value, long high) {
    debugger.disturb(cpu);
    cpu.rip = value;
    return true;
  }

  private boolean setFlags(Cpu cpu, long value, long high) {
    debugger.disturb(cpu);
    cpu.flags.fromRflags(value, WRITABLE_FLAGS);
    cpu.mmu.setAlignmentCheckFlag(cpu.flags.isSet(Flags.AC));
    return true;
  }

  private void x87() {
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int number = i;
      all.add(
          new GdbRegister(
              CORE,
              "st" + i,
              10,
              "i387_ext",
              cpu -> cpu.x87.significand[physical(cpu, number)],
              cpu -> cpu.x87.signExponent[physical(cpu, number)],
              (cpu, low, high) -> {
                cpu.x87.significand[physical(cpu, number)] = low;
                cpu.x87.signExponent[physical(cpu, number)] = (int) high & 0xffff;
                return true;
              }));
    }
    add(CORE, "fctrl", 4, "int", cpu -> cpu.x87.control, Setter.NONE);
    add(CORE, "fstat", 4, "int", GdbRegisters::status, Setter.NONE);
    add(CORE, "ftag", 4, "int", GdbRegisters::tags, Setter.NONE);
    add(CORE, "fiseg", 4, "int", cpu -> cpu.x87.instructionSelector, Setter.NONE);
    add(CORE, "fioff", 4, "int", cpu -> cpu.x87.instructionPointer, Setter.NONE);
    add(CORE, "foseg", 4, "int", cpu -> cpu.x87.dataSelector, Setter.NONE);
    add(CORE, "fooff", 4, "int", cpu -> cpu.x87.dataPointer, Setter.NONE);
    add(CORE, "fop", 4, "int", cpu -> cpu.x87.opcode, Setter.NONE);
  }

  private static int physical(Cpu cpu, int number) {
    return (cpu.x87.top + number) & (X87Registers.COUNT - 1);
  }

  private static long status(Cpu cpu) {
    return cpu.x87.status | (long) cpu.x87.top << TOP_SHIFT;
  }

  /** The tag word as FNSTENV gives it, but that what is not empty counts as valid. */
  private static long tags(Cpu cpu) {
    long tags = 0;
    for (int i = 0; i < X87Registers.COUNT; i++) {
      tags |= (cpu.x87.empty >>> i & 1) != 0 ? (long) EMPTY_TAG << (2 * i) : 0;
    }
    return tags;
  }

  private void vectors() {
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      all.add(lanes(SSE, "xmm" + i, "vec128", i * VectorRegisters.LANES));
    }
    add(
        SSE,
        "mxcsr",
        4,
        "i386_mxcsr",
        cpu -> cpu.vectors.mxcsr,
        (cpu, value, high) -> {
          cpu.vectors.mxcsr = (int) value & 0xffff;
          return true;
        });
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      all.add(lanes(AVX, "ymm" + i + "h", "uint128", i * VectorRegisters.LANES + 2));
    }
  }

  private static GdbRegister lanes(String feature, String name, String type, int at) {
    return new GdbRegister(
        feature,
        name,
        16,
        type,
        cpu -> cpu.vectors.lanes[at],
        cpu -> cpu.vectors.lanes[at + 1],
        (cpu, low, high) -> {
          cpu.vectors.lanes[at] = low;
          cpu.vectors.lanes[at + 1] = high;
          return true;
        });
  }

  private void system() {
    add(SEGMENTS, "fs_base", 8, "int64", cpu -> cpu.segments.base[Segments.FS], base(Segments.FS));
    add(SEGMENTS, "gs_base", 8, "int64", cpu -> cpu.segments.base[Segments.GS], base(Segments.GS));
    add(SYSTEM, "k_gs_base", 8, "int64", cpu -> cpu.msrs.kernelGsBase, Setter.NONE);
    add(SYSTEM, "cr0", 8, "int64", cpu -> cpu.control.cr0, Setter.NONE);
    add(SYSTEM, "cr2", 8, "int64", cpu -> cpu.control.cr2, Setter.NONE);
    add(SYSTEM, "cr3", 8, "int64", cpu -> cpu.control.cr3, Setter.NONE);
    add(SYSTEM, "cr4", 8, "int64", cpu -> cpu.control.cr4, Setter.NONE);
    add(SYSTEM, "cr8", 8, "int64", cpu -> cpu.interruptController.taskPriority(), Setter.NONE);
    add(SYSTEM, "efer", 8, "int64", cpu -> cpu.msrs.efer, Setter.NONE);
  }

  private Setter base(int segment) {
    return (cpu, value, high) -> {
      boolean canonical = cpu.model.isCanonicalBase(value);
      if (canonical) {
        debugger.disturb(cpu);
        cpu.segments.base[segment] = value;
      }
      return canonical;
    };
  }
}
