package ksim.core.cycles;

import static ksim.core.cycles.CodeBlockTest.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A piece of code for each mechanism of the core, with what uops.info, Agner Fog's tables and
 * Intel's manual say of it on a Skylake. Unrolled; names of the manual, so first operands are
 * targets.
 */
class KnownCyclesTest {
  private static final Meter SKYLAKE =
      new Meter("skylake", TimingLevel.DETAILED, Protocol.UNROLLED);

  @ParameterizedTest
  @CsvSource({
    "4801d8, 1, add rax rbx: a chain",
    "4811d8, 1, adc rax rbx: carry is a chain of its own",
    "31c0, 0.25, xor eax eax: zero idiom",
    "29c0, 0.25, sub eax eax: zero idiom",
    "c5fc57c0, 0.25, vxorps ymm0 ymm0 ymm0: zero idiom",
    "660f66c0, 0.25, pcmpgtd xmm0 xmm0: zero idiom",
    "660f76c0, 0.5, pcmpeqd xmm0 xmm0: ones idiom: executed, without source",
    "19c0, 1, sbb eax eax: no idiom",
    "30c0, 1, xor al al: part of a register: no idiom",
    "4889d84889cb4889d14889c2, 1.25, mov rax rbx;mov rbx rcx;mov rcx rdx;mov rdx rax: renamed away"
        + " as far as there are slots",
    "4889c0, 1, mov rax rax: a move of a register to itself is executed",
    "6689d8, 1, mov ax bx: merges into RAX",
    "88dc, 0.25, mov ah bl: AH is a register of its own",
    "88dc89c1, 2, mov ah bl;mov ecx eax: the micro-operation that merges AH is issued alone",
    "66b83412, 3.29, mov ax 0x1234: length-changing prefix",
    "660f1f840000020000, 0.5625, nop word [rax+rax+0x200]: sixteen bytes a cycle",
    "0fc8, 1, bswap eax: first decoder only",
    "48d3e0, 2, shl rax cl: flags that it may keep",
    "48ffc00f96c3, 1, inc rax;setbe bl: carry and zero from two places",
    "480f46c3, 1, cmovbe rax rbx: two micro-operations",
    "48d1d0, 2, rcl rax 1",
    "58, 0.5, pop rax: stack engine",
    "504889e3, 1, push rax;mov rbx rsp: stack engine brings RSP up to date",
    "5058, 4, push rax;pop rax: forwarding",
    "488d0418, 1, lea rax [rax+rbx]",
    "488d441808, 3, lea rax [rax+rbx+8]: three parts",
    "480fafc3, 3, imul rax rbx",
    "c4e2e3f6c1, 1, mulx rax rbx rcx: port 1",
    "31d289d8f7f1, 6, xor edx edx;mov eax ebx;div ecx: divider",
    "0f5ec1, 11, divps xmm0 xmm1: divider",
    "0f51c1, 3, sqrtps xmm0 xmm1: divider",
    "c5f45ec2, 5, vdivps ymm0 ymm1 ymm2: divider",
    "0f58c1, 4, addps xmm0 xmm1",
    "c5f458c2, 0.5, vaddps ymm0 ymm1 ymm2: two ports",
    "66480f6ec066480f7ec0, 4, movq xmm0 rax;movq rax xmm0",
    "660f3840c1, 10, pmulld xmm0 xmm1",
    "f3480fb8c3, 3, popcnt rax rbx: waits for its destination",
    "f3480fbdc3, 1, lzcnt rax rbx: does not",
    "488b00, 4, mov rax [rax]: fast pointer chase",
    "488b8000100000, 5, mov rax [rax+0x1000]: large displacement",
    "488b0418, 5, mov rax [rax+rbx]: index",
    "48ff0424, 5, inc qword [rsp]: forwarding",
    "88442401488b0424, 14, mov byte [rsp+1] al;mov rax [rsp]: failed forwarding",
    "488904248b442404, 4, mov [rsp] rax;mov eax [rsp+4]: forwarding of a part",
    "488b44243d, 1, mov rax [rsp+61]: two lines",
    "488944243d, 4, mov [rsp+61] rax: two lines",
    "f048010424, 19, lock add [rsp] rax",
    "48870424, 18.6, xchg rax [rsp]: locked",
    "0faee8, 4, lfence",
    "0faef0, 33, mfence",
    "0fa2, 104, cpuid: serialising",
    "9c9d, 21, pushfq;popfq",
  })
  void aPieceTakesWhatIsKnownOfIt(String hex, double cycles, String what) throws RefusedException {
    assertThat(SKYLAKE.measure(block(hex)).cyclesPerIteration())
        .as(what)
        .isCloseTo(cycles, within(Math.max(0.05, cycles / 50)));
  }
}
