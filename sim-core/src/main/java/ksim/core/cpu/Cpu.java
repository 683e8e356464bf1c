package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.encoding.CodeMode;
import ksim.core.processor.CpuIdentity;
import ksim.core.processor.CpuModel;
import ksim.core.softfloat.FloatUnit;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Architectural state of one CPU, and its ways out: memory, ports and the interrupt controller.
 *
 * <p>Fields are public and plain because every operation works on them; their invariants are stated
 * here and kept by the operations.
 */
public final class Cpu implements Persistent {
  /** What the seeds of neighbouring CPUs differ by. */
  private static final long SEED_STEP = 0x632b_e59b_d9b4_e019L;

  /** Numbers of the general registers in hardware order. */
  public static final int RAX = 0, RCX = 1, RDX = 2, RBX = 3, RSP = 4, RBP = 5, RSI = 6, RDI = 7;

  /** Index into {@link #gpr} of a register that always reads zero: stands for "no register". */
  public static final int ZERO = 16;

  /** Number of this CPU within its machine, from 0. */
  public final int id;

  /** Its number, its neighbours and what kind of processor it is. */
  public final CpuIdentity identity;

  /** What kind of processor it is. */
  public final CpuModel model;

  /**
   * RAX to R15 in hardware order; the element at {@link #ZERO} is always zero, so that address
   * arithmetic needs no branches.
   */
  public final long[] gpr = new long[17];

  /**
   * Offset in the code segment of the next instruction; within a block, of the one after its last.
   * In 64-bit mode the offset is the linear address.
   */
  public long rip;

  /** RFLAGS. */
  public final Flags flags = new Flags();

  /** Segment registers and descriptor-table registers. */
  public final Segments segments = new Segments();

  /**
   * Base addresses that memory operands add, in hardware order (ES CS SS DS FS GS): the very array
   * {@link Segments#base}, kept here because every memory operand reads it.
   */
  public final long[] segmentBase = segments.base;

  /** XMM and YMM registers, MXCSR. */
  public final VectorRegisters vectors = new VectorRegisters();

  /** x87 registers; the MMX registers are part of them. */
  public final X87Registers x87 = new X87Registers();

  /** Does the arithmetic of SSE, AVX and x87; it keeps nothing from one instruction to the next. */
  public final FloatUnit floatUnit = new FloatUnit();

  /** CR0 to CR4 and the debug registers. */
  public final ControlRegisters control = new ControlRegisters();

  /** Model-specific registers. */
  public final ModelSpecificRegisters msrs = new ModelSpecificRegisters();

  /** Pending and inhibited interrupts, and the halted state. */
  public final Interrupts interrupts = new Interrupts();

  /** The breakpoints that the debug registers enable. */
  public final Breakpoints breakpoints;

  /** Translation and access to memory. */
  public final Mmu mmu;

  /** The I/O port space. */
  public final PortBus ports;

  /** The local interrupt controller. */
  public final InterruptController interruptController;

  /** The clock that the machine offers; {@link GuestClock#NONE} until one is put here. */
  public GuestClock guestClock = GuestClock.NONE;

  /** Source of the numbers that RDRAND and RDSEED give; see {@link #restartRandom}. */
  public RandomNumbers random;

  /** Local time in core cycles at the start of the current block. */
  public long cycles;

  /** Instructions retired up to the start of the current block. */
  public long instructions;

  private final CodeContexts contexts = new CodeContexts();
  private CodeContext code = CodeContext.LONG;
  private int cpl;

  /**
   * A CPU that is alone in its machine and has all features.
   *
   * @param id number of this CPU, from 0
   * @param mmu its memory management unit
   * @param ports the machine's port space
   * @param interruptController its local interrupt controller
   */
  public Cpu(int id, Mmu mmu, PortBus ports, InterruptController interruptController) {
    this(CpuIdentity.alone(id), mmu, ports, interruptController);
  }

  /**
   * A CPU of a machine.
   *
   * @param identity who it is
   * @param mmu its memory management unit
   * @param ports the machine's port space
   * @param interruptController its local interrupt controller
   */
  public Cpu(
      CpuIdentity identity, Mmu mmu, PortBus ports, InterruptController interruptController) {
    this.identity = identity;
    this.id = identity.number();
    this.model = identity.model();
    this.random = seeded(identity);
    this.mmu = mmu;
    this.breakpoints = new Breakpoints(mmu);
    this.ports = ports;
    this.interruptController = interruptController;
  }

  private static RandomNumbers seeded(CpuIdentity identity) {
    return new RandomNumbers(identity.seed() + SEED_STEP * identity.number());
  }

  /** Makes RDRAND and RDSEED give the numbers that they gave at first. */
  public void restartRandom() {
    random = seeded(identity);
  }

  /** Current privilege level, 0 to 3. */
  public int cpl() {
    return cpl;
  }

  /** Changes the privilege level, and tells the MMU. */
  public void setCpl(int level) {
    cpl = level;
    mmu.setUserMode(level == 3);
  }

  /** How code is executed now. */
  public CodeContext code() {
    return code;
  }

  /** Two CPU states with the same stamp execute the same code alike. Less than 2^32. */
  public long codeStamp() {
    return (long) code.number() << 1 | (cpl == 3 ? 1 : 0);
  }

  /**
   * Takes up what CR0.PE, IA32_EFER.LMA, RFLAGS.VM and CS now say about the execution of code. To
   * be called whenever one of them has changed, by an operation that ends its block and the loop.
   */
  public void updateCode() {
    Segment segment = segments.register[Segments.CS];
    boolean longMode = (msrs.efer & ModelSpecificRegisters.EFER_LMA) != 0;
    if (longMode && segment.isLong()) {
      code = CodeContext.LONG;
    } else {
      boolean virtual = flags.isSet(Flags.VM);
      boolean protectedMode = (control.cr0 & ControlRegisters.CR0_PE) != 0 && !virtual;
      CodeMode mode = segment.isBig() ? CodeMode.BITS_32 : CodeMode.BITS_16;
      code = contexts.of(mode, protectedMode, segment.base(), segment.limit());
    }
    segments.setFlat(code.isLong());
  }

  /** Takes up DR0 to DR7 and CR4.DE. To be called whenever one of them has changed. */
  public void updateBreakpoints() {
    breakpoints.update(control.debug, (control.cr4 & ControlRegisters.CR4_DE) != 0);
  }

  /** Loads CS, whose checks have been made, and takes up the mode that it gives. */
  public void loadCode(Segment segment) {
    segments.register[Segments.CS] = segment;
    updateCode();
  }

  /** Writes the state, that of the MMU and the interrupt controller excepted. */
  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, gpr);
    out.writeLong(rip);
    out.writeInt(cpl);
    out.writeLong(cycles);
    out.writeLong(instructions);
    for (Persistent part : parts()) {
      part.save(out);
    }
  }

  /** Takes a state up; that of the MMU is to be restored after it. */
  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, gpr);
    rip = in.readLong();
    cpl = in.readInt();
    cycles = in.readLong();
    instructions = in.readLong();
    for (Persistent part : parts()) {
      part.restore(in);
    }
    updateBreakpoints();
    updateCode();
  }

  private List<Persistent> parts() {
    return List.of(flags, segments, vectors, x87, control, msrs, interrupts, breakpoints, random);
  }
}
