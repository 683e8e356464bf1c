package ksim.core.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/** Makes up states in which an instruction mostly finds its memory operands where there is data. */
final class StateSampler {
  /** Base addresses of FS and GS in all cases. */
  static final long FS_BASE = 0x48, GS_BASE = 0x1230;

  /** Null selectors, Linux' segments with various RPLs, an empty descriptor, one out of reach. */
  private static final int[] SELECTORS = {
    0, 3, 0x10, 0x18, 0x20, 0x23, 0x28, 0x2b, 0x2a, 0x30, 0x33, 0x3b, 0x40, 0x53, 0x63, 0x1000
  };

  private static final int ENVIRONMENT_BYTES = 108;

  /** Features whose instructions work on x87 or vector state. */
  private static final Set<String> STATEFUL =
      Set.of(
          "x87",
          "mmx",
          "sse",
          "sse2",
          "sse3",
          "ssse3",
          "sse4.1",
          "sse4.2",
          "aes",
          "pclmulqdq",
          "sha",
          "avx",
          "avx2",
          "fma",
          "f16c",
          "fxsr",
          "xsave",
          "xsaveopt",
          "xsavec",
          "xsaves");

  private final SplittableRandom random;
  private final CodeMode mode;

  StateSampler(SplittableRandom random, CodeMode mode) {
    this.random = random;
    this.mode = mode;
  }

  /** A case of an instruction. */
  Case sample(InstructionSampler.Sample sample) {
    Instruction instruction = sample.instruction();
    long[] gpr = new long[16];
    for (int i = 0; i < 16; i++) {
      gpr[i] = Values.any(random);
    }
    gpr[Cpu.RSP] = stack();
    implicitRegisters(instruction, gpr);
    boundBitOffset(instruction, gpr);
    nameSegment(instruction, gpr);
    int memory = random.nextInt(Layout.MEMORIES);
    OptionalInt imageSeed =
        needsImage(instruction) ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
    byte[] image = Case.image(imageSeed);
    for (Operand operand : instruction.operands()) {
      if (operand instanceof MemoryOperand m && m.vectorIndexBits() != 0) {
        image = image.clone();
        gather(instruction, m, gpr, image);
      } else if (operand instanceof MemoryOperand m && m.base() != MemoryOperand.RIP) {
        point(instruction, m, gpr);
      }
    }
    matchAccumulator(instruction, memory, gpr);
    return placed(caseOf(sample.code(), gpr, memory, imageSeed, image));
  }

  /** Now and then puts the code at the end of its page: what follows cannot be fetched. */
  private Case placed(Case c) {
    if (random.nextInt(50) != 0) {
      return c;
    }
    int bytes = random.nextBoolean() ? c.code().length : random.nextInt(1, c.code().length + 1);
    int offset = Layout.PAGE_BYTES - bytes;
    UserState b = c.before();
    UserState before =
        new UserState(
            b.gpr(),
            Layout.CODE + offset,
            b.rflags(),
            b.selectors(),
            b.fsBase(),
            b.gsBase(),
            b.image());
    return new Case(
        c.mode(), Arrays.copyOf(c.code(), bytes), offset, c.memory(), c.imageSeed(), before);
  }

  /** A case of bytes that are no instruction. */
  Case any(byte[] code) {
    long[] gpr = new long[16];
    for (int i = 0; i < 16; i++) {
      gpr[i] = Values.any(random);
    }
    return caseOf(code, gpr, 0, OptionalInt.empty(), Image.DEFAULT);
  }

  private Case caseOf(byte[] code, long[] gpr, int memory, OptionalInt imageSeed, byte[] image) {
    if (mode != CodeMode.BITS_64) {
      for (int i = 0; i < 16; i++) {
        gpr[i] = i < 8 ? gpr[i] & 0xffff_ffffL : 0;
      }
    }
    long status = random.nextLong() & (Flags.STATUS | Flags.DF);
    UserState before =
        new UserState(
            gpr,
            Layout.CODE + Layout.CODE_OFFSET,
            status | rareFlags() | Flags.IF | Flags.FIXED,
            new int[6],
            FS_BASE,
            GS_BASE,
            image);
    return new Case(mode, code, Layout.CODE_OFFSET, memory, imageSeed, before);
  }

  /** Single-step and alignment checks, now and then. */
  private long rareFlags() {
    return switch (random.nextInt(48)) {
      case 0, 1 -> Flags.TF;
      case 2, 3 -> Flags.AC;
      default -> 0;
    };
  }

  private long stack() {
    long address = Targets.pick(random, 64, false);
    return random.nextInt(4) == 0 ? address : address & -8;
  }

  /** Whether an instruction reads or writes x87 or vector state. */
  static boolean needsImage(Instruction instruction) {
    return STATEFUL.contains(instruction.encoding().feature());
  }

  private void implicitRegisters(Instruction instruction, long[] gpr) {
    switch (instruction.mnemonic()) {
      case "enter", "leave" -> gpr[Cpu.RBP] = Targets.pick(random, 32, false);
      case "retf", "iret", "iretd", "iretq" -> {
        if (random.nextBoolean()) {
          gpr[Cpu.RSP] = Layout.MEMORY + Memories.frame(random);
        }
      }
      case "xlatb" -> gpr[Cpu.RBX] = Targets.pick(random, 256, false);
      case "maskmovq", "maskmovdqu", "vmaskmovdqu" ->
          gpr[Cpu.RDI] = Targets.pick(random, 16, false);
      case "div", "idiv" -> {
        if (random.nextInt(3) != 0) { // else most quotients would not fit
          gpr[Cpu.RDX] = random.nextBoolean() ? 0 : random.nextInt(-3, 3);
        }
      }
      case "loop", "loope", "loopne", "jcxz", "jecxz", "jrcxz" -> {
        if (random.nextBoolean()) {
          gpr[Cpu.RCX] = random.nextInt(3);
        }
      }
      case "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors", "xsetbv" -> {
        gpr[Cpu.RAX] = random.nextInt(8); // x87, SSE, AVX: other components differ between hosts
        gpr[Cpu.RDX] = 0;
      }
      case "pcmpestri", "pcmpestrm", "vpcmpestri", "vpcmpestrm" -> {
        gpr[Cpu.RAX] = random.nextInt(-20, 20);
        gpr[Cpu.RDX] = random.nextInt(-20, 20);
      }
      default -> {}
    }
    if (instruction.repeat() != RepeatPrefix.NONE && random.nextInt(32) != 0) {
      gpr[Cpu.RCX] = random.nextInt(100);
    } else if (instruction.repeat() != RepeatPrefix.NONE) {
      gpr[Cpu.RCX] = random.nextInt(5000); // surely to the end of the pages
    }
  }

  /** Random selectors name nothing: puts one of those that mean something into a register. */
  private void nameSegment(Instruction instruction, long[] gpr) {
    boolean selects =
        switch (instruction.mnemonic()) {
          case "lar", "lsl", "verr", "verw", "mov", "arpl" -> true;
          default -> false;
        };
    if (selects
        && instruction.operands().getLast() instanceof RegisterOperand source
        && source.bits() >= 16
        && isGeneral(source)
        && random.nextInt(4) != 0) {
      int selector = SELECTORS[random.nextInt(SELECTORS.length)];
      gpr[source.number()] = (gpr[source.number()] & ~0xffffL) | selector;
    }
  }

  private static boolean isGeneral(RegisterOperand register) {
    return register.kind() == RegisterKind.GENERAL;
  }

  /** A bit offset in a register reaches as far as the register's value says. */
  private void boundBitOffset(Instruction instruction, long[] gpr) {
    switch (instruction.mnemonic()) {
      case "bt", "bts", "btr", "btc" -> {
        if (instruction.operands().get(0) instanceof MemoryOperand
            && instruction.operands().get(1) instanceof RegisterOperand offset
            && random.nextInt(16) != 0) {
          gpr[offset.number()] = random.nextInt(-4096, 4096);
        }
      }
      default -> {}
    }
  }

  /** Size of what an operand accesses, at least 1. */
  static int bytes(Instruction instruction, MemoryOperand m) {
    return switch (instruction.mnemonic()) {
      case "fxsave", "fxrstor" -> Image.HEADER;
      case "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors" -> Image.BYTES;
      case "fldenv", "fnstenv", "frstor", "fnsave" -> ENVIRONMENT_BYTES;
      default -> Math.max(1, m.bits() / 8);
    };
  }

  /** Where an operand should point. */
  static long target(SplittableRandom random, Instruction instruction, int bytes) {
    boolean aligned = bytes >= 16 || instruction.mnemonic().equals("cmpxchg16b");
    switch (instruction.mnemonic()) {
      case "jmpf", "callf", "lss", "lfs", "lgs", "les", "lds" -> {
        if (random.nextInt(3) != 0) {
          return Layout.MEMORY + Memories.frame(random);
        }
      }
      case "fxrstor", "xrstor" -> {
        if (random.nextInt(4) != 0) {
          return Layout.MEMORY + Memories.IMAGE;
        }
      }
      case "ldmxcsr", "vldmxcsr" -> {
        if (random.nextInt(4) != 0) {
          return Layout.MEMORY + Memories.IMAGE + Image.MXCSR;
        }
      }
      default -> {}
    }
    return Targets.pick(random, bytes, aligned);
  }

  /** Base address of the segment of an operand, if it is one that a case sets. */
  static long segmentBase(MemoryOperand m) {
    return switch (m.segment()) {
      case Segments.FS -> FS_BASE;
      case Segments.GS -> GS_BASE;
      default -> 0;
    };
  }

  /** Sets base or index register so that the operand hits its target, if that is possible. */
  private void point(Instruction instruction, MemoryOperand m, long[] gpr) {
    long target =
        target(random, instruction, bytes(instruction, m)) - segmentBase(m) - m.displacement();
    long mask = m.addressBits() == 64 ? -1 : (1L << m.addressBits()) - 1;
    long garbage = mode == CodeMode.BITS_64 && random.nextBoolean() ? random.nextLong() & ~mask : 0;
    boolean indexed = m.index() >= 0;
    if (m.base() < 0 || m.base() == m.index()) {
      if (indexed) {
        int scale = m.scale() + (m.base() < 0 ? 0 : 1);
        gpr[m.index()] = ((target / scale) & mask) | garbage;
      }
    } else {
      if (indexed && random.nextInt(4) != 0) {
        gpr[m.index()] = random.nextInt(-600, 600);
      }
      long index = indexed ? gpr[m.index()] * m.scale() : 0;
      gpr[m.base()] = ((target - index) & mask) | garbage;
    }
  }

  /** Points the base into memory and makes the indices small, so that most elements are there. */
  private void gather(Instruction instruction, MemoryOperand m, long[] gpr, byte[] image) {
    boolean wide = instruction.mnemonic().charAt(instruction.mnemonic().length() - 2) == 'q';
    boolean wild = random.nextInt(16) == 0;
    for (int i = 0; i < 4; i++) {
      int at = (i < 2 ? Image.XMM : Image.YMM_HIGH - 16) + 16 * m.index() + 8 * i;
      long low = random.nextInt(-64, 64), high = random.nextInt(-64, 64);
      long indices = wide ? low : (low & 0xffff_ffffL) | high << 32;
      if (!wild || random.nextBoolean()) {
        Image.fields(image).putLong(at, indices);
      }
    }
    if (m.base() >= 0) {
      long target = target(random, instruction, bytes(instruction, m)) - segmentBase(m);
      gpr[m.base()] = target - m.displacement();
    }
  }

  /** CMPXCHG would hardly ever find what it compares with. */
  private void matchAccumulator(Instruction instruction, int memory, long[] gpr) {
    if (!instruction.mnemonic().startsWith("cmpxchg") || random.nextBoolean()) {
      return;
    }
    Optional<Long> found =
        instruction.operands().getFirst() instanceof MemoryOperand m
            ? Optional.of(address(m, gpr, instruction.length()))
            : Optional.empty();
    found
        .map(address -> address - Layout.MEMORY)
        .filter(at -> at >= 0 && at < Layout.MEMORY_BYTES - 16)
        .ifPresent(
            at -> {
              ByteBuffer bytes = Image.fields(Memories.writable(memory));
              boolean halves = instruction.mnemonic().equals("cmpxchg8b");
              int offset = (int) (long) at;
              gpr[Cpu.RAX] = bytes.getLong(offset);
              gpr[Cpu.RDX] = halves ? bytes.getInt(offset + 4) : bytes.getLong(offset + 8);
            });
    if (instruction.operands().getFirst() instanceof RegisterOperand r
        && r.kind() == RegisterKind.GENERAL) {
      gpr[Cpu.RAX] = gpr[r.number()];
    }
  }

  /** Linear address of an operand, if its segment is one of a case. */
  static long address(MemoryOperand m, long[] gpr, int length) {
    long address = m.displacement() + segmentBase(m);
    address += m.base() >= 0 ? gpr[m.base()] : 0;
    address += m.index() >= 0 ? gpr[m.index()] * m.scale() : 0;
    address += m.base() == MemoryOperand.RIP ? Layout.CODE + Layout.CODE_OFFSET + length : 0;
    return m.addressBits() == 64 ? address : address & 0xffff_ffffL;
  }
}
