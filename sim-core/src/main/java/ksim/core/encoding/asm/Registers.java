package ksim.core.encoding.asm;

import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** The registers by their names, for static import into code that assembles. */
public final class Registers {
  public static final RegisterOperand RAX = general(0, 64);
  public static final RegisterOperand RCX = general(1, 64);
  public static final RegisterOperand RDX = general(2, 64);
  public static final RegisterOperand RBX = general(3, 64);
  public static final RegisterOperand RSP = general(4, 64);
  public static final RegisterOperand RBP = general(5, 64);
  public static final RegisterOperand RSI = general(6, 64);
  public static final RegisterOperand RDI = general(7, 64);
  public static final RegisterOperand R8 = general(8, 64);
  public static final RegisterOperand R9 = general(9, 64);
  public static final RegisterOperand R10 = general(10, 64);
  public static final RegisterOperand R11 = general(11, 64);
  public static final RegisterOperand R12 = general(12, 64);
  public static final RegisterOperand R13 = general(13, 64);
  public static final RegisterOperand R14 = general(14, 64);
  public static final RegisterOperand R15 = general(15, 64);

  public static final RegisterOperand EAX = general(0, 32);
  public static final RegisterOperand ECX = general(1, 32);
  public static final RegisterOperand EDX = general(2, 32);
  public static final RegisterOperand EBX = general(3, 32);
  public static final RegisterOperand ESP = general(4, 32);
  public static final RegisterOperand EBP = general(5, 32);
  public static final RegisterOperand ESI = general(6, 32);
  public static final RegisterOperand EDI = general(7, 32);
  public static final RegisterOperand R8D = general(8, 32);
  public static final RegisterOperand R9D = general(9, 32);
  public static final RegisterOperand R10D = general(10, 32);
  public static final RegisterOperand R11D = general(11, 32);
  public static final RegisterOperand R12D = general(12, 32);
  public static final RegisterOperand R13D = general(13, 32);
  public static final RegisterOperand R14D = general(14, 32);
  public static final RegisterOperand R15D = general(15, 32);

  public static final RegisterOperand AX = general(0, 16);
  public static final RegisterOperand CX = general(1, 16);
  public static final RegisterOperand DX = general(2, 16);
  public static final RegisterOperand BX = general(3, 16);
  public static final RegisterOperand SP = general(4, 16);
  public static final RegisterOperand BP = general(5, 16);
  public static final RegisterOperand SI = general(6, 16);
  public static final RegisterOperand DI = general(7, 16);
  public static final RegisterOperand R8W = general(8, 16);
  public static final RegisterOperand R9W = general(9, 16);
  public static final RegisterOperand R10W = general(10, 16);
  public static final RegisterOperand R11W = general(11, 16);
  public static final RegisterOperand R12W = general(12, 16);
  public static final RegisterOperand R13W = general(13, 16);
  public static final RegisterOperand R14W = general(14, 16);
  public static final RegisterOperand R15W = general(15, 16);

  public static final RegisterOperand AL = general(0, 8);
  public static final RegisterOperand CL = general(1, 8);
  public static final RegisterOperand DL = general(2, 8);
  public static final RegisterOperand BL = general(3, 8);
  public static final RegisterOperand SPL = general(4, 8);
  public static final RegisterOperand BPL = general(5, 8);
  public static final RegisterOperand SIL = general(6, 8);
  public static final RegisterOperand DIL = general(7, 8);
  public static final RegisterOperand R8B = general(8, 8);
  public static final RegisterOperand R9B = general(9, 8);
  public static final RegisterOperand R10B = general(10, 8);
  public static final RegisterOperand R11B = general(11, 8);
  public static final RegisterOperand R12B = general(12, 8);
  public static final RegisterOperand R13B = general(13, 8);
  public static final RegisterOperand R14B = general(14, 8);
  public static final RegisterOperand R15B = general(15, 8);

  public static final RegisterOperand AH = new RegisterOperand(RegisterKind.HIGH_BYTE, 0, 8);
  public static final RegisterOperand CH = new RegisterOperand(RegisterKind.HIGH_BYTE, 1, 8);
  public static final RegisterOperand DH = new RegisterOperand(RegisterKind.HIGH_BYTE, 2, 8);
  public static final RegisterOperand BH = new RegisterOperand(RegisterKind.HIGH_BYTE, 3, 8);

  public static final RegisterOperand ES = new RegisterOperand(RegisterKind.SEGMENT, 0, 16);
  public static final RegisterOperand CS = new RegisterOperand(RegisterKind.SEGMENT, 1, 16);
  public static final RegisterOperand SS = new RegisterOperand(RegisterKind.SEGMENT, 2, 16);
  public static final RegisterOperand DS = new RegisterOperand(RegisterKind.SEGMENT, 3, 16);
  public static final RegisterOperand FS = new RegisterOperand(RegisterKind.SEGMENT, 4, 16);
  public static final RegisterOperand GS = new RegisterOperand(RegisterKind.SEGMENT, 5, 16);

  public static final RegisterOperand CR0 = new RegisterOperand(RegisterKind.CONTROL, 0, 64);
  public static final RegisterOperand CR2 = new RegisterOperand(RegisterKind.CONTROL, 2, 64);
  public static final RegisterOperand CR3 = new RegisterOperand(RegisterKind.CONTROL, 3, 64);
  public static final RegisterOperand CR4 = new RegisterOperand(RegisterKind.CONTROL, 4, 64);
  public static final RegisterOperand CR8 = new RegisterOperand(RegisterKind.CONTROL, 8, 64);

  public static final RegisterOperand DR0 = new RegisterOperand(RegisterKind.DEBUG, 0, 64);
  public static final RegisterOperand DR1 = new RegisterOperand(RegisterKind.DEBUG, 1, 64);
  public static final RegisterOperand DR2 = new RegisterOperand(RegisterKind.DEBUG, 2, 64);
  public static final RegisterOperand DR3 = new RegisterOperand(RegisterKind.DEBUG, 3, 64);
  public static final RegisterOperand DR6 = new RegisterOperand(RegisterKind.DEBUG, 6, 64);
  public static final RegisterOperand DR7 = new RegisterOperand(RegisterKind.DEBUG, 7, 64);

  private Registers() {}

  /** ST(number), 0 to 7, counted from the top of the x87 register stack. */
  public static RegisterOperand st(int number) {
    return new RegisterOperand(RegisterKind.X87, number, 80);
  }

  /** MM0 to MM7. */
  public static RegisterOperand mm(int number) {
    return new RegisterOperand(RegisterKind.MMX, number, 64);
  }

  /** XMM0 to XMM15. */
  public static RegisterOperand xmm(int number) {
    return new RegisterOperand(RegisterKind.VECTOR, number, 128);
  }

  /** YMM0 to YMM15. */
  public static RegisterOperand ymm(int number) {
    return new RegisterOperand(RegisterKind.VECTOR, number, 256);
  }

  /**
   * A general register by number.
   *
   * @param number 0 to 15 in hardware order (RAX RCX RDX RBX RSP RBP RSI RDI R8...)
   * @param bits 8 (AL, SPL, ...; not AH), 16, 32 or 64
   */
  public static RegisterOperand general(int number, int bits) {
    return new RegisterOperand(RegisterKind.GENERAL, number, bits);
  }
}
