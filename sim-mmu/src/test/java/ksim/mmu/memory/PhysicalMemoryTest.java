package ksim.mmu.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sparse memory against a plain array, and its economy. */
class PhysicalMemoryTest {
  @Test
  void behavesLikeAnArray() {
    int size = 64 * 4096;
    PhysicalMemory memory = new PhysicalMemory(size);
    byte[] model = new byte[size];
    SplittableRandom random = new SplittableRandom(1);
    byte[] buffer = new byte[3 * 4096];
    for (int step = 0; step < 20_000; step++) {
      int width = random.nextInt(1, 9);
      int at = random.nextInt(size - width + 1);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          long value = random.nextLong();
          memory.write(at, width, value);
          LittleEndian.put(model, at, width, value);
        }
        case 2, 3 ->
            assertThat(memory.read(at, width)).isEqualTo(LittleEndian.get(model, at, width));
        default -> {
          int length = random.nextInt(Math.min(buffer.length, size - at) + 1);
          random.nextBytes(buffer);
          memory.writeBytes(at, buffer, 0, length);
          System.arraycopy(buffer, 0, model, at, length);
        }
      }
    }
    byte[] contents = new byte[size];
    memory.readBytes(0, contents, 0, size);
    assertThat(contents).isEqualTo(model);
  }

  @Test
  void sixtyFourGibibytesCostOnlyWhatIsTouched() {
    PhysicalMemory memory = new PhysicalMemory(64L << 30);
    SplittableRandom random = new SplittableRandom(2);
    Set<Long> frames = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      long at = random.nextLong(memory.sizeBytes() >>> 3) << 3;
      memory.write(at, 8, at + 1);
      assertThat(memory.read(at, 8)).isEqualTo(at + 1);
      frames.add(at >>> 12);
    }
    assertThat(memory.allocatedFrames()).isEqualTo(frames.size());
    memory.write(memory.sizeBytes() - 1, 1, 0xab);
    assertThat(memory.read(memory.sizeBytes() - 1, 1)).isEqualTo(0xab);
    assertThat(memory.allocatedFrames()).isEqualTo(frames.size() + 1);
  }

  @Test
  void readingAllocatesNothing() {
    PhysicalMemory memory = new PhysicalMemory(1 << 30);
    assertThat(memory.read(0x1234, 8)).isZero();
    memory.readBytes(0, new byte[1 << 20], 0, 1 << 20);
    assertThat(memory.allocatedFrames()).isZero();
    assertThat(memory.isAllocated(0x1000)).isFalse();
    memory.write(0x1fff, 2, 0);
    assertThat(memory.isAllocated(0x1000)).isTrue();
    assertThat(memory.isAllocated(0x2000)).isTrue();
    assertThat(memory.allocatedFrames()).isEqualTo(2);
    assertThat(memory.writableFrame(0x1000)).isSameAs(memory.frame(0x1fff));
  }

  @Test
  void sizesAndAddressesAreChecked() {
    assertThatThrownBy(() -> new PhysicalMemory(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PhysicalMemory(4097)).hasMessageContaining("4097");
    assertThatThrownBy(() -> new PhysicalMemory((65L << 30) + 4096)).hasMessageContaining("65 GiB");
    PhysicalMemory memory = new PhysicalMemory(8192);
    assertThatThrownBy(() -> memory.read(8190, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.write(-1, 1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
