package ksim.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of memory, read and written. */
class MemorySizeTest {
  @ParameterizedTest
  @CsvSource({
    "256, 268435456",
    "256M, 268435456",
    "256MiB, 268435456",
    "256mb, 268435456",
    "1G, 1073741824",
    "1GiB, 1073741824",
    "4096K, 4194304",
  })
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(MemorySize.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "1.5G", "12iB", "12T", "0x10", "-1", "1 G", "9999999999"})
  void refusesTheRest(String text) {
    assertThat(MemorySize.parse(text)).isEmpty();
  }

  @Test
  void writesTheLargestUnitThatDivides() {
    assertThat(MemorySize.text(3L << 30)).isEqualTo("3 GiB");
    assertThat(MemorySize.text(1536L << 20)).isEqualTo("1536 MiB");
    assertThat(MemorySize.text(4096)).isEqualTo("4 KiB");
    assertThat(MemorySize.text(5)).isEqualTo("5 bytes");
  }
}
