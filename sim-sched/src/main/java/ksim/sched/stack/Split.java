package ksim.sched.stack;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Registers.R10D;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.scenario.StackSource;

/**
 * {@code -fsplit-stack} as GCC and libgcc do it: each application function compares the stack
 * pointer that it is about to have with the thread's limit, and runs on a further segment where
 * there is too little. Segments are resident from the start.
 *
 * @param modifiers settings; none has an effect
 */
public record Split(Modifiers modifiers) implements StackDesign {
  /** A frame up to this size is compared without subtracting it first, as GCC does. */
  private static final int SMALL_FRAME = 256;

  /** The saved RBP. */
  private static final int LINK_BYTES = 8;

  @Override
  public String id() {
    return "split";
  }

  @Override
  public String description() {
    return "-fsplit-stack: prologues check a limit, __morestack links a resident segment";
  }

  @Override
  public StackSource kernelStacks() {
    return StackSource.MALLOC;
  }

  @Override
  public int faultAroundPages() {
    return 0;
  }

  @Override
  public boolean segmentedStacks() {
    return true;
  }

  /** Nothing: segments are resident. */
  @Override
  public void startThread(GuestCode code) {}

  @Override
  public void functionPrologue(GuestCode code, long frameBytes) {
    Assembler a = code.assembler();
    Label enough = a.fresh("enough_stack");
    if (frameBytes + LINK_BYTES <= SMALL_FRAME) {
      a.cmp(RSP, code.stackLimit());
    } else {
      a.lea(R11, address(RSP, -(frameBytes + LINK_BYTES)));
      a.cmp(R11, code.stackLimit());
    }
    a.jcc(Condition.AE, enough);
    a.mov(R10D, frameBytes + LINK_BYTES);
    a.call(code.kernelFunction("__morestack"));
    a.ret();
    a.bind(enough);
  }
}
