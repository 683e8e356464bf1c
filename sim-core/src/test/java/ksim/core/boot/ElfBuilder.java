package ksim.core.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes small ELF64 files for tests: one loadable segment, notes, symbols. */
public final class ElfBuilder {
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTION_HEADER_BYTES = 64;

  private final long address;
  private final byte[] code;
  private long entry;
  private byte[] notes = {};
  private final List<ElfFile.Symbol> symbols = new ArrayList<>();

  /**
   * @param address where the segment is linked and loaded
   * @param code its contents
   */
  public ElfBuilder(long address, byte[] code) {
    this.address = address;
    this.code = code.clone();
    this.entry = address;
  }

  /** Sets e_entry. */
  public ElfBuilder entry(long value) {
    entry = value;
    return this;
  }

  /** Adds a note. */
  public ElfBuilder note(String owner, int type, byte[] description) {
    byte[] name = (owner + "\0").getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[12 + round(name.length) + round(description.length)];
    ByteBuffer note = buffer(bytes);
    note.putInt(name.length).putInt(description.length).putInt(type).put(name);
    note.position(12 + round(name.length)).put(description);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(notes);
    all.writeBytes(bytes);
    notes = all.toByteArray();
    return this;
  }

  /** Adds a function's symbol. */
  public ElfBuilder function(String name, long value, long bytes) {
    symbols.add(new ElfFile.Symbol(name, 2, value, bytes));
    return this;
  }

  /** The file. */
  public BinaryFile build(String name) {
    StringBuilder strings = new StringBuilder("\0");
    byte[] tableBytes = new byte[24 * (symbols.size() + 1)];
    ByteBuffer table = buffer(tableBytes);
    table.position(24);
    for (ElfFile.Symbol symbol : symbols) {
      table.putInt(strings.length()).put((byte) (0x10 | symbol.type())).put((byte) 0);
      table.putShort((short) 1).putLong(symbol.value()).putLong(symbol.bytes());
      strings.append(symbol.name()).append('\0');
    }
    int namesOfSections = strings.length();
    strings.append(".symtab\0.strtab\0");
    byte[] text = strings.toString().getBytes(StandardCharsets.ISO_8859_1);

    int codeAt = HEADER_BYTES + 2 * PROGRAM_HEADER_BYTES;
    int notesAt = round(codeAt + code.length);
    int tableAt = notesAt + notes.length;
    int textAt = tableAt + tableBytes.length;
    int sectionsAt = (textAt + text.length + 7) & -8;
    byte[] file = new byte[sectionsAt + 3 * SECTION_HEADER_BYTES];
    ByteBuffer elf = buffer(file);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    elf.putShort((short) 2).putShort((short) 62).putInt(1).putLong(entry);
    elf.putLong(HEADER_BYTES).putLong(sectionsAt).putInt(0);
    elf.putShort((short) HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES).putShort((short) 2);
    elf.putShort((short) SECTION_HEADER_BYTES).putShort((short) 3).putShort((short) 2);
    segment(elf, 1, codeAt, address, code.length, code.length + 64L);
    segment(elf, 4, notesAt, 0, notes.length, notes.length);
    elf.put(code).position(notesAt).put(notes).put(tableBytes).put(text);
    elf.position(sectionsAt + SECTION_HEADER_BYTES);
    section(elf, namesOfSections, 2, tableAt, tableBytes.length, 24);
    section(elf, namesOfSections + 8, 3, textAt, text.length, 0);
    return new BinaryFile(name, file);
  }

  private static void segment(
      ByteBuffer elf, int type, long offset, long address, long bytes, long memory) {
    elf.putInt(type).putInt(7).putLong(offset).putLong(address).putLong(address);
    elf.putLong(bytes).putLong(memory).putLong(4096);
  }

  private static void section(
      ByteBuffer elf, int name, int type, long offset, long bytes, long entryBytes) {
    elf.putInt(name).putInt(type).putLong(0).putLong(0).putLong(offset).putLong(bytes);
    elf.putInt(2).putInt(0).putLong(8).putLong(entryBytes);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int round(int bytes) {
    return (bytes + 3) & -4;
  }
}
