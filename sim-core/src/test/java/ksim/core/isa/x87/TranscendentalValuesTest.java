package ksim.core.isa.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import ksim.core.cpu.X87Registers;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.softfloat.Extended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Results that an Intel Xeon of the Emerald Rapids generation gave on 2026-11-25, for hosts that
 * cannot be asked: instruction, rounding control, ST(0), ST(1), status word and ST(0) afterwards.
 */
class TranscendentalValuesTest {
  private static final int TOP_6 = 6;

  private final SimulatedX87 simulated = new SimulatedX87();

  @ParameterizedTest
  @CsvSource({
    "d9f0, 0, 3ffe:8000000000000000, 3fff:d99999999999999a, 3020, 3ffd:d413cccfe7799211",
    "d9f0, 1, bffd:999999999999999a, 3ffe:b333333333333334, 3220, bffc:c040e866359851c2",
    "d9f0, 3, 3ff5:83126e978d4fdf3b, bffd:9999999999999998, 3020, 3ff4:b5c471e6a560aaf6",
    "d9f9, 0, bffd:999999999999999a, 3fff:d99999999999999a, 3820, bffe:dff136f4cb71c2eb",
    "d9f9, 1, 3ff5:83126e978d4fdf3b, 3ffe:b333333333333334, 3820, 3ff5:844d3cafa0c587da",
    "d9f9, 3, 3f9b:a2425ff75e14fc32, bffd:9999999999999998, 3820, bf9a:8c74530fa468c2a2",
    "d9f1, 0, 3ff5:83126e978d4fdf3b, 3fff:d99999999999999a, 3a20, c003:8788dfe385f4c236",
    "d9f1, 1, 3f9b:a2425ff75e14fc32, 3ffe:b333333333333334, 3a20, c005:8b855ef1be9a1338",
    "d9f1, 3, 3ffe:c000000000000000, bffd:9999999999999998, 3820, 3ffb:feffc10e7063874a",
    "d9fe, 0, 3f9b:a2425ff75e14fc32, 3fff:d99999999999999a, 3020, 3f9b:a2425ff75e14fc32",
    "d9fe, 1, 3ffe:c000000000000000, 3ffe:b333333333333334, 3020, 3ffe:ae7fe0b5fc786b2d",
    "d9fe, 3, 3ffe:8000000000000000, bffd:9999999999999998, 3020, 3ffd:f57743a2582f7f43",
    "d9ff, 0, 3ffe:c000000000000000, 3fff:d99999999999999a, 3220, 3ffe:bb4ff632a908f73f",
    "d9ff, 1, 3ffe:8000000000000000, 3ffe:b333333333333334, 3020, 3ffe:e0a94032dbea7ced",
    "d9ff, 3, bffd:999999999999999a, bffd:9999999999999998, 3020, 3ffe:f490eea1784dd2c8",
    "d9f2, 0, 3ffe:8000000000000000, 3fff:d99999999999999a, 2a20, 3fff:8000000000000000",
    "d9f2, 1, bffd:999999999999999a, 3ffe:b333333333333334, 2a20, 3fff:8000000000000000",
    "d9f2, 3, 3ff5:83126e978d4fdf3b, bffd:9999999999999998, 2820, 3fff:8000000000000000",
    "d9f3, 0, bffd:999999999999999a, 3fff:d99999999999999a, 3820, 3fff:df6b833d42ca6d6d",
    "d9f3, 1, 3ff5:83126e978d4fdf3b, 3ffe:b333333333333334, 3820, 3fff:c8e10aea6f426421",
    "d9f3, 3, 3f9b:a2425ff75e14fc32, bffd:9999999999999998, 3820, bfff:c90fdaa22168c234",
    "d9fb, 0, 3ff5:83126e978d4fdf3b, 3fff:d99999999999999a, 2a20, 3ffe:fffff79c843b5f70",
    "d9fb, 1, 3f9b:a2425ff75e14fc32, 3ffe:b333333333333334, 2820, 3fff:8000000000000000",
    "d9fb, 3, 3ffe:c000000000000000, bffd:9999999999999998, 2820, 3ffe:bb4ff632a908f73e",
    "d9fe, 0, 4030:e35fa931a0000000, 3fff:8000000000000000, 3220, 3ffe:dbb7b8f40de0426e",
    "d9f2, 0, 4005:c800000000000000, 3fff:8000000000000000, 2820, 3fff:8000000000000000",
    "d9f3, 0, bfff:8000000000000000, 0000:0000000000000000, 3a20, 4000:c90fdaa22168c235",
    "d9f3, 2, 8000:0000000000000000, c000:c000000000000000, 3820, bfff:c90fdaa22168c234",
    "d9f1, 0, 4002:8000000000000000, 4001:a000000000000000, 3820, 4002:f000000000000000",
    "d9f1, 0, 0000:0000000000000000, 4001:a000000000000000, 3804, ffff:8000000000000000",
    "d9fe, 0, 403e:8000000000000000, 3fff:8000000000000000, 3400, 403e:8000000000000000",
    "d9f0, 0, 4000:c000000000000000, 3fff:8000000000000000, 3020, 4000:c000000000000000",
    "d9f9, 0, c000:8000000000000000, 3fff:8000000000000000, 3820, c000:8000000000000000"
  })
  void asRecorded(String code, int rounding, String st0, String st1, String status, String result) {
    byte[] bytes = HexFormat.of().parseHex(code);
    Instruction instruction =
        (Instruction) Decoder.decode(bytes, 0, bytes.length, CodeMode.BITS_64);
    X87Registers x87 = simulated.cpu.x87;
    x87.control = X87Registers.CONTROL_INITIAL | rounding << 10;
    x87.top = TOP_6;
    X87Stack.set(x87, 0, extended(st0));
    X87Stack.set(x87, 1, extended(st1));
    SimulatedX87.bind(instruction).exec(simulated.cpu);
    assertThat(HexFormat.of().toHexDigits((short) StatusWord.of(x87))).isEqualTo(status);
    assertThat(X87Stack.get(x87, 0)).isEqualTo(extended(result));
  }

  private static Extended extended(String text) {
    int colon = text.indexOf(':');
    return new Extended(
        HexFormat.fromHexDigits(text.substring(0, colon)),
        HexFormat.fromHexDigitsToLong(text.substring(colon + 1)));
  }

  @Test
  void constants() {
    assertThat(Constants.PI.toFixed(128).toString(16))
        .isEqualTo("3243f6a8885a308d313198a2e03707344");
    assertThat(Constants.LN_2.toFixed(128).toString(16))
        .isEqualTo("b17217f7d1cf79abc9e3b39803f2f6af");
    assertThat(Constants.LOG2_E.toFixed(64).toString(16)).isEqualTo("171547652b82fe177");
    assertThat(RoundedConstant.PI.value(0x37f)).isEqualTo(extended("4000:c90fdaa22168c235"));
    assertThat(RoundedConstant.PI.value(0x77f)).isEqualTo(extended("4000:c90fdaa22168c234"));
    assertThat(RoundedConstant.LOG10_2.value(0x37f)).isEqualTo(extended("3ffd:9a209a84fbcff799"));
  }
}
