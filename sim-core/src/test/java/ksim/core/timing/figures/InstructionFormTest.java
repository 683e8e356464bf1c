package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.CodeMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells forms apart. */
class InstructionFormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "4801c8; add r64,r64",
        "0401; add al,i8",
        "80c101; add r8,i8",
        "00e1; add r8,r8h",
        "664083c001; add r16,i8",
        "f0480108; lock add m64,r64",
        "488708; xchg m64,r64",
        "f0488708; xchg m64,r64",
        "4891; xchg r64,rax",
        "d1e0; shl r32,1",
        "c1e002; shl r32,i8",
        "d3e0; shl r32,cl",
        "7402; je rel",
        "0f9ec0; setle r8",
        "0f4700; cmova r32,m32",
        "488d0408; lea r64,b+i",
        "488d4408ff; lea r64,b+i+d",
        "488d04c8; lea r64,b+is",
        "488d04cd01000000; lea r64,is+d",
        "488d442d00; lea r64,b+i+d",
        "488d0501000000; lea r64,rip",
        "678d4001; lea r32,b+d",
        "a4; movsb",
        "f3a4; rep movsb",
        "f2ae; repne scasb",
        "f20f1000; movsd xmm,m64",
        "660f3814c1; blendvps xmm,xmm,xmm0",
        "c5f458c2; vaddps ymm,ymm,ymm",
        "c4e2e990043f; vpgatherdq xmm,vmx,xmm",
        "f30faec8; rdgsbase r32",
        "0f20d8; mov r64,cr",
        "8ed8; mov sreg,r16",
        "0fa0; push fs",
        "a00000000000000000; mov al,moffs",
        "d8c1; fadd st,st",
        "0fae38; clflush m",
      })
  void formsAreNamed(String hex, String form) {
    assertThat(InstructionForm.of(FigureTableTest.decode(hex))).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "55; push r64",
        "6655; push r16",
        "ff7508; push m64",
        "6a01; push i8",
        "6812345678; push i32",
        "8f4508; pop m64",
        "0f20c0; mov r64,cr",
        "0f22d8; mov cr,r64",
        "0f23f8; mov dr,r64",
        "ea000010000800; jmpf i16,i32",
        "89c8; mov r32,r32",
        "49; dec r32",
        "c4e1f96ec1; vmovd xmm,r32",
      })
  void operandsThat64BitModeHasInsteadNameTheFormsOf32BitCode(String hex, String form) {
    assertThat(InstructionForm.of(FigureTableTest.decode(hex, CodeMode.BITS_32))).isEqualTo(form);
  }
}
