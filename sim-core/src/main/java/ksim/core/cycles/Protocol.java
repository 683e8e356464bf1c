package ksim.core.cycles;

/** How a block is repeated while it is measured. */
public enum Protocol {
  /**
   * That of BHive: the body is copied behind itself as often as it takes, without a branch, and
   * comes from the legacy decoders.
   */
  UNROLLED,
  /**
   * The body is that of a loop, which starts at a line of 64 bytes and comes from the
   * micro-operation cache. It ends in a jump to its start, or gets one.
   */
  LOOP
}
