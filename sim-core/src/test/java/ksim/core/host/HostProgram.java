package ksim.core.host;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.word;
import static ksim.core.encoding.asm.Registers.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;

/**
 * The Linux program that executes cases natively, as an ELF file. It needs no library.
 *
 * <p>All work is done in one signal handler. A case ends with a signal, if only that of the INT3
 * behind it; the handler writes down the state that the kernel has saved, puts the state of the
 * next case in its place, and returns into it. So the kernel loads and saves every register, and
 * nothing that a case does to them can disturb the program.
 *
 * <p>Standard input: the contents that {@link #setUp} lists, then batches, each its length in bytes
 * (eight bytes, like all numbers little-endian) and records of cases back to back; see {@link
 * HostRecords}. Standard output: a batch of outcomes for each batch of cases. It ends with its
 * input.
 */
final class HostProgram {
  /** Largest batch of cases in bytes. */
  static final int INPUT_BYTES = 0x20_0000;

  /** Largest batch of outcomes in bytes. */
  static final int OUTPUT_BYTES = 0x40_0000;

  private static final long TEXT = 0x2a5a_7300_0000L;
  private static final long DATA = TEXT + 0x10_0000;
  private static final long DATA_BYTES = 0x80_0000;
  private static final int HEADERS = 64 + 2 * 56;

  // Offsets in the data segment.
  private static final int INPUT_CURSOR = 0;
  private static final int INPUT_END = 8;
  private static final int OUTPUT_CURSOR = 16;
  private static final int RUNNING = 24;
  private static final int CURRENT = 32;
  private static final int SIGNAL_ACTION = 0x100;
  private static final int SIGNAL_STACK = 0x140;
  private static final int BATCH_LENGTH = 0x180;
  private static final int DEFAULT_IMAGE = 0x400;
  private static final int STACK = 0x1_0000;
  private static final int STACK_BYTES = 0x1_0000;
  private static final int CODE_ALIAS = 0x2_0000;
  private static final int MEMORIES = 0x10_0000;
  private static final int INPUT = 0x20_0000;
  private static final int OUTPUT = 0x40_0000;

  // Offsets in what the kernel saves: struct ucontext and struct siginfo.
  private static final int CONTEXT_REGISTERS = 40;
  private static final int CONTEXT_IMAGE = CONTEXT_REGISTERS + 8 * HostRecords.CONTEXT_WORDS;
  private static final int SIGNAL_CODE = 8;
  private static final int SIGNAL_ADDRESS = 16;

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int MMAP = 9;
  private static final int MPROTECT = 10;
  private static final int SIGACTION = 13;
  private static final int SIGRETURN = 15;
  private static final int MREMAP = 25;
  private static final int EXIT = 60;
  private static final int SIGALTSTACK = 131;

  private static final int READ_WRITE = 3;
  private static final int READ_EXECUTE = 5;
  private static final int SHARED_ANONYMOUS_FIXED = 0x31;
  private static final int REMAP_MAYMOVE_FIXED = 3;
  private static final int SIGINFO_ONSTACK_RESTORER = 0x0c00_0004;
  private static final int[] SIGNALS = {4, 5, 7, 8, 11}; // ILL TRAP BUS FPE SEGV

  private final Assembler a = new Assembler(TEXT + HEADERS);
  private final Label handler = a.label("handler");
  private final Label restorer = a.label("restorer");
  private final Label readFully = a.label("read");
  private final Label nextCase = a.label("nextCase");
  private final Label readBatch = a.label("readBatch");
  private final Label begin = a.label("begin");

  private HostProgram() {}

  /** The contents of the file. */
  static byte[] elf() {
    HostProgram program = new HostProgram();
    program.start();
    program.readFully();
    program.handler();
    AssembledCode code = program.a.finish();
    ByteBuffer file = ByteBuffer.allocate(HEADERS + code.length()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) 62).putInt(1); // EXEC, x86-64
    file.putLong(code.addressOf("start")).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
    file.position(64);
    segment(file, 5, TEXT, file.capacity(), file.capacity());
    segment(file, 6, DATA, 0, DATA_BYTES);
    file.put(code.bytes());
    return file.array();
  }

  private static void segment(ByteBuffer file, int flags, long address, long bytes, long memory) {
    file.putInt(1).putInt(flags).putLong(0).putLong(address).putLong(address);
    file.putLong(bytes).putLong(memory).putLong(0x1000);
  }

  /** What the program reads first: the default image, the read-only page, all memories. */
  static byte[] setUp() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Image.BYTES + Layout.PAGE_BYTES + Layout.MEMORIES * Layout.MEMORY_BYTES);
    bytes.put(Image.initial()).put(Memories.readOnly());
    for (int seed = 0; seed < Layout.MEMORIES; seed++) {
      bytes.put(Memories.writable(seed));
    }
    return bytes.array();
  }

  private void system(int number) {
    a.mov(EAX, number);
    a.syscall();
  }

  private void start() {
    a.here("start");
    a.mov(R15, DATA);
    map(Layout.CODE, Layout.PAGE_BYTES);
    map(Layout.MEMORY, (int) (Layout.END - Layout.MEMORY));
    a.mov(EDI, Layout.CODE); // the same page once more: MREMAP of shared memory with old size 0
    a.mov(ESI, 0);
    a.mov(EDX, Layout.PAGE_BYTES);
    a.mov(R10D, REMAP_MAYMOVE_FIXED);
    a.lea(R8, qword(R15, CODE_ALIAS));
    system(MREMAP);
    a.lea(RDI, qword(R15, CODE_ALIAS));
    a.mov(EAX, Layout.INT3 & 0xff);
    a.mov(ECX, Layout.PAGE_BYTES);
    a.rep("stosb");
    a.mov(EDI, Layout.CODE);
    protect(READ_EXECUTE);
    a.lea(RSI, qword(R15, DEFAULT_IMAGE));
    a.mov(EDX, Image.BYTES);
    a.call(readFully);
    a.mov(ESI, Layout.READ_ONLY);
    a.mov(EDX, Layout.PAGE_BYTES);
    a.call(readFully);
    a.lea(RSI, qword(R15, MEMORIES));
    a.mov(EDX, Layout.MEMORIES * Layout.MEMORY_BYTES);
    a.call(readFully);
    a.mov(EDI, Layout.READ_ONLY);
    protect(1);
    a.lea(RAX, qword(R15, STACK));
    a.mov(qword(R15, SIGNAL_STACK), RAX);
    a.mov(dword(R15, SIGNAL_STACK + 8), 0);
    a.mov(qword(R15, SIGNAL_STACK + 16), STACK_BYTES);
    a.lea(RDI, qword(R15, SIGNAL_STACK));
    a.mov(ESI, 0);
    system(SIGALTSTACK);
    a.lea(RAX, handler);
    a.mov(qword(R15, SIGNAL_ACTION), RAX);
    a.mov(qword(R15, SIGNAL_ACTION + 8), SIGINFO_ONSTACK_RESTORER);
    a.lea(RAX, restorer);
    a.mov(qword(R15, SIGNAL_ACTION + 16), RAX);
    for (int signal : SIGNALS) {
      a.mov(EDI, signal);
      a.lea(RSI, qword(R15, SIGNAL_ACTION));
      a.mov(EDX, 0);
      a.mov(R10D, 8);
      system(SIGACTION);
    }
    a.emit("int3");
  }

  private void map(long address, int bytes) {
    a.mov(EDI, address);
    a.mov(ESI, bytes);
    a.mov(EDX, READ_WRITE);
    a.mov(R10D, SHARED_ANONYMOUS_FIXED);
    a.mov(R8, -1);
    a.mov(R9D, 0);
    system(MMAP);
  }

  /** Changes the rights on the page at RDI. */
  private void protect(int rights) {
    a.mov(ESI, Layout.PAGE_BYTES);
    a.mov(EDX, rights);
    system(MPROTECT);
  }

  /** Reads RDX bytes to RSI; ends the program with its input. */
  private void readFully() {
    Label done = a.label("readDone");
    Label end = a.label("endOfInput");
    a.bind(readFully);
    a.mov(EDI, 0);
    system(READ);
    a.test(RAX, RAX);
    a.jcc(Condition.LE, end);
    a.add(RSI, RAX);
    a.sub(RDX, RAX);
    a.jcc(Condition.NE, readFully);
    a.bind(done);
    a.ret();
    a.bind(end);
    a.mov(EDI, 0);
    system(EXIT);
  }

  /** On entry RDI is the signal, RSI its siginfo, RDX its ucontext. */
  private void handler() {
    a.bind(handler);
    a.push(0x202); // clear AC and NT, which handlers inherit
    a.popfq();
    a.mov(R15, DATA);
    a.mov(R14, RDX);
    a.cmp(dword(R15, RUNNING), 0);
    Label first = a.label("first");
    a.jcc(Condition.E, first);
    a.mov(RBP, qword(R15, CURRENT));
    a.mov(RBX, qword(R15, OUTPUT_CURSOR));
    saveSignal();
    saveSegments();
    saveImage();
    saveMemory();
    coverCode();
    a.mov(qword(R15, OUTPUT_CURSOR), RBX);
    a.bind(nextCase);
    a.mov(RBP, qword(R15, INPUT_CURSOR));
    a.cmp(RBP, qword(R15, INPUT_END));
    a.jcc(Condition.B, begin);
    writeBatch();
    a.bind(first);
    a.mov(dword(R15, RUNNING), 1);
    readBatch();
    a.bind(begin);
    a.mov(qword(R15, CURRENT), RBP);
    loadCase();
    a.ret();
    a.bind(restorer);
    system(SIGRETURN);
  }

  private void saveSignal() {
    a.mov(dword(RBX, 0), EDI);
    a.mov(EAX, dword(RSI, SIGNAL_CODE));
    a.mov(dword(RBX, 4), EAX);
    a.mov(RAX, qword(RSI, SIGNAL_ADDRESS));
    a.mov(qword(RBX, 8), RAX);
    a.lea(RSI, qword(R14, CONTEXT_REGISTERS));
    a.lea(RDI, qword(RBX, HostRecords.OUTCOME_CONTEXT));
    a.mov(ECX, HostRecords.CONTEXT_WORDS);
    a.rep("movsq");
  }

  private void saveSegments() {
    Label noBases = a.label("noBases");
    int at = HostRecords.OUTCOME_SEGMENTS;
    a.emit("mov", word(RBX, at), ES);
    a.emit("mov", word(RBX, at + 2), DS);
    a.emit("mov", word(RBX, at + 4), FS);
    a.emit("mov", word(RBX, at + 6), GS);
    a.test(dword(RBP, 0), HostRecords.BASES);
    a.jcc(Condition.E, noBases);
    a.emit("rdfsbase", RAX);
    a.mov(qword(RBX, at + 8), RAX);
    a.emit("rdgsbase", RAX);
    a.mov(qword(RBX, at + 16), RAX);
    a.bind(noBases);
  }

  private void saveImage() {
    Label none = a.label("noImage");
    a.lea(RDI, qword(RBX, HostRecords.OUTCOME_IMAGE));
    a.test(dword(RBP, 0), HostRecords.IMAGE);
    a.jcc(Condition.E, none);
    a.mov(RSI, qword(R14, CONTEXT_IMAGE));
    a.mov(ECX, Image.BYTES / 8);
    a.rep("movsq");
    a.bind(none);
  }

  /** Appends the changed words at RDI, and leaves the end of the record in RBX. */
  private void saveMemory() {
    Label compare = a.label("compareMemory");
    Label same = a.label("sameMemory");
    a.mov(RDX, RDI);
    a.mov(R12D, 0);
    memoryInRdi();
    a.mov(RSI, RDI);
    a.mov(EDI, Layout.MEMORY);
    a.mov(ECX, Layout.MEMORY_BYTES / 8);
    a.bind(compare);
    a.test(ECX, ECX);
    a.jcc(Condition.E, same);
    repeCmpsq();
    a.jcc(Condition.E, same);
    a.lea(RAX, qword(RDI, -8 - Layout.MEMORY));
    a.mov(qword(RDX, 0), RAX);
    a.mov(RAX, qword(RDI, -8));
    a.mov(qword(RDX, 8), RAX);
    a.add(RDX, 16);
    a.inc(R12D);
    a.jmp(compare);
    a.bind(same);
    a.mov(qword(RBX, HostRecords.OUTCOME_CHANGES), R12);
    a.mov(RBX, RDX);
  }

  private void repeCmpsq() {
    a.rep("cmpsq");
  }

  /** The address of the case's memory as it was at the start. */
  private void memoryInRdi() {
    a.mov(EDI, dword(RBP, 12));
    a.shl(RDI, 13);
    a.lea(RDI, qword(R15, RDI, 1, MEMORIES));
  }

  /** Puts INT3 over the code of the case. */
  private void coverCode() {
    codeInRdi();
    a.mov(ECX, dword(RBP, 4));
    a.mov(EAX, Layout.INT3 & 0xff);
    a.rep("stosb");
  }

  private void codeInRdi() {
    a.mov(EDI, dword(RBP, 8));
    a.lea(RDI, qword(R15, RDI, 1, CODE_ALIAS));
  }

  private void writeBatch() {
    Label again = a.label("writeAgain");
    a.lea(RSI, qword(R15, OUTPUT));
    a.mov(RDX, qword(R15, OUTPUT_CURSOR));
    a.sub(RDX, RSI);
    a.lea(RAX, qword(RDX, -8));
    a.mov(qword(RSI, 0), RAX);
    a.bind(again);
    a.mov(EDI, 1);
    system(WRITE);
    a.test(RAX, RAX);
    Label failed = a.label("writeFailed");
    a.jcc(Condition.LE, failed);
    a.add(RSI, RAX);
    a.sub(RDX, RAX);
    a.jcc(Condition.NE, again);
    Label done = a.label("written");
    a.jmp(done);
    a.bind(failed);
    a.mov(EDI, 1);
    system(EXIT);
    a.bind(done);
  }

  /** Reads a batch, and leaves the address of its first record in RBP. */
  private void readBatch() {
    a.bind(readBatch);
    a.lea(RSI, qword(R15, BATCH_LENGTH));
    a.mov(EDX, 8);
    a.call(readFully);
    a.lea(RSI, qword(R15, INPUT));
    a.mov(RBP, RSI);
    a.mov(RDX, qword(R15, BATCH_LENGTH));
    a.lea(RAX, qword(RSI, RDX, 1));
    a.mov(qword(R15, INPUT_END), RAX);
    a.call(readFully);
    a.lea(RAX, qword(R15, OUTPUT + 8));
    a.mov(qword(R15, OUTPUT_CURSOR), RAX);
  }

  private void loadCase() {
    Label given = a.label("givenImage");
    Label noBases = a.label("keepBases");
    memoryInRdi();
    a.mov(RSI, RDI);
    a.mov(EDI, Layout.MEMORY);
    a.mov(ECX, Layout.MEMORY_BYTES / 8);
    a.rep("movsq");
    codeInRdi();
    a.lea(RSI, qword(RBP, HostRecords.CASE_CODE));
    a.mov(ECX, dword(RBP, 4));
    a.rep("movsb");
    a.mov(R12, RSI); // the image, if there is one
    a.mov(EAX, Layout.USER_DATA);
    a.emit("mov", DS, AX);
    a.emit("mov", ES, AX);
    a.emit("mov", FS, AX);
    a.emit("mov", GS, AX);
    a.test(dword(RBP, 0), HostRecords.BASES);
    a.jcc(Condition.E, noBases);
    a.mov(RAX, qword(RBP, 16));
    a.emit("wrfsbase", RAX);
    a.mov(RAX, qword(RBP, 24));
    a.emit("wrgsbase", RAX);
    a.bind(noBases);
    a.lea(RSI, qword(RBP, HostRecords.CASE_CONTEXT));
    a.lea(RDI, qword(R14, CONTEXT_REGISTERS));
    a.mov(ECX, HostRecords.CASE_CONTEXT_WORDS);
    a.rep("movsq");
    a.lea(RSI, qword(R15, DEFAULT_IMAGE));
    a.test(dword(RBP, 0), HostRecords.IMAGE);
    a.jcc(Condition.E, given);
    a.mov(RSI, R12);
    a.add(R12, Image.BYTES);
    a.bind(given);
    a.mov(qword(R15, INPUT_CURSOR), R12);
    a.mov(RDI, qword(R14, CONTEXT_IMAGE));
    a.mov(ECX, Image.SOFTWARE / 8);
    a.rep("movsq");
    a.add(RSI, 512 - Image.SOFTWARE); // the kernel keeps the size of the image there
    a.add(RDI, 512 - Image.SOFTWARE);
    a.mov(ECX, (Image.BYTES - 512) / 8);
    a.rep("movsq");
  }
}
