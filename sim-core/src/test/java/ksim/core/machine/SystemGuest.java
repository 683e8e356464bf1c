package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RSP;

import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.fault.Vector;
import ksim.core.observe.Observer;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Guest code on a whole machine of one CPU, with an interrupt table whose handlers return at once,
 * those of vectors with an error code behind an instruction of one byte, that of #MF with the
 * exceptions cleared, that of #DB with RF set. Records what is delivered. The image is accessible
 * in ring 3.
 */
final class SystemGuest {
  static final long IDT = 0x10_0000;
  static final long GDT = 0x10_2000;
  static final long TSS = 0x10_3000;
  static final long POINTERS = 0x10_4000;
  static final long STACK = 0x18_0000;
  static final long USER_STACK = LongModeStart.IMAGE_LINEAR + 0x8000;

  private static final long LIMIT_CYCLES = 1_000_000;
  private static final long USER = 4;
  private static final int RESUME_FLAG = 1 << 16;

  /** An exception or an interrupt: {@code #13 at label}. */
  private record Delivery(int vector, long rip) {}

  private final Assembler code = new Assembler(LongModeStart.IMAGE_LINEAR);
  private final List<Delivery> deliveries = new ArrayList<>();
  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, 16 << 20, "skylake", TimingLevel.NONE, 10_000), c -> {});

  SystemGuest() {
    code.emit("lgdt", qwordAt(POINTERS));
    code.emit("lidt", qwordAt(POINTERS + 16));
    code.mov(RSP, STACK);
    code.mov(RAX, 0x30);
    code.emit("ltr", AX);
  }

  Assembler code() {
    return code;
  }

  /** Runs the code up to the debug exit that is put behind it; answers where it was interrupted. */
  List<String> run() {
    code.out(0xf4, AL);
    code.align(16);
    for (int vector = 0; vector < 256; vector++) {
      code.here("handler" + vector);
      if (vector == Vector.FLOATING_POINT_ERROR) {
        code.emit("fnclex");
      }
      if (vector == Vector.DEBUG) {
        code.or(qword(RSP, 16), RESUME_FLAG); // to get past breakpoints on execution
      }
      if (hasErrorCode(vector)) {
        code.add(RSP, 8);
        code.inc(qword(RSP));
      }
      code.iretq();
    }
    AssembledCode image = code.finish();
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, image.bytes())),
        LongModeStart.IMAGE_LINEAR);
    writeTables(image);
    machine.observe(
        new Observer() {
          @Override
          public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
            deliveries.add(new Delivery(vector, rip));
          }

          @Override
          public void interruptDelivered(Cpu cpu, int vector, long rip) {
            deliveries.add(new Delivery(vector, rip));
          }
        });
    Stop stop = machine.run(LIMIT_CYCLES);
    if (!(stop instanceof Stop.DebugExit)) {
      throw new AssertionError(stop + " after " + deliveries);
    }
    return deliveries.stream().map(d -> "#" + d.vector() + " at " + name(image, d.rip())).toList();
  }

  Cpu cpu() {
    return machine.cpus().getFirst();
  }

  private static boolean hasErrorCode(int vector) {
    return switch (vector) {
      case 8, 10, 11, 12, 13, 14, 17, 21 -> true;
      default -> false;
    };
  }

  private static String name(AssembledCode image, long rip) {
    return image.symbols().entrySet().stream()
        .filter(symbol -> symbol.getValue() == rip)
        .map(symbol -> symbol.getKey())
        .findFirst()
        .orElse("0x%x".formatted(rip));
  }

  private void writeTables(AssembledCode image) {
    PhysicalMemory memory = machine.memory();
    for (int vector = 0; vector < 256; vector++) {
      long handler = image.addressOf("handler" + vector);
      long access = vector == 3 || vector == 0x80 ? 0xee : 0x8e;
      long low = (handler & 0xffff) | 0x08 << 16 | access << 40 | (handler >>> 16 & 0xffff) << 48;
      memory.write(IDT + 16L * vector, 8, low);
    }
    long[] gdt = {
      0,
      0x00af_9b00_0000_ffffL,
      0x00cf_9300_0000_ffffL,
      0,
      0x00cf_f300_0000_ffffL,
      0x00af_fb00_0000_ffffL,
      0x0000_8900_0000_0067L | (TSS & 0xff_ffff) << 16,
      0
    };
    for (int i = 0; i < gdt.length; i++) {
      memory.write(GDT + 8L * i, 8, gdt[i]);
    }
    memory.write(TSS + 4, 8, STACK - 0x1000);
    memory.write(POINTERS, 2, gdt.length * 8 - 1);
    memory.write(POINTERS + 2, 8, GDT);
    memory.write(POINTERS + 16, 2, 0xfff);
    memory.write(POINTERS + 18, 8, IDT);
    openToRing3(memory);
  }

  private void openToRing3(PhysicalMemory memory) {
    long table = cpu().control.cr3;
    for (int shift = 39; shift >= 21; shift -= 9) {
      long entry = table + (LongModeStart.IMAGE_LINEAR >>> shift & 511) * 8;
      memory.write(entry, 8, memory.read(entry, 8) | USER);
      table = memory.read(entry, 8) & 0xf_ffff_ffff_f000L;
    }
  }
}
