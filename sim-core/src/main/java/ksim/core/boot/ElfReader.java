package ksim.core.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads an {@link ElfFile} and checks everything that it reads. */
final class ElfReader {
  private static final int CLASS = 4;
  private static final int DATA = 5;
  private static final int LITTLE_ENDIAN = 1;
  private static final int VERSION = 6;
  private static final int CURRENT = 1;
  private static final int TYPE = 16;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int MACHINE = 18;
  private static final int EM_386 = 3;
  private static final int EM_X86_64 = 62;
  private static final int SHN_UNDEF = 0;
  private static final int SHN_ABS = 0xfff1;
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_NOTE = 7;
  private static final int SHT_NOBITS = 8;

  private final ImageReader in;
  private final BinaryFile file;
  private boolean is64;
  private int word;

  ElfReader(BinaryFile file) {
    this.file = file;
    this.in = new ImageReader(file);
  }

  ElfFile read() throws BadImage {
    if (!ElfFile.isElf(file)) {
      throw BadImage.of(file, "not an ELF file", "");
    }
    readIdentification();
    long entry = in.field(24, word, "e_entry");
    List<ElfFile.Segment> segments = segments();
    List<ElfFile.Section> sections = sections();
    return new ElfFile(
        file, is64, entry, segments, sections, notes(segments, sections), symbols(sections));
  }

  private void readIdentification() throws BadImage {
    int elfClass = (int) in.field(CLASS, 1, "e_ident[EI_CLASS]");
    if (elfClass != 1 && elfClass != 2) {
      throw bad(CLASS, "e_ident[EI_CLASS]", elfClass, "1 (32 bits) or 2 (64 bits)", "");
    }
    is64 = elfClass == 2;
    word = is64 ? 8 : 4;
    int data = (int) in.field(DATA, 1, "e_ident[EI_DATA]");
    if (data != LITTLE_ENDIAN) {
      throw bad(DATA, "e_ident[EI_DATA]", data, "1 (little-endian)", "");
    }
    int version = (int) in.field(VERSION, 1, "e_ident[EI_VERSION]");
    if (version != CURRENT) {
      throw bad(VERSION, "e_ident[EI_VERSION]", version, "1", "");
    }
    int type = (int) in.field(TYPE, 2, "e_type");
    if (type != ET_EXEC && type != ET_DYN) {
      throw bad(
          TYPE,
          "e_type",
          type,
          "2 (ET_EXEC) or 3 (ET_DYN)",
          "only linked files say where they are to be loaded");
    }
    int machine = (int) in.field(MACHINE, 2, "e_machine");
    if (machine != EM_386 && machine != EM_X86_64) {
      throw bad(
          MACHINE, "e_machine", machine, "3 (i386) or 62 (x86-64)", "only x86 kernels are run");
    }
  }

  private List<ElfFile.Segment> segments() throws BadImage {
    long table = in.field(is64 ? 32 : 28, word, "e_phoff");
    int entryBytes = (int) in.field(is64 ? 54 : 42, 2, "e_phentsize");
    int count = (int) in.field(is64 ? 56 : 44, 2, "e_phnum");
    if (count != 0 && entryBytes < (is64 ? 56 : 32)) {
      throw bad(is64 ? 54 : 42, "e_phentsize", entryBytes, is64 ? "56" : "32", "");
    }
    in.requireWithin(is64 ? 32 : 28, "e_phoff", table, (long) entryBytes * count);
    List<ElfFile.Segment> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ElfFile.Segment segment = segment(table + (long) entryBytes * i);
      if (segment.type() == ElfFile.PT_LOAD || segment.type() == ElfFile.PT_NOTE) {
        in.requireWithin(
            segment.header() + (is64 ? 8 : 4), "p_offset", segment.offset(), segment.fileBytes());
      }
      if (segment.type() == ElfFile.PT_LOAD
          && Long.compareUnsigned(segment.fileBytes(), segment.memoryBytes()) > 0) {
        throw BadImage.at(
            file,
            segment.header() + (is64 ? 40 : 20),
            "p_memsz",
            "0x%x".formatted(segment.memoryBytes()),
            "at least p_filesz, 0x%x".formatted(segment.fileBytes()),
            "");
      }
      result.add(segment);
    }
    return List.copyOf(result);
  }

  private ElfFile.Segment segment(long at) throws BadImage {
    int type = (int) in.field(at, 4, "p_type");
    return is64
        ? new ElfFile.Segment(
            at,
            type,
            in.field(at + 8, 8, "p_offset"),
            in.field(at + 16, 8, "p_vaddr"),
            in.field(at + 24, 8, "p_paddr"),
            in.field(at + 32, 8, "p_filesz"),
            in.field(at + 40, 8, "p_memsz"))
        : new ElfFile.Segment(
            at,
            type,
            in.field(at + 4, 4, "p_offset"),
            in.field(at + 8, 4, "p_vaddr"),
            in.field(at + 12, 4, "p_paddr"),
            in.field(at + 16, 4, "p_filesz"),
            in.field(at + 20, 4, "p_memsz"));
  }

  private List<ElfFile.Section> sections() throws BadImage {
    long table = in.field(is64 ? 40 : 32, word, "e_shoff");
    int entryBytes = (int) in.field(is64 ? 58 : 46, 2, "e_shentsize");
    int count = (int) in.field(is64 ? 60 : 48, 2, "e_shnum");
    int names = (int) in.field(is64 ? 62 : 50, 2, "e_shstrndx");
    if (table == 0 || count == 0) {
      return List.of();
    }
    if (entryBytes < (is64 ? 64 : 40)) {
      throw bad(is64 ? 58 : 46, "e_shentsize", entryBytes, is64 ? "64" : "40", "");
    }
    in.requireWithin(is64 ? 40 : 32, "e_shoff", table, (long) entryBytes * count);
    if (names >= count) {
      throw bad(is64 ? 62 : 50, "e_shstrndx", names, "less than e_shnum, " + count, "");
    }
    ElfFile.Section strings = section(table + (long) entryBytes * names, 0, 0);
    List<ElfFile.Section> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      result.add(section(table + (long) entryBytes * i, strings.offset(), strings.bytes()));
    }
    return List.copyOf(result);
  }

  private ElfFile.Section section(long at, long names, long nameBytes) throws BadImage {
    long name = in.field(at, 4, "sh_name");
    int type = (int) in.field(at + 4, 4, "sh_type");
    long offset = in.field(at + (is64 ? 24 : 16), word, "sh_offset");
    long bytes = in.field(at + (is64 ? 32 : 20), word, "sh_size");
    if (type != SHT_NOBITS && type != 0) {
      in.requireWithin(at + (is64 ? 24 : 16), "sh_offset", offset, bytes);
    }
    return new ElfFile.Section(
        name < nameBytes ? in.text(names + name, names + nameBytes) : "",
        type,
        in.field(at + (is64 ? 16 : 12), word, "sh_addr"),
        offset,
        bytes,
        (int) in.field(at + (is64 ? 40 : 24), 4, "sh_link"),
        in.field(at + (is64 ? 56 : 36), word, "sh_entsize"));
  }

  private List<ElfFile.Note> notes(List<ElfFile.Segment> segments, List<ElfFile.Section> sections)
      throws BadImage {
    List<ElfFile.Note> result = new ArrayList<>();
    for (ElfFile.Segment segment : segments) {
      if (segment.type() == ElfFile.PT_NOTE) {
        addNotes(result, segment.offset(), segment.offset() + segment.fileBytes());
      }
    }
    if (result.isEmpty()) {
      for (ElfFile.Section section : sections) {
        if (section.type() == SHT_NOTE) {
          addNotes(result, section.offset(), section.offset() + section.bytes());
        }
      }
    }
    return List.copyOf(result);
  }

  private void addNotes(List<ElfFile.Note> result, long start, long end) throws BadImage {
    long at = start;
    while (end - at >= 12) {
      long nameBytes = in.field(at, 4, "n_namesz");
      long bytes = in.field(at + 4, 4, "n_descsz");
      int type = (int) in.field(at + 8, 4, "n_type");
      long name = at + 12;
      long description = name + roundUp(nameBytes);
      if (description + bytes > end) {
        throw BadImage.at(
            file,
            at + 4,
            "n_descsz",
            "0x%x".formatted(bytes),
            "a note within its segment, which ends at 0x%x".formatted(end),
            "");
      }
      in.requireWithin(at + 4, "n_descsz", description, bytes);
      byte[] contents =
          Arrays.copyOfRange(file.bytes(), (int) description, (int) (description + bytes));
      result.add(new ElfFile.Note(in.text(name, name + nameBytes), type, description, contents));
      at = description + roundUp(bytes);
    }
  }

  private List<ElfFile.Symbol> symbols(List<ElfFile.Section> sections) throws BadImage {
    List<ElfFile.Symbol> result = new ArrayList<>();
    int entryBytes = is64 ? 24 : 16;
    for (ElfFile.Section table : sections) {
      if (table.type() != SHT_SYMTAB || table.link() >= sections.size() || table.link() < 0) {
        continue;
      }
      ElfFile.Section strings = sections.get(table.link());
      for (long at = table.offset();
          at + entryBytes <= table.offset() + table.bytes();
          at += entryBytes) {
        int section = (int) in.field(at + (is64 ? 6 : 14), 2, "st_shndx");
        if (section != SHN_UNDEF && section != SHN_ABS) {
          result.add(symbol(at, strings));
        }
      }
    }
    return List.copyOf(result);
  }

  private ElfFile.Symbol symbol(long at, ElfFile.Section strings) throws BadImage {
    long name = in.field(at, 4, "st_name");
    String text =
        name < strings.bytes()
            ? in.text(strings.offset() + name, strings.offset() + strings.bytes())
            : "";
    int type = (int) in.field(at + (is64 ? 4 : 12), 1, "st_info") & 0xf;
    return new ElfFile.Symbol(
        text,
        type,
        in.field(at + (is64 ? 8 : 4), word, "st_value"),
        in.field(at + (is64 ? 16 : 8), word, "st_size"));
  }

  private static long roundUp(long bytes) {
    return (bytes + 3) & -4L;
  }

  private BadImage bad(long offset, String field, int found, String expected, String hint) {
    return BadImage.at(file, offset, field, Integer.toString(found), expected, hint);
  }
}
