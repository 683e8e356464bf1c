package ksim.cli.boot;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.ESP;

import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.platform.DebugExit;
import ksim.core.platform.Uart16550;

/**
 * A kernel of a few instructions: it counts for a while, prints a letter and leaves. A flat image
 * with the header of multiboot 1 (Multiboot Specification 0.6.96, section 3.1).
 */
public final class TrainingKernel {
  private static final int MAGIC = 0x1bad_b002;
  private static final int HAS_ADDRESSES = 1 << 16;
  private static final int ADDRESS = 0x10_0000;
  private static final int ROUNDS = 20_000;

  private TrainingKernel() {}

  /** The file. */
  public static byte[] file() {
    Assembler code = new Assembler(ADDRESS, CodeMode.BITS_32);
    Label start = code.label("start");
    code.dd(MAGIC, HAS_ADDRESSES, -(MAGIC + HAS_ADDRESSES));
    code.dd(ADDRESS, ADDRESS, 0, 0);
    code.dd(start);
    code.bind(start);
    code.mov(ESP, 2 * ADDRESS);
    code.mov(ECX, ROUNDS);
    Label again = code.here("again");
    code.mov(dword(ESP, -64), ECX);
    code.add(EAX, ECX);
    code.sub(ECX, 1);
    code.jcc(Condition.NE, again);
    code.mov(DX, Uart16550.COM1);
    code.mov(AL, 'k');
    code.out(DX, AL);
    code.out(DebugExit.PORT, AL);
    code.emit("hlt");
    return code.finish().bytes();
  }
}
