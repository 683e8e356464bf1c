package ksim.core.initramfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.encoding.asm.AssembledCode;

/**
 * Wraps machine code as a static ELF64 executable for x86-64 (System V ABI, object files): the ELF
 * header, one program header and the code, all in one segment that can be read, written and
 * executed, followed by zeroed memory.
 */
final class StaticExecutable {
  /** Where code starts in a file, in bytes: behind the two headers. */
  static final int CODE_OFFSET = 64 + 56;

  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int VERSION = 1;
  private static final short EXECUTABLE = 2;
  private static final short X86_64 = 62;
  private static final int LOAD = 1;
  private static final int READ_WRITE_EXECUTE = 7;
  private static final long PAGE = 0x1000;

  private StaticExecutable() {}

  /**
   * The file.
   *
   * @param code its entry is its first byte; its origin is {@link #CODE_OFFSET} above a page
   */
  static byte[] of(AssembledCode code) {
    long base = code.origin() - CODE_OFFSET;
    if (base % PAGE != 0) {
      throw new IllegalArgumentException("the segment does not start a page");
    }
    int length = CODE_OFFSET + code.length();
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', CLASS_64, LITTLE_ENDIAN, VERSION});
    file.position(16);
    file.putShort(EXECUTABLE).putShort(X86_64).putInt(VERSION);
    file.putLong(code.origin()).putLong(64).putLong(0); // entry, program headers, sections
    file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
    file.position(64);
    file.putInt(LOAD).putInt(READ_WRITE_EXECUTE);
    file.putLong(0).putLong(base).putLong(base); // offset, linear and physical address
    file.putLong(length).putLong(length).putLong(PAGE);
    file.put(code.bytes());
    return file.array();
  }
}
