package ksim.core.boot;

import java.util.List;
import java.util.Optional;

/**
 * An ELF file for x86, 32 or 64 bits (System V ABI, chapter 4; AMD64 supplement).
 *
 * @param file where it was read from
 * @param is64 ELFCLASS64
 * @param entry e_entry
 * @param segments the program headers
 * @param sections the section headers; empty for a file that has none
 * @param notes what the PT_NOTE segments and SHT_NOTE sections hold
 * @param symbols the symbol table, without what is undefined or a mere number; empty for a stripped
 *     file
 */
public record ElfFile(
    BinaryFile file,
    boolean is64,
    long entry,
    List<Segment> segments,
    List<Section> sections,
    List<Note> notes,
    List<Symbol> symbols) {
  /** Type of a segment that is loaded. */
  public static final int PT_LOAD = 1;

  /** Type of a segment that holds notes. */
  public static final int PT_NOTE = 4;

  /**
   * A program header.
   *
   * @param header its own offset in the file
   * @param type p_type
   * @param offset p_offset
   * @param virtual p_vaddr
   * @param physical p_paddr
   * @param fileBytes p_filesz
   * @param memoryBytes p_memsz
   */
  public record Segment(
      long header,
      int type,
      long offset,
      long virtual,
      long physical,
      long fileBytes,
      long memoryBytes) {
    /** Whether an address as linked lies in it. */
    public boolean contains(long address) {
      return Long.compareUnsigned(address - virtual, memoryBytes) < 0;
    }
  }

  /**
   * A section header.
   *
   * @param name sh_name as text
   * @param type sh_type
   * @param address sh_addr
   * @param offset sh_offset
   * @param bytes sh_size
   * @param link sh_link
   * @param entryBytes sh_entsize
   */
  public record Section(
      String name, int type, long address, long offset, long bytes, int link, long entryBytes) {}

  /**
   * A note.
   *
   * @param owner its name
   * @param type n_type
   * @param offset of its description in the file
   * @param description its contents
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Note(String owner, int type, long offset, byte[] description) {}

  /**
   * A symbol.
   *
   * @param name st_name as text
   * @param type low four bits of st_info: 0 none, 1 object, 2 function
   * @param value st_value
   * @param bytes st_size
   */
  public record Symbol(String name, int type, long value, long bytes) {}

  /** Reads and checks a file. */
  public static ElfFile read(BinaryFile file) throws BadImage {
    return new ElfReader(file).read();
  }

  /** Whether a file starts with ELF's magic number. */
  public static boolean isElf(BinaryFile file) {
    byte[] bytes = file.bytes();
    return bytes.length >= 4
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  /** The segments to load, in the file's order. */
  public List<Segment> loadable() {
    return segments.stream().filter(s -> s.type() == PT_LOAD && s.memoryBytes() > 0).toList();
  }

  /** A note by its owner and type. */
  public Optional<Note> note(String owner, int type) {
    return notes.stream().filter(n -> n.owner().equals(owner) && n.type() == type).findFirst();
  }
}
