package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackMeterTest {
  private final StackMeter meter = new StackMeter();

  @Test
  void pagesCountForTheStackThatTheyBelongTo() {
    meter.allocated(0x10000, 0x14000, StackSource.MMAP, 0);
    meter.allocated(0x20000, 0x22000, StackSource.MALLOC, 0x2000);
    meter.pageMapped(0x13000);
    meter.pageMapped(0x14000);
    meter.pageMapped(0xf000);
    assertThat(meter.use(StackSource.MMAP)).isEqualTo(new StackUse(1, 0x4000, 0x1000, 0x1000));
    assertThat(meter.use(StackSource.MALLOC)).isEqualTo(new StackUse(1, 0x2000, 0x2000, 0x2000));
    assertThat(meter.use()).isEqualTo(new StackUse(2, 0x6000, 0x3000, 0x3000));
    assertThat(meter.contains(0x13fff)).isTrue();
    assertThat(meter.contains(0x14000)).isFalse();
  }

  @Test
  void thePeakStaysWhenPagesAreGivenBack() {
    meter.allocated(0x10000, 0x14000, StackSource.MMAP, 0x2000);
    meter.pageUnmapped(0x10000);
    meter.pageMapped(0x12000);
    meter.pageUnmapped(0x11000);
    meter.pageUnmapped(0x12000);
    meter.pageMapped(0x13000);
    assertThat(meter.use()).isEqualTo(new StackUse(1, 0x4000, 0x1000, 0x2000));
  }

  @Test
  void addressesInTheUpperHalfAreInOrderToo() {
    long high = 0xffff_8000_0010_0000L;
    meter.allocated(high, high + 0x1000, StackSource.MALLOC, 0x1000);
    assertThat(meter.contains(high)).isTrue();
    assertThat(meter.contains(high - 1)).isFalse();
    assertThat(meter.contains(0x2000)).isFalse();
  }

  @Test
  void aStackThatIsGivenBackCountsNoMoreButLeavesItsPeaks() {
    meter.allocated(0x10000, 0x14000, StackSource.MMAP, 0);
    meter.pageMapped(0x13000);
    meter.pageMapped(0x12000);
    meter.released(0x10000);
    assertThat(meter.contains(0x13000)).isFalse();
    meter.pageUnmapped(0x13000); // its pages follow, and do not count twice
    meter.pageUnmapped(0x12000);
    assertThat(meter.use()).isEqualTo(new StackUse(1, 0x4000, 0, 0x2000));
    meter.allocated(0x10000, 0x13000, StackSource.MMAP, 0x1000);
    assertThat(meter.use()).isEqualTo(new StackUse(2, 0x4000, 0x1000, 0x2000));
    meter.allocated(0x20000, 0x24000, StackSource.MALLOC, 0x4000);
    assertThat(meter.use()).isEqualTo(new StackUse(3, 0x7000, 0x5000, 0x5000));
    meter.released(0x20000);
    assertThat(meter.use(StackSource.MALLOC)).isEqualTo(new StackUse(1, 0x4000, 0, 0x4000));
    meter.released(0x30000); // nobody's
    assertThat(meter.use()).isEqualTo(new StackUse(3, 0x7000, 0x1000, 0x5000));
  }
}
