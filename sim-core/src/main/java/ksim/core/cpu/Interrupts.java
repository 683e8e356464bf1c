package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/** What a CPU remembers between instructions about interrupts, and whether it sleeps. */
public final class Interrupts implements Persistent {
  /** Non-maskable interrupts that wait to be delivered; see {@link #acceptNonMaskable}. */
  public int nmisPending;

  /** Non-maskable interrupts are blocked until the next IRET. */
  public boolean nmiBlocked;

  /**
   * The interrupt shadow: maskable interrupts are not delivered before the next instruction, set by
   * STI and by loads of SS. The interpreter clears it after one instruction.
   */
  public boolean shadow;

  /**
   * Exceptions, INT3, INT1 and INTO stop the run instead of being delivered, as the exception
   * bitmap of a hypervisor makes them leave the guest.
   */
  public boolean intercepted;

  /**
   * INIT has arrived, or RESET at a CPU that is not the first: only a start-up message wakes it.
   */
  public boolean waitsForStartUp;

  /** HLT was executed and nothing has woken the CPU yet. */
  public boolean halted;

  /** Value of {@link #resumeRip} that no RIP ever has. */
  public static final long NOWHERE = Long.MIN_VALUE;

  /**
   * RFLAGS.RF, as the address of the one instruction it is set for: an interrupt or a trap that is
   * delivered at this address saves RF set. Set by IRET, and by a repeated string operation that
   * lets an interrupt in between two iterations.
   */
  public long resumeRip = NOWHERE;

  /** TF was set when the current instruction began: a debug trap follows it. */
  public boolean singleStep;

  /** The current instruction loaded SS: no debug trap before the next one has completed. */
  public boolean stackSwitch;

  /**
   * A non-maskable interrupt arrives. One waits at most: but if it is not blocked, a processor
   * takes it at the next instruction, and the one after it waits. Here it is taken at the end of a
   * block, so that two can wait until then.
   */
  public void acceptNonMaskable() {
    nmisPending = Math.min(nmisPending + 1, nmiBlocked ? 1 : 2);
  }

  /** Whether a non-maskable interrupt is to be delivered now. */
  public boolean nonMaskableDue() {
    return nmisPending != 0 && !nmiBlocked;
  }

  /** Forgets what only the instruction at hand or the next one is concerned with. */
  void forgetInstruction() {
    shadow = false;
    resumeRip = NOWHERE;
    singleStep = false;
    stackSwitch = false;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(nmisPending);
    out.writeBoolean(nmiBlocked);
    out.writeBoolean(shadow);
    out.writeBoolean(intercepted);
    out.writeBoolean(waitsForStartUp);
    out.writeBoolean(halted);
    out.writeLong(resumeRip);
    out.writeBoolean(singleStep);
    out.writeBoolean(stackSwitch);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    nmisPending = in.readInt();
    nmiBlocked = in.readBoolean();
    shadow = in.readBoolean();
    intercepted = in.readBoolean();
    waitsForStartUp = in.readBoolean();
    halted = in.readBoolean();
    resumeRip = in.readLong();
    singleStep = in.readBoolean();
    stackSwitch = in.readBoolean();
  }
}
