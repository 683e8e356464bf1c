package ksim.core.isa;

import java.util.List;

/**
 * A state component of the extended region of the XSAVE area (Intel SDM volume 1, section 13.5).
 * Components 0 (x87) and 1 (SSE) are in the legacy region and not here.
 *
 * @param number bit in XCR0
 * @param offset place in the standard format, in bytes from the start of the area
 * @param bytes size
 */
record StateComponent(int number, int offset, int bytes) {
  /** The upper halves of YMM0 to YMM15. */
  static final StateComponent AVX = new StateComponent(2, 576, 256);

  /** PKRU. */
  static final StateComponent PKRU = new StateComponent(9, 2688, 8);

  /** By ascending number. None of them has to be aligned to 64 bytes in the compacted format. */
  static final List<StateComponent> ALL = List.of(AVX, PKRU);

  /** Bytes of the legacy region and the header, which every area has. */
  static final int EXTENDED_REGION = 576;

  /** The component of a number that exists. */
  static StateComponent numbered(int number) {
    return ALL.stream().filter(c -> c.number == number).findFirst().orElseThrow();
  }

  /** Whether a bitmap of components names it. */
  boolean isIn(long components) {
    return (components >>> number & 1) != 0;
  }

  /** Size of an area in the standard format that holds some components. */
  static int standardBytes(long components) {
    int end = EXTENDED_REGION;
    for (StateComponent component : ALL) {
      if (component.isIn(components)) {
        end = component.offset + component.bytes;
      }
    }
    return end;
  }

  /** Size of an area in the compacted format that holds some components. */
  static int compactedBytes(long components) {
    int end = EXTENDED_REGION;
    for (StateComponent component : ALL) {
      end += component.isIn(components) ? component.bytes : 0;
    }
    return end;
  }

  /** Place in the compacted format whose header names some components. */
  int compactedOffset(long components) {
    return compactedBytes(components & ((1L << number) - 1));
  }
}
