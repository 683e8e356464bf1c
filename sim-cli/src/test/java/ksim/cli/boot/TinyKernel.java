package ksim.cli.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;

/** Kernels of a few instructions, as ELF64 files that the Linux boot protocol enters in 64 bits. */
public final class TinyKernel {
  /** Where the code is linked and loaded. */
  public static final long ADDRESS = 0x100_0000;

  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int SECTION_HEADER = 64;
  private static final int NOTE_BYTES = 24;
  private static final int SYMBOL_BYTES = 24;

  private TinyKernel() {}

  /** An assembler for the code of one. */
  public static Assembler assembler() {
    return new Assembler(ADDRESS);
  }

  /** The file; each label is a function that reaches to the next one. */
  public static byte[] file(AssembledCode code) {
    byte[] names = names(code.symbols());
    int note = ELF_HEADER + 2 * PROGRAM_HEADER;
    int text = note + NOTE_BYTES;
    int symbols = (text + code.length() + 7) & -8;
    int symbolBytes = SYMBOL_BYTES * (code.symbols().size() + 1);
    int strings = symbols + symbolBytes;
    int sections = (strings + names.length + 7) & -8;
    ByteBuffer elf = ByteBuffer.allocate(sections + 4 * SECTION_HEADER);
    elf.order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    elf.putShort((short) 2).putShort((short) 62).putInt(1);
    elf.putLong(ADDRESS).putLong(ELF_HEADER).putLong(sections).putInt(0);
    elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 2);
    elf.putShort((short) SECTION_HEADER).putShort((short) 4).putShort((short) 2);
    segment(elf, 1, text, ADDRESS, code.length());
    segment(elf, 4, note, 0, NOTE_BYTES);
    elf.putInt(6).putInt(4).putInt(0x101);
    elf.put("Linux\0\0\0".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    elf.put(code.bytes()).position(symbols + SYMBOL_BYTES);
    symbols(elf, code);
    elf.put(names).position(sections + SECTION_HEADER);
    section(elf, 2, symbols, symbolBytes, SYMBOL_BYTES);
    section(elf, 3, strings, names.length, 0);
    textSection(elf, text, code.length());
    return elf.array();
  }

  private static byte[] names(SortedMap<String, Long> symbols) {
    String all = "\0" + String.join("\0", symbols.keySet()) + "\0";
    return all.getBytes(StandardCharsets.US_ASCII);
  }

  private static void symbols(ByteBuffer elf, AssembledCode code) {
    int name = 1;
    for (Map.Entry<String, Long> symbol : code.symbols().entrySet()) {
      long address = symbol.getValue();
      long end =
          code.symbols().values().stream()
              .filter(other -> other > address)
              .min(Long::compare)
              .orElse(ADDRESS + code.length());
      elf.putInt(name).put((byte) 0x12).put((byte) 0).putShort((short) 3);
      elf.putLong(address).putLong(end - address);
      name += symbol.getKey().length() + 1;
    }
  }

  private static void segment(ByteBuffer elf, int type, long offset, long address, long bytes) {
    elf.putInt(type).putInt(7).putLong(offset).putLong(address).putLong(address);
    elf.putLong(bytes).putLong(bytes).putLong(8);
  }

  /** The section of the symbols: gdb asks for one. */
  private static void textSection(ByteBuffer elf, long offset, long bytes) {
    elf.putInt(0).putInt(1).putLong(6).putLong(ADDRESS).putLong(offset).putLong(bytes);
    elf.putInt(0).putInt(0).putLong(8).putLong(0);
  }

  private static void section(ByteBuffer elf, int type, long offset, long bytes, long entryBytes) {
    elf.putInt(0).putInt(type).putLong(0).putLong(0).putLong(offset).putLong(bytes);
    elf.putInt(2).putInt(0).putLong(8).putLong(entryBytes);
  }
}
