package ksim.core.encoding.asm;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.gathered;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Memory.word;
import static ksim.core.encoding.asm.Registers.AH;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.AX;
import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.DX;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;
import static ksim.core.encoding.asm.Registers.mm;
import static ksim.core.encoding.asm.Registers.st;
import static ksim.core.encoding.asm.Registers.xmm;
import static ksim.core.encoding.asm.Registers.ymm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.LabelOperand;
import org.junit.jupiter.api.Test;

class AssemblerTest {
  private static final long ORIGIN = 0x4020_0000L;

  private static String hex(Consumer<Assembler> program) {
    return hex(ORIGIN, program);
  }

  private static String hex(long origin, Consumer<Assembler> program) {
    Assembler a = new Assembler(origin);
    program.accept(a);
    return HexFormat.of().formatHex(a.finish().bytes());
  }

  @Test
  void choosesTheShortestForm() {
    assertThat(hex(a -> a.add(RAX, 1))).isEqualTo("4883c001");
    assertThat(hex(a -> a.add(RAX, 0x1000))).isEqualTo("480500100000");
    assertThat(hex(a -> a.add(AX, 0xfff0))).isEqualTo("6683c0f0");
    assertThat(hex(a -> a.mov(RAX, -1))).isEqualTo("48c7c0ffffffff");
    assertThat(hex(a -> a.mov(RAX, 0xffff_ffffL))).isEqualTo("48b8ffffffff00000000");
    assertThat(hex(a -> a.mov(EAX, 0xffff_ffffL))).isEqualTo("b8ffffffff");
    assertThat(hex(a -> a.movabs(RAX, 5))).isEqualTo("48b80500000000000000");
    assertThat(hex(a -> a.shl(RAX, 1))).isEqualTo("48d1e0");
    assertThat(hex(a -> a.push(0x1234))).isEqualTo("6834120000");
    assertThat(hex(a -> a.mov(RAX, qwordAt(0x1000)))).isEqualTo("488b042500100000");
  }

  @Test
  void writesPrefixes() {
    assertThat(hex(a -> a.lock("xadd", qword(RDI), RAX))).isEqualTo("f0480fc107");
    assertThat(hex(a -> a.rep("stosq"))).isEqualTo("f348ab");
    assertThat(hex(a -> a.repne("scasb"))).isEqualTo("f2ae");
    assertThat(hex(a -> a.mov(EAX, dword(FS, 16)))).isEqualTo("648b042510000000");
    assertThat(hex(a -> a.mov(RAX, qword(RBX, 8).gs()))).isEqualTo("65488b4308");
    assertThat(hex(a -> a.mov(EAX, dword(EDI)))).isEqualTo("678b07");
    assertThat(hex(a -> a.emit("retfq"))).isEqualTo("48cb");
    assertThat(hex(a -> a.emit("pushw", Assembler.imm(5)))).isEqualTo("666a05");
    assertThat(hex(a -> a.emit("mulx", RAX, RBX, qword(R9, R10, 8)))).isEqualTo("c482e3f604d1");
  }

  @Test
  void writesVectorAndX87Instructions() {
    assertThat(hex(a -> a.emit("addps", xmm(1), Memory.of(128, RAX, 16)))).isEqualTo("0f584810");
    assertThat(hex(a -> a.emit("movq", RAX, xmm(9)))).isEqualTo("664c0f7ec8");
    assertThat(hex(a -> a.emit("vpaddd", ymm(1), ymm(2), ymm(3)))).isEqualTo("c5edfecb");
    assertThat(hex(a -> a.emit("vmovaps", xmm(0), xmm(8)))).isEqualTo("c57829c0");
    assertThat(hex(a -> a.emit("vblendvps", xmm(0), xmm(1), xmm(2), xmm(3))))
        .isEqualTo("c4e3714ac230");
    assertThat(hex(a -> a.emit("vpgatherdd", xmm(1), gathered(32, RDI, xmm(4), 4, 0), xmm(2))))
        .isEqualTo("c4e269900ca7");
    assertThat(hex(a -> a.emit("paddb", mm(3), mm(4)))).isEqualTo("0ffcdc");
    assertThat(hex(a -> a.emit("fadd", st(2), st(0)))).isEqualTo("dcc2");
    assertThat(hex(a -> a.emit("fld", Memory.of(80, RBX, 0)))).isEqualTo("db2b");
    assertThat(hex(a -> a.emit("movsd", xmm(0), qword(RDI)))).isEqualTo("f20f1007");
    assertThat(hex(a -> a.emit("movsd"))).isEqualTo("a5");
  }

  @Test
  void writes16And32BitCode() {
    assertThat(hex(CodeMode.BITS_16, a -> a.mov(EAX, 1))).isEqualTo("66b801000000");
    assertThat(hex(CodeMode.BITS_32, a -> a.mov(AX, 1))).isEqualTo("66b80100");
    assertThat(hex(CodeMode.BITS_32, a -> a.push(EAX))).isEqualTo("50");
    assertThat(hex(CodeMode.BITS_32, a -> a.mov(EAX, dword(EBX, 8)))).isEqualTo("8b4308");
    assertThat(hex(CodeMode.BITS_16, a -> a.mov(EAX, dword(EBX, 8)))).isEqualTo("67668b4308");
    assertThat(hex(CodeMode.BITS_16, a -> a.mov(AX, word(Registers.BX, 8)))).isEqualTo("8b4708");
    assertThat(hex(CodeMode.BITS_32, a -> a.emit("aaa"))).isEqualTo("37");
    assertThatThrownBy(() -> hex(CodeMode.BITS_32, a -> a.mov(RAX, 1)))
        .isInstanceOf(AssemblyException.class);
    assertThatThrownBy(() -> hex(CodeMode.BITS_32, a -> a.mov(Registers.R8D, 1)))
        .isInstanceOf(AssemblyException.class);
  }

  @Test
  void addressesLabelsOutside64BitModeByTheirOffset() {
    assertThat(
            hex(
                CodeMode.BITS_32,
                a -> {
                  Label data = a.label("data");
                  a.mov(EAX, dword(data));
                  a.jmp(data);
                  a.bind(data);
                }))
        .isEqualTo("8b0508002040eb00");
  }

  private static String hex(CodeMode mode, Consumer<Assembler> program) {
    Assembler a = new Assembler(ORIGIN, mode);
    program.accept(a);
    return HexFormat.of().formatHex(a.finish().bytes());
  }

  @Test
  void takesSwappedOperandsWhereTheOrderDoesNotMatter() {
    assertThat(hex(a -> a.xchg(RAX, qword(RDI)))).isEqualTo(hex(a -> a.xchg(qword(RDI), RAX)));
    assertThat(hex(a -> a.test(RAX, qword(RDI)))).isEqualTo(hex(a -> a.test(qword(RDI), RAX)));
    assertThat(hex(a -> a.xchg(EAX, EAX))).isEqualTo("87c0");
  }

  @Test
  void writesSystemInstructions() {
    assertThat(hex(a -> a.mov(CR3, RAX))).isEqualTo("0f22d8");
    assertThat(hex(a -> a.lgdt(address(RAX)))).isEqualTo("0f0110");
    assertThat(hex(a -> a.ltr(AX))).isEqualTo("0f00d8");
    assertThat(hex(Assembler::iretq)).isEqualTo("48cf");
    assertThat(hex(Assembler::sysretq)).isEqualTo("480f07");
    assertThat(hex(a -> a.out(0xf4, EAX))).isEqualTo("e7f4");
    assertThat(hex(a -> a.in(AL, DX))).isEqualTo("ec");
    assertThat(hex(a -> a.int_(0x80))).isEqualTo("cd80");
  }

  @Test
  void relaxesBranches() {
    // 127 bytes are in reach of a short branch, 128 are not; backwards 128 are.
    for (int distance : new int[] {0, 127, 128}) {
      String code =
          hex(
              a -> {
                Label end = a.label("end");
                a.jmp(end);
                a.zero(distance);
                a.bind(end);
              });
      assertThat(code)
          .startsWith(distance < 128 ? "eb" : "e9")
          .hasSize(2 * (distance + (distance < 128 ? 2 : 5)));
    }
    assertThat(
            hex(
                a -> {
                  Label start = a.here("start");
                  a.zero(126);
                  a.jcc(Condition.NE, start);
                }))
        .endsWith("7580");
  }

  @Test
  void relaxesBranchesThatPushEachOtherOutOfReach() {
    Assembler a = new Assembler(0);
    Label end = a.label("end");
    Label middle = a.label("middle");
    a.jmp(end);
    a.jcc(Condition.E, middle);
    a.zero(123);
    a.bind(end);
    a.zero(10);
    a.bind(middle);
    AssembledCode code = a.finish();
    // The second branch needs 32 bits, which moves the first one's target from 125 to 129 bytes.
    assertThat(code.addressOf(end)).isEqualTo(5 + 6 + 123);
    assertThat(code.bytes()[0]).isEqualTo((byte) 0xe9);
  }

  @Test
  void resolvesLabels() {
    Assembler a = new Assembler(ORIGIN);
    Label data = a.label("data");
    a.mov(qword(data, 8), 1);
    a.movAddress(RDI, data);
    a.lea(RSI, data);
    a.emit("mov", RCX, new LabelOperand(data, 0, 4));
    a.bind(data);
    a.dq(data);
    a.dd(data);
    AssembledCode code = a.finish();
    assertThat(HexFormat.of().formatHex(code.bytes()))
        .isEqualTo(
            "48c7051b000000"
                + "01000000" // relative to the end, behind the immediate
                + "bf1e002040"
                + "488d3507000000"
                + "48c7c122002040"
                + "1e00204000000000"
                + "1e002040");
    assertThat(code.addressOf("data")).isEqualTo(ORIGIN + 30);
    assertThat(code.symbols()).containsExactly(Map.entry("data", ORIGIN + 30));
  }

  @Test
  void loadsHighAddressesRelativeToRip() {
    assertThat(
            hex(
                0xffff_ffff_8000_0000L,
                a -> {
                  Label here = a.here("here");
                  a.movAddress(RAX, here);
                }))
        .isEqualTo("488d05f9ffffff");
  }

  @Test
  void keepsFreshLabelsOutOfTheSymbols() {
    Assembler a = new Assembler(ORIGIN);
    Label one = a.fresh("loop");
    Label two = a.fresh("loop");
    a.bind(one);
    a.nop();
    a.bind(two);
    AssembledCode code = a.finish();
    assertThat(code.addressOf(two) - code.addressOf(one)).isEqualTo(1);
    assertThat(code.symbols()).isEmpty();
  }

  @Test
  void writesData() {
    assertThat(
            hex(
                a -> {
                  a.db(1, -1, 255);
                  a.dw(0x1234);
                  a.dd(0xffff_fffeL, -2);
                  a.dq(1L << 63);
                  a.ascii("hi");
                  a.align(8);
                }))
        .isEqualTo(
            "01ffff" + "3412" + "feffffff" + "feffffff" + "0000000000000080" + "6869" + "00");
  }

  @Test
  void alignsTheAddress() {
    assertThat(hex(ORIGIN + 1, a -> a.align(16))).isEqualTo("660f1f840000000000" + "660f1f440000");
    Assembler a = new Assembler(ORIGIN + 8);
    a.align(16);
    assertThat(a.position()).isEqualTo(8);
  }

  @Test
  void reportsWhatCannotBeEncoded() {
    assertThatThrownBy(() -> hex(a -> a.mov(RAX, EAX)))
        .isInstanceOf(AssemblyException.class)
        .hasMessageStartingWith("mov rax, eax: no form takes these operands");
    assertThatThrownBy(() -> hex(a -> a.add(RAX, 1L << 31)))
        .hasMessage("add rax, 0x80000000: the immediate does not fit");
    assertThatThrownBy(() -> hex(a -> a.mov(AH, byte_(R8))))
        .hasMessageContaining("cannot be encoded beside a REX prefix");
    assertThatThrownBy(() -> hex(a -> a.mov(RAX, qword(RDI, RSP, 2))))
        .hasMessageContaining("RSP cannot be an index");
    assertThatThrownBy(() -> hex(a -> a.mov(RCX, qword(RDI, 1L << 31))))
        .hasMessageContaining("does not fit 32 bits");
    assertThatThrownBy(() -> hex(a -> a.mov(RCX, qword(RDI, RAX, 3))))
        .hasMessageContaining("scale 3");
    assertThatThrownBy(() -> hex(a -> a.lock("mov", qword(RDI), RAX)))
        .hasMessageStartingWith("lock mov qword [rdi], rax: LOCK needs");
    assertThatThrownBy(() -> hex(a -> a.lock("add", RAX, RCX))).hasMessageContaining("LOCK needs");
    assertThatThrownBy(() -> hex(a -> a.rep("ret"))).hasMessageContaining("repeat");
    assertThatThrownBy(() -> hex(a -> a.emit("frobnicate", RAX)))
        .hasMessage("frobnicate rax: no such instruction");
    assertThatThrownBy(() -> hex(a -> a.emit("jcc", RAX))).hasMessageContaining("no such");
    assertThatThrownBy(() -> hex(a -> a.db(256))).hasMessageContaining("more than 8 bits");
    assertThatThrownBy(() -> hex(a -> a.align(3))).hasMessageContaining("power of two");
  }

  @Test
  void reportsLabelMistakes() {
    assertThatThrownBy(() -> hex(a -> a.jmp(a.label("there"))))
        .isInstanceOf(AssemblyException.class)
        .hasMessageContaining("'there' is used but not bound");
    assertThatThrownBy(
            () ->
                hex(
                    a -> {
                      a.label("x");
                      a.label("x");
                    }))
        .hasMessage("duplicate label 'x'");
    assertThatThrownBy(() -> hex(a -> a.bind(a.here("x")))).hasMessageContaining("bound twice");
    assertThatThrownBy(() -> hex(a -> a.bind(new Label("stranger"))))
        .hasMessageContaining("not one of this assembler");
    assertThatThrownBy(
            () ->
                hex(
                    a -> {
                      Label end = a.label("end");
                      a.emit("loop", new LabelOperand(end, 0, 0));
                      a.zero(200);
                      a.bind(end);
                    }))
        .hasMessageContaining("out of reach");
    assertThatThrownBy(() -> hex(1L << 32, a -> a.dd(a.here("high"))))
        .hasMessageContaining("out of reach");
    assertThatThrownBy(() -> new Assembler(0).finish().addressOf("nowhere"))
        .hasMessageContaining("no label 'nowhere'");
  }

  @Test
  void addressesEveryBase() {
    assertThat(hex(a -> a.mov(RAX, qword(RSP)))).isEqualTo("488b0424");
    assertThat(hex(a -> a.mov(RAX, qword(R13)))).isEqualTo("498b4500");
    assertThat(hex(a -> a.mov(RAX, qword(R13, RAX, 4, -128)))).isEqualTo("498b448580");
  }
}
