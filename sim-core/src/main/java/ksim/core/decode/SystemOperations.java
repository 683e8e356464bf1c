package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import ksim.core.cpu.Segments;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.isa.Address;
import ksim.core.isa.BoundOps;
import ksim.core.isa.CacheOps;
import ksim.core.isa.ControlRegisterOps;
import ksim.core.isa.CpuidOps;
import ksim.core.isa.DescriptorTableOps;
import ksim.core.isa.FarTransferOps;
import ksim.core.isa.Immediate;
import ksim.core.isa.InterruptFlagOps;
import ksim.core.isa.InterruptReturn;
import ksim.core.isa.Memory;
import ksim.core.isa.ModelSpecificRegisterOps;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.isa.PortOps;
import ksim.core.isa.PortStringOps;
import ksim.core.isa.SegmentBaseOps;
import ksim.core.isa.SegmentInspectionOps;
import ksim.core.isa.SegmentRegisterOps;
import ksim.core.isa.SoftwareInterruptOps;
import ksim.core.isa.StringForm;
import ksim.core.isa.SystemCallOps;
import ksim.core.isa.TimeStampOps;
import ksim.core.isa.Undefined;

/** Factories of the operations that only kernels use, and of those on system registers. */
final class SystemOperations {
  private static final Factory NOTHING = Factory.of(cpu -> {});
  private static final Factory FLUSH_CACHES = Factory.of(new CacheOps.FlushCaches());
  private static final Factory FLUSH_LINE = f -> new CacheOps.FlushLine(f.address(0));
  private static final Factory INVALID = Factory.of(new Undefined.InvalidOpcode());
  private static final Factory INTERRUPT_RETURN = f -> new InterruptReturn(f.stackBits());

  private static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("cli", Factory.of(new InterruptFlagOps.Cli())),
          entry("sti", Factory.of(new InterruptFlagOps.Sti())),
          entry("hlt", Factory.of(new InterruptFlagOps.Hlt())),
          entry("pushf", f -> new InterruptFlagOps.Pushf(f.stackBits())),
          entry("pushfq", f -> new InterruptFlagOps.Pushf(f.stackBits())),
          entry("pushfd", f -> new InterruptFlagOps.Pushf(f.stackBits())),
          entry("popf", f -> new InterruptFlagOps.Popf(f.stackBits())),
          entry("popfd", f -> new InterruptFlagOps.Popf(f.stackBits())),
          entry("popfq", f -> new InterruptFlagOps.Popf(f.stackBits())),
          entry("int", f -> new SoftwareInterruptOps.Int((int) f.immediate(0) & 0xff)),
          entry("int3", Factory.of(new SoftwareInterruptOps.Int3())),
          entry("into", Factory.of(new BoundOps.InterruptOnOverflow())),
          entry("bound", SystemOperations::bound),
          entry("int1", Factory.of(new SoftwareInterruptOps.Int1())),
          entry("iret", INTERRUPT_RETURN),
          entry("iretd", INTERRUPT_RETURN),
          entry("iretq", INTERRUPT_RETURN),
          entry("syscall", Factory.of(new SystemCallOps.Syscall())),
          entry("sysretd", Factory.of(new SystemCallOps.Sysret(32))),
          entry("sysretq", Factory.of(new SystemCallOps.Sysret(64))),
          entry("swapgs", Factory.of(new SystemCallOps.Swapgs())),
          entry("rsm", INVALID),
          entry("lgdt", f -> new DescriptorTableOps.Lgdt(table(f), baseBits(f))),
          entry("lidt", f -> new DescriptorTableOps.Lidt(table(f), baseBits(f))),
          entry("sgdt", f -> new DescriptorTableOps.Sgdt(table(f))),
          entry("sidt", f -> new DescriptorTableOps.Sidt(table(f))),
          entry("lldt", f -> new DescriptorTableOps.Lldt(f.operand(0))),
          entry("ltr", f -> new DescriptorTableOps.Ltr(f.operand(0))),
          entry("sldt", f -> new DescriptorTableOps.Sldt(f.operand(0))),
          entry("str", f -> new DescriptorTableOps.Str(f.operand(0))),
          entry("lmsw", f -> new ControlRegisterOps.Lmsw(f.operand(0))),
          entry("smsw", f -> new ControlRegisterOps.Smsw(f.operand(0))),
          entry("clts", Factory.of(new ControlRegisterOps.Clts())),
          entry("invlpg", f -> new ControlRegisterOps.Invlpg(f.address(0))),
          entry("rdmsr", Factory.of(new ModelSpecificRegisterOps.Rdmsr())),
          entry("wrmsr", Factory.of(new ModelSpecificRegisterOps.Wrmsr())),
          entry("cpuid", Factory.of(new CpuidOps.Cpuid())),
          entry("rdtsc", Factory.of(new TimeStampOps.Rdtsc())),
          entry("rdtscp", Factory.of(new TimeStampOps.Rdtscp())),
          entry("rdpmc", Factory.of(new TimeStampOps.Rdpmc())),
          entry("rdfsbase", f -> new SegmentBaseOps.ReadBase(f.operand(0), Segments.FS)),
          entry("rdgsbase", f -> new SegmentBaseOps.ReadBase(f.operand(0), Segments.GS)),
          entry("wrfsbase", f -> new SegmentBaseOps.WriteBase(Segments.FS, f.operand(0))),
          entry("wrgsbase", f -> new SegmentBaseOps.WriteBase(Segments.GS, f.operand(0))),
          entry("lar", f -> new SegmentInspectionOps.Lar(f.operand(0), f.operand(1))),
          entry("lsl", f -> new SegmentInspectionOps.Lsl(f.operand(0), f.operand(1))),
          entry("verr", f -> new SegmentInspectionOps.Verify(f.operand(0), false)),
          entry("verw", f -> new SegmentInspectionOps.Verify(f.operand(0), true)),
          entry("arpl", f -> new SegmentInspectionOps.Arpl(f.operand(0), f.operand(1))),
          entry("les", f -> loadFarPointer(f, Segments.ES)),
          entry("lds", f -> loadFarPointer(f, Segments.DS)),
          entry("lss", f -> loadFarPointer(f, Segments.SS)),
          entry("lfs", f -> loadFarPointer(f, Segments.FS)),
          entry("lgs", f -> loadFarPointer(f, Segments.GS)),
          entry("jmpf", f -> withTarget(f, FarTransferOps.FarJump::new)),
          entry("callf", SystemOperations::farCall),
          entry("retf", SystemOperations::farReturn),
          entry("in", f -> new PortOps.In(f.operand(0), f.bits(0), port(f, 1))),
          entry("out", f -> new PortOps.Out(port(f, 0), f.operand(1), f.bits(1))),
          entry("insb", f -> new PortStringOps.Ins(string(f, 0))),
          entry("insw", f -> new PortStringOps.Ins(string(f, 0))),
          entry("insd", f -> new PortStringOps.Ins(string(f, 0))),
          entry("outsb", f -> new PortStringOps.Outs(string(f, 1))),
          entry("outsw", f -> new PortStringOps.Outs(string(f, 1))),
          entry("outsd", f -> new PortStringOps.Outs(string(f, 1))),
          entry("invd", FLUSH_CACHES),
          entry("wbinvd", FLUSH_CACHES),
          entry("clflush", FLUSH_LINE),
          entry("clflushopt", FLUSH_LINE),
          entry("clwb", FLUSH_LINE),
          entry("lfence", NOTHING),
          entry("mfence", NOTHING),
          entry("sfence", NOTHING),
          entry("invpcid", SystemOperations::invpcid),
          entry("stac", Factory.of(new CacheOps.SetAccessControl(true))),
          entry("clac", Factory.of(new CacheOps.SetAccessControl(false))));

  private SystemOperations() {}

  /**
   * The operation of a system instruction: one of those that only kernels use, and all forms with
   * segment, control and debug registers.
   *
   * @return empty if it is none, or is not implemented
   */
  static Optional<Op> of(Form form) {
    return SystemRegisterMoves.of(form)
        .or(() -> Optional.ofNullable(FACTORIES.get(form.mnemonic())).map(f -> f.create(form)));
  }

  private static Operand port(Form f, int i) {
    return f.isImmediate(i) ? new Immediate(f.immediate(i) & 0xff) : f.operand(i);
  }

  private static StringForm string(Form f, int element) {
    StringForm.Repeat repeat =
        f.instruction().repeat() == RepeatPrefix.NONE
            ? StringForm.Repeat.ONCE
            : StringForm.Repeat.COUNT;
    return f.string(f.bits(element), repeat);
  }

  private static Op invpcid(Form f) {
    int type = ((RegisterOperand) f.decoded(0)).number();
    return new CacheOps.Invpcid(type, f.address(1));
  }

  /** Makes an operation from the offset and the selector of a far pointer in memory. */
  private interface FarPointerUser {
    Op create(Operand offset, Operand selector);
  }

  private static Op withFarPointer(Form f, int i, FarPointerUser user) {
    int bits = f.instruction().operandBits();
    Address address = f.address(i);
    return user.create(Memory.of(bits, address), Memory.of(16, address.plus(bits / 8)));
  }

  private static Op loadFarPointer(Form f, int segment) {
    return withFarPointer(
        f,
        1,
        (offset, selector) ->
            new SegmentRegisterOps.LoadFarPointer(segment, f.operand(0), offset, selector));
  }

  /** The target of a far jump or call: in memory, or selector and offset in the instruction. */
  private static Op withTarget(Form f, FarPointerUser user) {
    return f.isMemory(0)
        ? withFarPointer(f, 0, user)
        : user.create(new Immediate(f.immediate(1)), new Immediate(f.immediate(0)));
  }

  private static Op farCall(Form f) {
    int bits = f.instruction().operandBits();
    return withTarget(f, (offset, selector) -> new FarTransferOps.FarCall(offset, selector, bits));
  }

  private static Op bound(Form f) {
    int bits = f.bits();
    Address bounds = f.address(1);
    Operand upper = Memory.of(bits, bounds.plus(bits / 8));
    return new BoundOps.Bound(bits, f.operand(0), Memory.of(bits, bounds), upper);
  }

  /** Limit and base of a descriptor table. */
  private static Address table(Form f) {
    return f.address(0).ofBytes(6);
  }

  private static int baseBits(Form f) {
    if (f.isLong()) {
      return 64;
    }
    return f.instruction().operandBits() == 16 ? 24 : 32;
  }

  private static Op farReturn(Form f) {
    int release = f.operands() == 0 ? 0 : (int) f.immediate(0) & 0xffff;
    return new FarTransferOps.FarReturnOp(f.instruction().operandBits(), release);
  }
}
