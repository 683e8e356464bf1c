package ksim.core.cpu;

/** Architectural state of one CPU. */
public final class Cpu {
  /** Address of the next instruction; within a block, of the one after its last. */
  public long rip;
}
