package ksim.core.programs;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.CR4;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Runs a static program in ring 3, under a kernel of two system calls: write, to the serial port,
 * and exit, to the debug-exit port.
 */
final class ProgramMachine {
  private static final long MEMORY_BYTES = 32 << 20;
  private static final long STACK_TOP = 0x1e0_0000;
  private static final long FIRST_USER_PAGE = 0x40_0000;
  private static final long LARGE_PAGE = 0x20_0000;
  private static final long LIMIT_CYCLES = 2_000_000_000L;
  private static final int SYSTEM_CALL_ENABLE = 1;
  private static final int LONG_MODE_AND_NO_EXECUTE = 0xd00;
  private static final long USER = 4;

  /**
   * What a program did.
   *
   * @param output what it wrote
   * @param status its exit status
   */
  record Outcome(String output, int status) {}

  private ProgramMachine() {}

  /** Runs a program to its end. */
  static Outcome run(ElfImage program) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Machine machine =
        new Machine(
            new MachineConfiguration(1, MEMORY_BYTES, "skylake", TimingLevel.NONE, 100_000),
            output::write);
    List<ImageSegment> segments = new ArrayList<>(program.segments());
    segments.add(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, kernel(program.entry())));
    LongModeStart.start(machine, segments, LongModeStart.IMAGE_LINEAR);
    for (long page = FIRST_USER_PAGE; page < MEMORY_BYTES; page += LARGE_PAGE) {
      openToRing3(machine.memory(), machine.cpus().getFirst().control.cr3, page);
    }
    Stop stop = machine.run(LIMIT_CYCLES);
    if (stop instanceof Stop.DebugExit exit) {
      return new Outcome(output.toString(StandardCharsets.UTF_8), (int) exit.value());
    }
    throw new AssertionError(stop + " after it printed: " + output);
  }

  private static byte[] kernel(long program) {
    Assembler a = new Assembler(LongModeStart.IMAGE_LINEAR);
    Label systemCall = a.label("system_call");
    enableVectors(a);
    writeMsr(a, 0xc000_0080, LONG_MODE_AND_NO_EXECUTE | SYSTEM_CALL_ENABLE);
    writeMsr(a, 0xc000_0081, 0x10L << 48 | 0x08L << 32);
    a.movAddress(RAX, systemCall);
    a.mov(EDX, 0);
    a.mov(ECX, 0xc000_0082L);
    a.emit("wrmsr");
    writeMsr(a, 0xc000_0084, 0x700);
    a.mov(RCX, program);
    a.mov(R11, 0x202);
    a.mov(RSP, STACK_TOP);
    a.emit("sysretq");
    a.bind(systemCall);
    systemCall(a);
    return a.finish().bytes();
  }

  /** Changes RAX, RCX and R11 only, as Linux; spares the 128 bytes below the stack pointer. */
  private static void systemCall(Assembler a) {
    Label exit = a.label("exit");
    Label next = a.label("next");
    Label written = a.label("written");
    a.cmp(RAX, 60);
    a.jcc(Condition.E, exit);
    a.sub(RSP, 128);
    a.push(RDX);
    a.push(RSI);
    a.push(R10);
    a.mov(R10, RDX);
    a.mov(EDX, 0x3f8);
    a.bind(next);
    a.test(R10, R10);
    a.jcc(Condition.E, written);
    a.mov(AL, byte_(RSI));
    a.out(DX, AL);
    a.inc(RSI);
    a.dec(R10);
    a.jmp(next);
    a.bind(written);
    a.pop(R10);
    a.pop(RSI);
    a.pop(RDX);
    a.add(RSP, 128);
    a.mov(RAX, RDX);
    a.emit("sysretq");
    a.bind(exit);
    a.mov(RAX, RDI);
    a.out(0xf4, AL);
  }

  /** CR4.OSFXSR, OSXMMEXCPT and OSXSAVE; XCR0: x87, SSE and AVX. */
  private static void enableVectors(Assembler a) {
    a.mov(RAX, CR4);
    a.or(RAX, 1 << 9 | 1 << 10 | 1 << 18);
    a.mov(CR4, RAX);
    a.mov(ECX, 0);
    a.mov(EAX, 7);
    a.mov(EDX, 0);
    a.emit("xsetbv");
  }

  private static void writeMsr(Assembler a, int number, long value) {
    a.mov(ECX, number & 0xffff_ffffL);
    a.mov(EAX, value & 0xffff_ffffL);
    a.mov(EDX, value >>> 32);
    a.emit("wrmsr");
  }

  private static void openToRing3(PhysicalMemory memory, long root, long linear) {
    long table = root;
    for (int shift = 39; shift >= 21; shift -= 9) {
      long entry = table + (linear >>> shift & 511) * 8;
      memory.write(entry, 8, memory.read(entry, 8) | USER);
      table = memory.read(entry, 8) & 0xf_ffff_ffff_f000L;
    }
  }
}
