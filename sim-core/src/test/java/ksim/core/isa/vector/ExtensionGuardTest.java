package ksim.core.isa.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import ksim.core.cpu.CodeContext;
import ksim.core.cpu.Cpu;
import ksim.core.decode.GuardPlacement;
import ksim.core.decode.Operations;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.fault.GuestException;
import ksim.core.fault.Vector;
import ksim.core.isa.Op;
import ksim.core.isa.Undefined;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** What control registers allow of x87, MMX, SSE and AVX, and where that is checked. */
class ExtensionGuardTest {
  private static final long MP = 1 << 1, EM = 1 << 2, TS = 1 << 3, NE = 1 << 5;
  private static final long OSFXSR = 1 << 9, OSXSAVE = 1 << 18;
  private static final int NOTHING = -1;
  private static final int ERROR_SUMMARY = 1 << 7;

  private final Cpu cpu =
      new Machine(new MachineConfiguration(1, 1 << 20, "skylake", TimingLevel.NONE, 1000), b -> {})
          .cpus()
          .getFirst();

  private int raised(ExtensionGuard guard, long cr0, long cr4, long xcr0) {
    cpu.control.cr0 = cr0;
    cpu.control.cr4 = cr4;
    cpu.control.xcr0 = xcr0;
    try {
      guard.exec(cpu);
      return NOTHING;
    } catch (GuestException e) {
      return e.vector();
    }
  }

  @Test
  void x87AndWait() {
    assertThat(raised(ExtensionGuard.X87, MP, 0, 1)).isEqualTo(NOTHING);
    assertThat(raised(ExtensionGuard.X87, EM, 0, 1)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
    assertThat(raised(ExtensionGuard.X87, TS, 0, 1)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
    assertThat(raised(ExtensionGuard.WAIT, EM | TS, 0, 1)).isEqualTo(NOTHING);
    assertThat(raised(ExtensionGuard.WAIT, MP | TS, 0, 1)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
  }

  @Test
  void mmx() {
    assertThat(raised(ExtensionGuard.MMX, 0, 0, 1)).isEqualTo(NOTHING);
    assertThat(raised(ExtensionGuard.MMX, EM | TS, 0, 1)).isEqualTo(Vector.INVALID_OPCODE);
    assertThat(raised(ExtensionGuard.MMX, TS, 0, 1)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
    cpu.x87.status = ERROR_SUMMARY;
    assertThat(raised(ExtensionGuard.MMX, NE, 0, 1)).isEqualTo(Vector.FLOATING_POINT_ERROR);
  }

  @Test
  void sse() {
    assertThat(raised(ExtensionGuard.SSE, 0, OSFXSR, 1)).isEqualTo(NOTHING);
    assertThat(raised(ExtensionGuard.SSE, TS, 0, 1)).isEqualTo(Vector.INVALID_OPCODE);
    assertThat(raised(ExtensionGuard.SSE, EM, OSFXSR, 1)).isEqualTo(Vector.INVALID_OPCODE);
    assertThat(raised(ExtensionGuard.SSE, TS, OSFXSR, 1)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
  }

  @Test
  void avx() {
    assertThat(raised(ExtensionGuard.AVX, EM, OSXSAVE, 7)).isEqualTo(NOTHING);
    assertThat(raised(ExtensionGuard.AVX, 0, OSFXSR, 7)).isEqualTo(Vector.INVALID_OPCODE);
    assertThat(raised(ExtensionGuard.AVX, TS, OSXSAVE, 3)).isEqualTo(Vector.INVALID_OPCODE);
    assertThat(raised(ExtensionGuard.AVX, TS, OSXSAVE, 7)).isEqualTo(Vector.DEVICE_NOT_AVAILABLE);
  }

  private static List<Op> before(GuardPlacement placement, String hex) {
    byte[] code = HexFormat.of().parseHex(hex);
    return placement.before((Instruction) Decoder.decode(code, 0, code.length, CodeMode.BITS_64));
  }

  @Test
  void oneGuardForEachClassInABlock() {
    GuardPlacement placement = new GuardPlacement();
    assertThat(before(placement, "4801c3")).as("add").isEmpty();
    assertThat(before(placement, "c4e2f0f2c2")).as("andn").isEmpty();
    assertThat(before(placement, "0f18c8")).as("prefetcht0 or nop").isEmpty();
    assertThat(before(placement, "0f57c0")).as("xorps").containsExactly(ExtensionGuard.SSE);
    assertThat(before(placement, "660fefc0")).as("pxor").isEmpty();
    assertThat(before(placement, "0fae10")).as("ldmxcsr").isEmpty();
    assertThat(before(placement, "c5f857c0")).as("vxorps").containsExactly(ExtensionGuard.AVX);
    assertThat(before(placement, "c5f877")).as("vzeroupper").isEmpty();
  }

  @Test
  void mmxIsGuardedAgainAfterX87() {
    GuardPlacement placement = new GuardPlacement();
    assertThat(before(placement, "0fefc0")).as("pxor mm").containsExactly(ExtensionGuard.MMX);
    assertThat(before(placement, "0f77")).as("emms").isEmpty();
    assertThat(before(placement, "d9e8")).as("fld1").containsExactly(ExtensionGuard.X87);
    assertThat(before(placement, "0fefc0")).as("pxor mm").containsExactly(ExtensionGuard.MMX);
    assertThat(before(placement, "f30fd6c1")).as("movq2dq").containsExactly(ExtensionGuard.SSE);
    assertThat(before(placement, "9b")).as("fwait").containsExactly(ExtensionGuard.WAIT);
  }

  @Test
  void vexDoesNotExistInRealMode() {
    byte[] code = HexFormat.of().parseHex("c5f857c0"); // vxorps xmm0, xmm0, xmm0
    Decoded decoded = Decoder.decode(code, 0, code.length, CodeMode.BITS_16);
    CodeContext real = new CodeContext(1, CodeMode.BITS_16, false, 0, 0xffff);
    CodeContext protectedMode = new CodeContext(2, CodeMode.BITS_16, true, 0, 0xffff);
    assertThat(Operations.of(CpuModels.everything(), decoded, 0, real))
        .isInstanceOf(Undefined.InvalidOpcode.class);
    assertThat(Operations.of(CpuModels.everything(), decoded, 0, protectedMode))
        .isNotInstanceOf(Undefined.InvalidOpcode.class);
  }
}
