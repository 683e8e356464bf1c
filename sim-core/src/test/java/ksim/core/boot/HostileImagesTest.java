package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.LittleEndian;
import org.junit.jupiter.api.Test;

/** Whatever stands in an image, it is loaded or refused with a reason. */
class HostileImagesTest {
  private static final int TRIES = 1000;
  private static final long[] VALUES = {
    0,
    1,
    2,
    8,
    0x20,
    0xff,
    0xfff,
    0x1000,
    0xffff,
    0x10_0000,
    0x7fff_ffff,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8,
    -0x1000
  };
  private static final byte[] CODE = {(byte) 0xfa, (byte) 0xf4, 1, 2, 3, 4, 5, 6};

  private static byte[] elf() {
    ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    int magic = 0x1bad_b002;
    int flags = 0x1_0003;
    code.putInt(magic).putInt(flags).putInt(-(magic + flags));
    code.putInt(0x20_0000).putInt(0x20_0000).putInt(0).putInt(0).putInt(0x20_0010);
    return new ElfBuilder(0x20_0000, code.array())
        .note("Xen", 18, new byte[] {0x10, 0, 0x20, 0})
        .note("Linux", 0x101, new byte[4])
        .function("start", 0x20_0010, 8)
        .build("kernel")
        .bytes();
  }

  private static byte[] damaged(byte[] image, SplittableRandom random) {
    byte[] bytes = image.clone();
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      int width = 1 << random.nextInt(4);
      int at = random.nextInt(bytes.length / width) * width;
      long value = VALUES[random.nextInt(VALUES.length)];
      LittleEndian.put(bytes, at, width, random.nextInt(4) == 0 ? random.nextLong() : value);
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }

  private static Machine machine() {
    return new Machine(
        new MachineConfiguration(1, LinuxImages.MEMORY_BYTES, "skylake", TimingLevel.NONE, 1000),
        value -> {});
  }

  private static Machine boot(BootProtocol protocol, byte[] image) throws BadImage {
    BinaryFile file = new BinaryFile("kernel", image);
    protocol.recognises(file);
    Machine machine = machine();
    BinaryFile disk = new BinaryFile("disk", new byte[100]);
    protocol.load(
        new BootRequest(file, "words", Optional.of(disk), List.of(), LinuxImages.MAP, 0), machine);
    return machine;
  }

  @Test
  void damagedImagesAreRefusedOrLoaded() {
    SplittableRandom random = new SplittableRandom(5);
    List<byte[]> images = List.of(elf(), LinuxImages.bzImage(CODE), LinuxImages.vmlinux(CODE));
    int loaded = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] image = damaged(images.get(i % images.size()), random);
      for (BootProtocol protocol : BootProtocols.all()) {
        try {
          boot(protocol, image);
          loaded++;
        } catch (BadImage refused) {
          assertThat(refused.problem()).isNotEmpty();
        } catch (RuntimeException e) {
          fail("try %d, %s".formatted(i, protocol.name()), e);
        }
      }
    }
    assertThat(loaded).isBetween(TRIES / 10, 2 * TRIES);
  }

  @Test
  void namesInASectionThatIsNotInTheFileAreEmpty() throws BadImage {
    byte[] image = elf();
    int sections = (int) LittleEndian.get(image, 40, 8);
    int strings = sections + 2 * 64;
    LittleEndian.put(image, strings + 4, 4, 8); // SHT_NOBITS, which has no bytes
    LittleEndian.put(image, strings + 24, 8, -8);
    ElfFile elf = ElfFile.read(new BinaryFile("kernel", image));
    assertThat(elf.symbols()).extracting(ElfFile.Symbol::name).containsExactly("");
  }

  @Test
  void aCompressedKernelWithoutAnyBytesIsRefused() {
    byte[] image = LinuxImages.bzImage(CODE);
    LittleEndian.put(image, 0x1f4, 4, 0);
    for (int bytes : new int[] {5 * 512 - 5, 5 * 512}) {
      assertThatExceptionOfType(BadImage.class)
          .isThrownBy(() -> boot(new LinuxProtocol(), Arrays.copyOf(image, bytes)))
          .withMessageContaining("syssize");
    }
  }

  @Test
  void segmentsAreNotLoadedOverWhatIsReserved() {
    byte[] kernel = elf();
    for (long address : new long[] {0x9_fc00, 0xf_fff0}) { // the firmware's
      LittleEndian.put(kernel, 64 + 24, 8, address);
      assertThatExceptionOfType(BadImage.class)
          .isThrownBy(
              () ->
                  LoadedElf.load(
                      ElfFile.read(new BinaryFile("kernel", kernel)), machine(), LinuxImages.MAP))
          .withMessageContaining("p_paddr");
    }
    byte[] flat = elf();
    for (int field : new int[] {12, 16, 28}) {
      int at = 64 + 2 * 56 + field;
      LittleEndian.put(flat, at, 4, LittleEndian.get(flat, at, 4) - 0x20_0000 + 0x9_fc00);
    }
    assertRefused(new MultibootProtocol(), flat, "load_addr");
  }

  private static void assertRefused(BootProtocol protocol, byte[] image, String field) {
    assertThatExceptionOfType(BadImage.class)
        .isThrownBy(() -> boot(protocol, image))
        .withMessageContaining(field);
  }
}
