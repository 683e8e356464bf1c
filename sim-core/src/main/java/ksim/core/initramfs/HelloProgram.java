package ksim.core.initramfs;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.DL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.ESI;
import static ksim.core.encoding.asm.Registers.R10D;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R12D;
import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.R8D;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * The first program of user space. It prints the name and release of the kernel, runs once on each
 * CPU and prints its number, prints how many there were, and switches the machine off; one that
 * cannot be switched off, without ACPI, it resets:
 *
 * <pre>
 * ksim: user space reached
 * ksim: Linux 6.1.0
 * ksim: on CPU 0
 * ksim: on CPU 1
 * ksim: 2 CPUs
 * ksim: switching off
 * </pre>
 */
final class HelloProgram {
  private static final long BASE = 0x40_0000;

  /** Linux 6.1 knows at most 8,192 CPUs. */
  private static final int MASK_BYTES = 1024;

  /** struct new_utsname: six names of 65 bytes. */
  private static final int NAME_BYTES = 65;

  private static final int RELEASE = 2;

  private static final int REBOOT_MAGIC_1 = 0xfee1dead;
  private static final int REBOOT_MAGIC_2 = 672274793;
  private static final int REBOOT_POWER_OFF = 0x4321fedc;
  private static final int REBOOT_RESTART = 0x01234567;

  private final Assembler a = new Assembler(BASE + StaticExecutable.CODE_OFFSET);
  private final Label print = a.label("print");
  private final Label printNumber = a.label("print_number");
  private final Label names = a.label("names");
  private final Label online = a.label("online");
  private final Label single = a.label("single");
  private final Label cpuNumber = a.label("cpu_number");
  private final Label digits = a.label("digits");

  private HelloProgram() {}

  /** The program as an ELF64 file. */
  static byte[] executable() {
    HelloProgram program = new HelloProgram();
    program.main();
    program.printFunction();
    program.printNumberFunction();
    program.data();
    return StaticExecutable.of(program.a.finish());
  }

  private void main() {
    print("ksim: user space reached\nksim: ");
    a.lea(RDI, names);
    call(SystemCall.UNAME);
    printName(0);
    print(" ");
    printName(RELEASE);
    print("\n");
    visitEachCpu();
    print("ksim: ");
    a.mov(EDI, R13D);
    a.call(printNumber);
    print(" CPUs\n");
    call(SystemCall.SYNC);
    leave();
    // Only where the kernel did not: the end of the first program is a panic, which shows.
    a.mov(EDI, 1);
    call(SystemCall.EXIT);
    a.ud2();
  }

  /** Linux without ACPI takes a request to switch off as one to halt. */
  private void leave() {
    Label type = text("sysfs");
    Label directory = text("/sys");
    Label acpi = text("/sys/firmware/acpi");
    a.lea(RDI, type);
    a.lea(RSI, directory);
    a.lea(RDX, type);
    a.xor(R10D, R10D); // no flags
    a.xor(R8D, R8D); // no options
    call(SystemCall.MOUNT);
    a.lea(RDI, acpi);
    a.xor(ESI, ESI); // whether it exists
    call(SystemCall.ACCESS);
    Label reset = a.label("reset");
    a.test(EAX, EAX);
    a.jcc(Condition.NE, reset);
    print("ksim: switching off\n");
    reboot(REBOOT_POWER_OFF);
    a.bind(reset);
    print("ksim: no ACPI, resetting\n");
    reboot(REBOOT_RESTART);
  }

  private void reboot(int command) {
    a.mov(EDI, REBOOT_MAGIC_1);
    a.mov(ESI, REBOOT_MAGIC_2);
    a.mov(EDX, command);
    call(SystemCall.REBOOT);
  }

  /** R12 counts the numbers of CPUs, R13 the CPUs that are online. */
  private void visitEachCpu() {
    a.xor(EDI, EDI);
    a.mov(ESI, MASK_BYTES);
    a.lea(RDX, online);
    call(SystemCall.SCHED_GETAFFINITY);
    a.xor(R12D, R12D);
    a.xor(R13D, R13D);
    Label each = a.here("each_cpu");
    Label next = a.label("next_cpu");
    a.lea(RBX, online);
    a.emit("bt", qword(RBX), R12);
    a.jcc(Condition.AE, next);
    a.add(R13D, 1);
    a.lea(RDX, single);
    a.emit("bts", qword(RDX), R12);
    a.xor(EDI, EDI);
    a.mov(ESI, MASK_BYTES);
    call(SystemCall.SCHED_SETAFFINITY);
    a.lea(RDX, single);
    a.emit("btr", qword(RDX), R12);
    a.lea(RDI, cpuNumber);
    a.xor(ESI, ESI);
    call(SystemCall.GETCPU);
    print("ksim: on CPU ");
    a.lea(RBX, cpuNumber);
    a.mov(EDI, dword(RBX));
    a.call(printNumber);
    print("\n");
    a.bind(next);
    a.add(R12D, 1);
    a.cmp(R12D, MASK_BYTES * 8);
    a.jcc(Condition.NE, each);
  }

  private void call(SystemCall call) {
    a.mov(EAX, call.number());
    a.syscall();
  }

  /** Prints a constant. */
  private void print(String text) {
    a.lea(RSI, text(text));
    a.call(print);
  }

  /** A constant, which stands in the code and ends with a zero. */
  private Label text(String text) {
    Label behind = a.fresh("behind");
    Label at = a.fresh("text");
    a.jmp(behind);
    a.bind(at);
    a.ascii(text + "\0");
    a.bind(behind);
    return at;
  }

  private void printName(int number) {
    a.lea(RSI, names);
    a.add(RSI, (long) number * NAME_BYTES);
    a.call(print);
  }

  /** Prints the text at RSI, which ends with a zero. */
  private void printFunction() {
    a.bind(print);
    a.xor(EDX, EDX);
    Label count = a.fresh("count");
    Label counted = a.fresh("counted");
    a.bind(count);
    a.cmp(byte_(RSI, RDX, 1), 0);
    a.jcc(Condition.E, counted);
    a.add(EDX, 1);
    a.jmp(count);
    a.bind(counted);
    a.mov(EDI, 1);
    call(SystemCall.WRITE);
    a.ret();
  }

  /** Prints EDI in decimal; at most seven digits. */
  private void printNumberFunction() {
    a.bind(printNumber);
    a.lea(RSI, digits);
    a.add(RSI, 7);
    a.mov(byte_(RSI), 0);
    a.mov(EAX, EDI);
    a.mov(ECX, 10);
    Label digit = a.here("digit");
    a.xor(EDX, EDX);
    a.div(ECX);
    a.add(EDX, '0');
    a.sub(RSI, 1);
    a.mov(byte_(RSI), DL);
    a.test(EAX, EAX);
    a.jcc(Condition.NE, digit);
    a.jmp(print);
  }

  private void data() {
    a.align(16);
    a.bind(digits);
    a.zero(8);
    a.bind(cpuNumber);
    a.zero(8);
    a.bind(names);
    a.zero(6 * NAME_BYTES);
    a.bind(online);
    a.zero(MASK_BYTES);
    a.bind(single);
    a.zero(MASK_BYTES);
  }
}
