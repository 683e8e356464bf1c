package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The setup header of Linux: what is refused, and where that shows. */
class LinuxSetupHeaderTest {
  private static final byte[] GOOD = LinuxImages.bzImage(new byte[1]);

  @Test
  void readsWhatTheKernelSays() throws BadImage {
    LinuxSetupHeader header = LinuxSetupHeader.read(LinuxImages.file(GOOD));

    assertThat(header.bytes()).isEqualTo(Arrays.copyOfRange(GOOD, 0x1f1, 0x268));
    assertThat(header.kernelOffset()).isEqualTo(0xa00);
    assertThat(header.kernelBytes()).isEqualTo(0x400);
    assertThat(header.alignment()).isEqualTo(0x20_0000);
    assertThat(header.relocatable()).isTrue();
    assertThat(header.preferredAddress()).isEqualTo(LinuxImages.KERNEL);
    assertThat(header.initBytes()).isEqualTo(LinuxImages.INIT_BYTES);
    assertThat(header.initrdLimit()).isEqualTo(0x7fff_ffff);
    assertThat(header.commandLineLimit()).isEqualTo(255);
  }

  @Test
  void noSetupSectorsMeansFour() throws BadImage {
    byte[] image = GOOD.clone();
    image[0x1f1] = 0;

    assertThat(LinuxSetupHeader.read(LinuxImages.file(image)).kernelOffset()).isEqualTo(0xa00);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x1fe | 2 | 0x1234 | boot_flag is 0x1234, expected 0xaa55",
        "0x202 | 4 | 0 | header is 0x0, expected 0x53726448",
        "0x206 | 2 | 0x20b | version is 0x20b, expected at least 0x20c, which tells of 64-bit"
            + " kernels",
        "0x211 | 1 | 0x80 | loadflags is 0x80, expected bit 0 to be set (LOADED_HIGH, a bzImage)",
        "0x236 | 2 | 0x7e | xloadflags is 0x7e, expected bit 0 to be set (XLF_KERNEL_64, a 64-bit"
            + " entry)",
        "0x230 | 4 | 0x300000 | kernel_alignment is 0x300000, expected a power of two",
        "0x230 | 4 | 0 | kernel_alignment is 0x0, expected a power of two",
        "0x1f4 | 4 | 0x41 | syssize is 0x41, expected at most 0x40, the paragraphs of 16 bytes"
            + " after the setup sectors",
        "0x258 | 8 | 0xfffff | pref_address is 0xfffff, expected 0x100000 to 0xffffffff",
        "0x258 | 8 | -1 | pref_address is 0xffffffffffffffff, expected 0x100000 to 0xffffffff",
        "0x260 | 4 | 0x3ff | init_size is 0x3ff, expected at least the size of the kernel, 0x400",
      })
  void namesTheFieldThatIsWrong(String offset, int width, String value, String problem) {
    byte[] image = GOOD.clone();
    LinuxImages.put(image, Integer.decode(offset), width, Integer.decode(value));

    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> LinuxSetupHeader.read(LinuxImages.file(image)))
        .satisfies(
            bad -> {
              assertThat(bad.problem()).isEqualTo(problem);
              assertThat(bad.offset()).isEqualTo((long) Integer.decode(offset));
            });
  }

  @Test
  void everyTruncatedFileIsBad() {
    for (int length = 0; length < GOOD.length - 15; length++) {
      byte[] image = Arrays.copyOf(GOOD, length);

      assertThatExceptionOfType(BadImage.class)
          .as("%d bytes", length)
          .isThrownBy(() -> LinuxSetupHeader.read(LinuxImages.file(image)));
    }
  }
}
