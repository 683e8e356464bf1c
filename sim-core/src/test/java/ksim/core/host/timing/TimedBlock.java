package ksim.core.host.timing;

import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import ksim.core.encoding.asm.Assembler;

/**
 * A piece of code whose time is measured. It may use all registers but R14, which points into the
 * middle of 64 KiB of zeros, and R15; RSP points to the upper part of the same memory, and RBX is 0
 * at first, RCX 3, all others 1.
 *
 * @param name its name, in recorded measurements too
 * @param unit what is counted
 * @param copies how often the body stands behind itself in a loop
 * @param setup what is done once before, not timed
 * @param body emits one copy; it is told its number
 * @param after what stands behind the loop: subroutines
 */
record TimedBlock(
    String name,
    String unit,
    int copies,
    Consumer<Assembler> setup,
    ObjIntConsumer<Assembler> body,
    Consumer<Assembler> after) {
  private static final int USUAL_COPIES = 32;

  /** A body that needs nothing else. */
  static TimedBlock of(String name, String unit, Consumer<Assembler> body) {
    return numbered(name, unit, (code, copy) -> body.accept(code));
  }

  /** A body whose copies differ. */
  static TimedBlock numbered(String name, String unit, ObjIntConsumer<Assembler> body) {
    return new TimedBlock(name, unit, USUAL_COPIES, code -> {}, body, code -> {});
  }

  /** The same with another number of copies. */
  TimedBlock times(int count) {
    return new TimedBlock(name, unit, count, setup, body, after);
  }

  /** The same with something done before. */
  TimedBlock with(Consumer<Assembler> before) {
    return new TimedBlock(name, unit, copies, before, body, after);
  }

  /** The same with code behind the loop. */
  TimedBlock followedBy(Consumer<Assembler> subroutines) {
    return new TimedBlock(name, unit, copies, setup, body, subroutines);
  }
}
