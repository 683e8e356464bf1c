package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples of both syntaxes, as objdump prints them; the whole is compared with objdump itself. */
class DisassemblerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8a 84 24 00 f0 ff ff | mov    -0x1000(%rsp),%al | mov    al,BYTE PTR [rsp-0x1000]",
        "65 48 8b 04 25 28 00 00 00 | mov    %gs:0x28,%rax | mov    rax,QWORD PTR gs:0x28",
        "f0 48 0f c1 03 | lock xadd %rax,(%rbx) | lock xadd QWORD PTR [rbx],rax",
        "f3 48 ab | rep stos %rax,%es:(%rdi) | rep stos QWORD PTR es:[rdi],rax",
        "75 fe | jne    0x1000 | jne    0x1000",
        "66 2e 0f 1f 84 00 00 00 00 00"
            + " | cs nopw 0x0(%rax,%rax,1) | cs nop WORD PTR [rax+rax*1+0x0]",
        "66 90 | xchg   %ax,%ax | xchg   ax,ax",
        "48 cf | iretq | iretq",
        "9c | pushf | pushf",
        "c1 20 04 | shll   $0x4,(%rax) | shl    DWORD PTR [rax],0x4",
        "48 83 c0 ff | add    $0xffffffffffffffff,%rax | add    rax,0xffffffffffffffff",
        "0f 22 d8 | mov    %rax,%cr3 | mov    cr3,rax",
        "c4 e2 f8 f2 c1 | andn   %rcx,%rax,%rax | andn   rax,rax,rcx",
      })
  void printsAsObjdump(String hex, String att, String intel) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Instruction instruction =
        (Instruction) Decoder.decode(bytes, 0, bytes.length, CodeMode.BITS_64);
    assertThat(Disassembler.attAndT(instruction, 0x1000)).isEqualTo(att);
    assertThat(Disassembler.intel(instruction, 0x1000)).isEqualTo(intel);
  }
}
